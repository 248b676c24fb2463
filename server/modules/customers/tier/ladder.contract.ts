import Type, { type Static } from "typebox";
import { closed, nullable, oneOf } from "../../../platform/contract/schemas.ts";
import { FilterTree } from "../../../platform/filter/filter.contract.ts";

export const ladders = ["stage", "code", "pyramid"] as const;
export type Ladder = (typeof ladders)[number];
export const codes = ["A", "B", "C"] as const;
export const pyramidTiers = ["most_valuable", "most_growable", "low_contribution", "below_zero"] as const;
export const stances = ["keep", "grow", "reform", "let_go"] as const;

/** What each ladder has, the best first. */
export const ladderValues: Readonly<Record<Ladder, readonly string[]>> = {
  stage: ["high_value", "loyal", "buyer", "interested", "prospect", "lapsed"],
  code: codes,
  pyramid: pyramidTiers,
};

export const Share = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 80 }),
    by: oneOf(["sum", "count"]),
    percent: Type.Integer({ minimum: 1, maximum: 100 }),
  },
  {
    ...closed,
    description:
      "sum: among the customers who together bring the first so many percent of the figure; count: among the first so many percent of those who have it",
  },
);
export type Share = Static<typeof Share>;

export const RuleDraft = Type.Object(
  {
    value: Type.String({ maxLength: 40 }),
    condition: FilterTree,
    share: Type.Unsafe<Share | null>({ ...Share, type: ["object", "null"] }),
  },
  closed,
);
export type RuleDraft = Static<typeof RuleDraft>;

export const LadderDraft = Type.Object(
  {
    is_on: Type.Boolean(),
    rest_value: Type.String({ maxLength: 40, description: "of those for whom no rule holds" }),
    hold_days: Type.Integer({ minimum: 0, maximum: 3650, description: "how long a stage set by hand stays" }),
    rules: Type.Array(RuleDraft, { maxItems: 50, description: "the first that holds decides" }),
  },
  closed,
);
export type LadderDraft = Static<typeof LadderDraft>;

export const Stance = nullable(oneOf(stances));
