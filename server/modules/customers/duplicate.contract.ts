import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import {
  closed,
  DateOnly,
  Done,
  Id,
  nullable,
  oneOf,
  PersonRef,
  Time,
  text,
  Whole,
} from "../../platform/contract/schemas.ts";
import { CustomerId, customerKinds } from "./customer.contract.ts";

const Reason = Type.Object(
  { rule: Type.String({ description: "phone_same, name_core, birth_differs..." }), points: Whole },
  { ...closed, description: "what speaks for (or, below zero, against) two records being one" },
);
const Score = Type.Integer({ minimum: 0, maximum: 100 });
const optionalText = (most: number) => Type.Optional(nullable(Type.String({ maxLength: most })));

export const findDuplicatesContract = contract({
  method: "POST",
  path: "/duplicates/find",
  permission: "customer.read",
  summary: "Who is there already that this may be: asked while somebody types",
  body: Type.Object(
    {
      kind: oneOf(customerKinds),
      name: Type.String({ maxLength: 300 }),
      other_names: Type.Optional(Type.Array(text(300), { maxItems: 5 })),
      tax_id: optionalText(40),
      website: optionalText(300),
      province: optionalText(60),
      city: optionalText(60),
      district: optionalText(60),
      street: optionalText(200),
      birth_on: Type.Optional(nullable(DateOnly)),
      contact_points: Type.Optional(
        Type.Array(
          Type.Object({ kind: oneOf(["phone", "mail", "wechat"]), value: Type.String({ maxLength: 200 }) }, closed),
          { maxItems: 10 },
        ),
      ),
      except_id: Type.Optional(nullable(Id)),
    },
    closed,
  ),
  response: Type.Object(
    {
      matches: Type.Array(
        Type.Object(
          {
            id: Id,
            number: Type.String(),
            kind: oneOf(customerKinds),
            name: Type.String(),
            city: nullable(Type.String()),
            owner: nullable(PersonRef),
            score: Score,
            is_likely: Type.Boolean(),
            is_sure: Type.Boolean(),
            reasons: Type.Array(Reason),
          },
          closed,
        ),
      ),
      told: Type.Array(
        Type.Object(
          {
            by: oneOf(["tax_id", "phone", "mail"]),
            owner: nullable(PersonRef),
            is_limited: Type.Boolean({ description: "asked too often within the hour: no more is told" }),
          },
          { ...closed, description: "one exists that the reader may not see, and whom to ask" },
        ),
      ),
    },
    closed,
  ),
  errors: ["phone.too_many_lookups"],
});

export const DuplicateRecord = Type.Object(
  {
    id: Id,
    number: Type.String(),
    kind: oneOf(customerKinds),
    name: Type.String(),
    city: nullable(Type.String()),
    phone: nullable(Type.String()),
    owner: nullable(PersonRef),
    created_at: Time,
    interaction_count: Whole,
    may_merge: Type.Boolean(),
  },
  closed,
);
const Pair = Type.Object({ one_id: Id, other_id: Id, score: Score, reasons: Type.Array(Reason) }, closed);
export const DuplicateGroup = Type.Object(
  { records: Type.Array(DuplicateRecord), pairs: Type.Array(Pair), score: Score },
  closed,
);

const Sweep = Type.Object(
  {
    state: oneOf(["running", "done", "failed"]),
    started_at: Time,
    ended_at: nullable(Time),
    customer_count: Whole,
    pair_count: Whole,
  },
  closed,
);

export const listDuplicatesContract = contract({
  method: "GET",
  path: "/duplicates",
  permission: "customer.merge",
  summary: "Records that may be one, by groups, the surest first; what was said to be different or later is left out",
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    kind: Type.Optional(oneOf(customerKinds)),
    put_off: Type.Optional(Type.Boolean({ description: "those that were put off" })),
  }),
  response: Type.Object(
    {
      groups: Type.Array(DuplicateGroup),
      next: nullable(Type.String()),
      sweep: Type.Union([Sweep, Type.Null()]),
      is_sweep_asked: Type.Boolean({ description: "whether one was asked for that has not begun" }),
    },
    closed,
  ),
  errors: ["list.bad_cursor"],
});

export const readDuplicatesContract = contract({
  method: "GET",
  path: "/customers/:customerId/duplicates",
  permission: "customer.read",
  summary: "Records that may be the same as this one",
  params: CustomerId,
  response: Type.Object({ group: Type.Union([DuplicateGroup, Type.Null()]) }, closed),
  errors: ["customer.not_found"],
});

export const decideDuplicatesContract = contract({
  method: "PUT",
  path: "/duplicates/verdict",
  permission: "customer.merge",
  summary: "Say of two or more records that they are not the same, or later; null takes it back",
  body: Type.Object(
    {
      ids: Type.Array(Id, { minItems: 2, maxItems: 50, uniqueItems: true }),
      verdict: nullable(oneOf(["not_same", "later"])),
    },
    closed,
  ),
  response: Done,
  errors: ["customer.not_found", "customer.locked", "customer.protected"],
});

export const startSweepContract = contract({
  method: "POST",
  path: "/duplicates/sweep",
  permission: "customer.merge",
  summary: "Look through all records for doubles now; it is done every night too",
  response: Done,
});

const Rule = Type.Object(
  {
    rule: Type.String(),
    points: Type.Integer({ minimum: -100, maximum: 100 }),
    usual: Type.Integer({ minimum: -100, maximum: 100 }),
  },
  closed,
);
const Rules = Type.Object({ company: Type.Array(Rule), person: Type.Array(Rule), likely: Score, sure: Score }, closed);

export const readDuplicateRulesContract = contract({
  method: "GET",
  path: "/duplicates/rules",
  permission: "customer.merge",
  summary: "What speaks for two records being one, in points",
  response: Rules,
});

export const setDuplicateRuleContract = contract({
  method: "PUT",
  path: "/duplicates/rules/:kind/:rule",
  permission: "duplicate_rule.manage",
  summary: "Set the points of a rule; null: the usual ones. The next sweep counts by them",
  params: Type.Object({ kind: oneOf(customerKinds), rule: Type.String({ maxLength: 60 }) }),
  body: Type.Object({ points: nullable(Type.Integer({ minimum: -100, maximum: 100 })) }, closed),
  response: Rules,
  errors: ["duplicate.unknown_rule"],
});
