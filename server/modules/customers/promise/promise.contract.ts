import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import {
  closed,
  Done,
  Id,
  Moment,
  nullable,
  oneOf,
  PersonRef,
  Time,
  text,
} from "../../../platform/contract/schemas.ts";
import { CustomerId } from "../customer.contract.ts";

export const promiseStates = ["open", "kept", "broken", "withdrawn"] as const;
export const promiseAspects = ["industry", "competitors", "needs", "resources"] as const;
export const promiseVerdicts = ["holds", "tight", "fails"] as const;

const Person = Type.Union([PersonRef, Type.Null()]);

export const CustomerPromise = Type.Object(
  {
    id: Id,
    customer_id: Id,
    client_id: nullable(Id),
    contact: Person,
    kind: Type.Union([PersonRef, Type.Null()], { description: "the standard promise it was given from" }),
    what: Type.String(),
    why: nullable(Type.String({ description: "why it was given although its kind is not feasible" })),
    owner: PersonRef,
    due_at: Time,
    state: oneOf(promiseStates),
    ended_at: nullable(Time),
    ended_by: Person,
    reason: nullable(Type.String()),
    moves: Type.Array(
      Type.Object(
        {
          due_before: Time,
          due_after: Time,
          reason: Type.String(),
          is_customer_told: Type.Boolean(),
          moved_by: Person,
          moved_at: Time,
        },
        closed,
      ),
      { description: "each time it was put off, newest first" },
    ),
    created_by: Person,
    created_at: Time,
    can_change: Type.Boolean(),
  },
  closed,
);

const PromiseIds = Type.Object({ customerId: Id, promiseId: Id });
const notThere = ["customer.not_found", "promise.not_found"];

export const listPromisesContract = contract({
  method: "GET",
  path: "/customers/:customerId/promises",
  permission: "promise.read",
  summary: "Promises to a customer: open ones first, the next due on top, then the newest",
  params: CustomerId,
  query: Type.Object({
    state: Type.Optional(oneOf(promiseStates)),
    is_pressing: Type.Optional(
      Type.Boolean({ description: "only what is open, and what was broken in the last 14 days" }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({ rows: Type.Array(CustomerPromise) }, closed),
  errors: ["customer.not_found"],
});

export const givePromiseContract = contract({
  method: "POST",
  path: "/customers/:customerId/promises",
  permission: "promise.create",
  summary: "Give a promise, in words of one's own or from the catalogue; what is not feasible needs a word why",
  params: CustomerId,
  body: Type.Object(
    {
      what: Type.Optional(text(2000)),
      kind_id: Type.Optional(nullable(Id)),
      why: Type.Optional(nullable(text(2000))),
      owner_id: Type.Optional(Id),
      due_at: Moment,
      contact_id: Type.Optional(nullable(Id)),
      client_id: Type.Optional(nullable(Id)),
    },
    closed,
  ),
  response: CustomerPromise,
  errors: [
    "customer.not_found",
    "contact.not_found",
    "customer.unknown_reference",
    "promise.empty",
    "promise.past_due",
    "promise.owner_unknown",
    "promise.not_feasible",
    "promise_kind.not_found",
  ],
  creates: true,
});

export const keepPromiseContract = contract({
  method: "PUT",
  path: "/customers/:customerId/promises/:promiseId/keeping",
  permission: "promise.update",
  summary: "It was kept. A second call changes nothing",
  params: PromiseIds,
  response: CustomerPromise,
  errors: [...notThere, "promise.not_open"],
});

export const withdrawPromiseContract = contract({
  method: "PUT",
  path: "/customers/:customerId/promises/:promiseId/withdrawal",
  permission: "promise.update",
  summary: "Take it back, with the reason",
  params: PromiseIds,
  body: Type.Object({ reason: text(2000) }, closed),
  response: CustomerPromise,
  errors: [...notThere, "promise.not_open"],
});

export const movePromiseContract = contract({
  method: "PUT",
  path: "/customers/:customerId/promises/:promiseId/due_at",
  permission: "promise.update",
  summary: "Put an open promise off or forward, with the reason and whether the customer was told",
  params: PromiseIds,
  body: Type.Object({ due_at: Moment, reason: text(2000), is_customer_told: Type.Boolean() }, closed),
  response: CustomerPromise,
  errors: [...notThere, "promise.not_open", "promise.past_due"],
});

export const reopenPromiseContract = contract({
  method: "PUT",
  path: "/customers/:customerId/promises/:promiseId/reopening",
  permission: "promise.update",
  summary: "Kept or withdrawn by mistake: it is open again. A broken one stays broken",
  params: PromiseIds,
  response: CustomerPromise,
  errors: [...notThere, "promise.is_broken"],
});

export const removePromiseContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/promises/:promiseId",
  permission: "promise.update",
  summary: "Take out an open promise that was entered by mistake; who gives one up withdraws it",
  params: PromiseIds,
  response: Done,
  errors: [...notThere, "promise.not_open"],
});

const checks = Type.Array(
  Type.Object({ aspect: oneOf(promiseAspects), finding: text(2000), verdict: oneOf(promiseVerdicts) }, closed),
  { maxItems: promiseAspects.length },
);

export const PromiseKind = Type.Object(
  {
    id: Id,
    name: Type.String(),
    is_feasible: Type.Boolean(),
    why_not: nullable(Type.String()),
    checks,
    is_retired: Type.Boolean(),
  },
  closed,
);

const KindId = Type.Object({ kindId: Id });
const kind = {
  name: text(200),
  is_feasible: Type.Optional(Type.Boolean()),
  why_not: Type.Optional(nullable(text(2000))),
  checks: Type.Optional(checks),
};
const kindErrors = ["promise_kind.name_taken", "promise_kind.why_missing", "promise_kind.aspect_twice"];

export const listPromiseKindsContract = contract({
  method: "GET",
  path: "/promise-kinds",
  permission: "promise.read",
  summary: "The catalogue of standard promises with their four checks; retired ones at the end",
  response: Type.Object({ kinds: Type.Array(PromiseKind) }, closed),
});

export const createPromiseKindContract = contract({
  method: "POST",
  path: "/promise-kinds",
  permission: "promise_kind.manage",
  summary: "Add a standard promise",
  body: Type.Object(kind, closed),
  response: PromiseKind,
  errors: kindErrors,
  creates: true,
});

export const updatePromiseKindContract = contract({
  method: "PATCH",
  path: "/promise-kinds/:kindId",
  permission: "promise_kind.manage",
  summary: "Change a standard promise; checks are given whole",
  params: KindId,
  body: Type.Partial(Type.Object(kind, closed)),
  response: PromiseKind,
  errors: ["promise_kind.not_found", ...kindErrors],
});

export const retirePromiseKindContract = contract({
  method: "PUT",
  path: "/promise-kinds/:kindId/retirement",
  permission: "promise_kind.manage",
  summary: "Offer it no more; what was promised from it stays",
  params: KindId,
  response: PromiseKind,
  errors: ["promise_kind.not_found"],
});

export const revivePromiseKindContract = contract({
  method: "DELETE",
  path: "/promise-kinds/:kindId/retirement",
  permission: "promise_kind.manage",
  summary: "Offer it again",
  params: KindId,
  response: PromiseKind,
  errors: ["promise_kind.not_found", "promise_kind.name_taken"],
});
