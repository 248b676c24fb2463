import Type, { type Static } from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Day, Id, nullable, oneOf, PersonRef, Time, text } from "../../../platform/contract/schemas.ts";
import type { FilterCondition } from "../../../platform/filter/filter.contract.ts";
import type { OwnValue } from "../../../platform/own/own.contract.ts";
import { CustomerId } from "../customer.contract.ts";
import { ladders, type Share, Stance } from "./ladder.contract.ts";

/** By how much a number misses its condition, or how much of it there is to spare. */
export interface Gap {
  more?: number;
  less?: number;
}

/** A sentence of a rule with what is so of this customer. */
export interface TierSentence {
  field: string;
  /** "share": among those who have the most of it, from `threshold` on. */
  op: FilterCondition["op"] | "share";
  value?: FilterCondition["value"] | Share;
  threshold?: number | null;
  /** null: the reader may not see what it speaks of */
  holds: boolean | null;
  actual: OwnValue;
  is_hidden: boolean;
  /** What is missing when it does not hold, what is to spare when it does. */
  gap: Gap | null;
}
export type TierPart = TierSentence | { all: TierPart[] } | { any: TierPart[] };

const Part = Type.Unsafe<TierPart>({
  type: "object",
  additionalProperties: true,
  description:
    "a sentence {field, op, value, threshold?, holds, actual, is_hidden, gap}, or a group {all: [...]} or {any: [...]} of them",
});

const Towards = Type.Object(
  {
    value: Type.String(),
    direction: oneOf(["better", "worse"]),
    needs: Type.Array(Part, { description: "all of these do not hold now and would have to" }),
    unless: Type.Array(Part, { description: "these hold now and decide before: one of each rule would have to end" }),
  },
  closed,
);

export const CustomerTier = Type.Object(
  {
    ladder: oneOf(ladders),
    value: nullable(Type.String()),
    since: nullable(Time),
    position: nullable(Type.Integer({ description: "of the rule that decides, from 1; null: none holds, the rest" })),
    why: Type.Array(Part, { description: "what the deciding rule says; empty: no rule holds, or it is held" }),
    held: Type.Union([
      Type.Object(
        {
          value: Type.String(),
          reason: nullable(Type.String({ description: "null: it came with an edit of the stage" })),
          until: nullable(Type.String()),
          by: PersonRef,
          created_at: Time,
          by_rules: Type.String({ description: "where the rules would place it" }),
        },
        closed,
      ),
      Type.Null(),
    ]),
    towards: Type.Array(Towards, { description: "what would make it better, and worse" }),
    if_nothing_happens: Type.Union([Type.Object({ value: Type.String(), on: Type.String() }, closed), Type.Null()]),
    strategy: Type.Union([
      Type.Object({ text_zh: Type.String(), text_en: Type.String(), stance: Stance }, closed),
      Type.Null(),
    ]),
    moves: Type.Array(
      Type.Object(
        {
          from: Type.String(),
          to: Type.String(),
          at: Time,
          by: Type.Union([PersonRef, Type.Null()]),
          figures: Type.Unsafe<Record<string, OwnValue>>({ type: "object", additionalProperties: true }),
        },
        closed,
      ),
      { description: "the newest twenty" },
    ),
  },
  closed,
);
export type CustomerTier = Static<typeof CustomerTier>;

export const CustomerTiers = Type.Object(
  {
    currency: Type.String(),
    ladders: Type.Array(CustomerTier, { description: "those that are on and open to the reader" }),
    blocked: Type.Object({ hold: Type.Optional(oneOf(["no_permission", "locked", "protected"])) }, closed),
  },
  closed,
);

export const readCustomerTiersContract = contract({
  method: "GET",
  path: "/customers/:customerId/tiers",
  permission: "customer.read",
  summary: "Where a customer is placed, why, what would change it, how such customers are treated, and how it moved",
  params: CustomerId,
  response: CustomerTiers,
  errors: ["customer.not_found"],
});

const OfLadder = Type.Object({ customerId: Id, ladder: oneOf(ladders) });
const refusals = ["customer.not_found", "customer.locked", "customer.protected", "tier.ladder_off", "field.read_only"];

export const holdTierContract = contract({
  method: "PUT",
  path: "/customers/:customerId/tiers/:ladder/hold",
  permission: "tier.hold",
  summary: "Hold a customer in a tier whatever the rules say",
  params: OfLadder,
  body: Type.Object(
    { value: Type.String({ maxLength: 40 }), reason: text(500), until: Type.Optional(nullable(Day)) },
    closed,
  ),
  response: CustomerTiers,
  errors: [...refusals, "tier.unknown_value", "tier.bad_until"],
});

export const releaseTierContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/tiers/:ladder/hold",
  permission: "tier.hold",
  summary: "Let the rules place a customer again",
  params: OfLadder,
  response: CustomerTiers,
  errors: refusals,
});
