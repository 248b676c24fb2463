import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Day, Done, Id, nullable, oneOf, Time, Whole } from "../../../platform/contract/schemas.ts";
import { interactionKinds } from "../interaction.contract.ts";
import { LadderDraft, ladders, RuleDraft, Stance } from "./ladder.contract.ts";

export const LadderName = Type.Object({ ladder: oneOf(ladders) });

export const TierRun = Type.Object(
  {
    id: Id,
    state: oneOf(["queued", "running", "done", "failed"]),
    total: Whole,
    looked: Whole,
    placed: Whole,
    moved: Whole,
    asked_at: Time,
    ended_at: nullable(Time),
    error: nullable(Type.String()),
  },
  closed,
);

const LadderSettings = Type.Object(
  {
    ladder: oneOf(ladders),
    ...LadderDraft.properties,
    version: Type.Integer({ description: "sent along with a change: the version that was seen" }),
    rules: Type.Array(
      Type.Object(
        {
          id: Id,
          ...RuleDraft.properties,
          thresholds: Type.Array(Type.Object({ currency: Type.String(), value: Type.Number() }, closed), {
            description: "where its share begins, by the last run",
          }),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const TierStrategy = Type.Object(
  {
    ladder: oneOf(ladders),
    value: Type.String(),
    text_zh: Type.String({ maxLength: 2000 }),
    text_en: Type.String({ maxLength: 2000 }),
    stance: Stance,
  },
  closed,
);

const Cost = Type.Object(
  { kind: oneOf(interactionKinds), amount: Type.Integer({ minimum: 0, maximum: 100_000_000_000 }) },
  closed,
);

const Tiers = Type.Object(
  {
    ladders: Type.Array(LadderSettings),
    strategies: Type.Array(TierStrategy),
    costs: Type.Array(Cost, { description: "of one touch, minor units of `currency`" }),
    currency: Type.String(),
    run: Type.Union([TierRun, Type.Null()], { description: "the latest" }),
  },
  closed,
);

export const readTiersContract = contract({
  method: "GET",
  path: "/tiers",
  permission: "tier.manage",
  summary: "Ladders with their rules, strategies, costs of touches and the latest run",
  response: Tiers,
});

export const previewLadderContract = contract({
  method: "POST",
  path: "/tiers/ladders/:ladder/preview",
  permission: "tier.manage",
  summary: "What these rules would do to everybody: how many move from what to what, and some of them",
  params: LadderName,
  body: LadderDraft,
  response: Type.Object(
    {
      total: Whole,
      moves: Type.Array(
        Type.Object({ from: nullable(Type.String()), to: nullable(Type.String()), count: Whole }, closed),
        { description: "all pairs, also of those who stay" },
      ),
      sample: Type.Array(Type.Object({ id: Id, name: Type.String(), from: Type.String(), to: Type.String() }, closed), {
        description: "movers that the reader may see, at most twelve",
      }),
    },
    closed,
  ),
  errors: ["tier.bad_rule", "filter.invalid"],
});

export const updateLadderContract = contract({
  method: "PUT",
  path: "/tiers/ladders/:ladder",
  permission: "tier.manage",
  summary: "Set a ladder's rules and place everybody by them; the run tells its progress",
  params: LadderName,
  body: Type.Object({ ...LadderDraft.properties, seen: Type.Integer() }, closed),
  response: Tiers,
  errors: ["tier.bad_rule", "tier.conflict", "filter.invalid"],
});

export const runTiersContract = contract({
  method: "POST",
  path: "/tiers/runs",
  permission: "tier.manage",
  summary: "Place everybody now instead of tonight",
  response: Done,
});

export const setStrategyContract = contract({
  method: "PUT",
  path: "/tiers/strategies/:ladder/:value",
  permission: "tier.manage",
  summary: "Say how customers of a tier are to be treated",
  params: Type.Object({ ladder: oneOf(ladders), value: Type.String({ maxLength: 40 }) }),
  body: Type.Object(
    { text_zh: Type.String({ maxLength: 2000 }), text_en: Type.String({ maxLength: 2000 }), stance: Stance },
    closed,
  ),
  response: TierStrategy,
  errors: ["tier.unknown_value"],
});

export const setCostsContract = contract({
  method: "PUT",
  path: "/tiers/costs",
  permission: "tier.manage",
  summary: "Say what one touch of each kind costs; everybody is placed anew",
  body: Type.Object({ costs: Type.Array(Cost, { maxItems: 50 }) }, closed),
  response: Tiers,
});

export const readMovementsContract = contract({
  method: "GET",
  path: "/tiers/movements",
  permission: "customer.read",
  summary: "How the customers that the reader may see moved on a ladder, month by month",
  query: Type.Object({
    ladder: oneOf(ladders),
    until: Type.Optional(Day),
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
  }),
  response: Type.Object(
    {
      months: Type.Array(
        Type.Object(
          {
            month: Type.String({ description: "YYYY-MM, the oldest first" }),
            stock: Type.Array(Type.Object({ value: Type.String(), count: Whole }, closed), {
              description: "how many stood where at its end; of this month: now",
            }),
            flows: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), count: Whole }, closed), {
              description: "by where each stood before its first move of the month and after its last",
            }),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["field.hidden"],
});
