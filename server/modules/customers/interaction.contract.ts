import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time } from "../../platform/contract/schemas.ts";
import { CustomerId } from "./customer.contract.ts";
import { CustomerPromise } from "./promise/promise.contract.ts";
import { Intelligence, Touch } from "./said/said.contract.ts";
import { Trade } from "./trade/trade.contract.ts";

export const interactionKinds = ["note", "visit", "call", "mail", "meeting", "letter", "fax"] as const;
/** What the timeline shows beside them; each is a record of its own. */
export const timelineKinds = [...interactionKinds, "promise", "touch", "intelligence", "trade"] as const;
export const departments = ["sales", "marketing", "service"] as const;

const entry = {
  id: Id,
  direction: nullable(oneOf(["in", "out"])),
  department: oneOf(departments),
  subject: nullable(Type.String()),
  body: nullable(Type.String()),
  contact: Type.Union([PersonRef, Type.Null()]),
  client_id: nullable(Id),
  user: Type.Union([PersonRef, Type.Null()]),
  happened_at: Time,
  duration_s: nullable(Type.Integer({ minimum: 0 })),
  can_change: Type.Boolean(),
};

export const Interaction = Type.Object(
  {
    ...entry,
    kind: oneOf(interactionKinds),
    /** Answered to who writes: colleagues who were mentioned and cannot see it, so they are not told. */
    unreached: Type.Optional(Type.Array(PersonRef)),
  },
  closed,
);

/** An interaction, or another record that has its place on the timeline and stands in the field of its kind. */
export const TimelineEntry = Type.Object(
  {
    ...entry,
    kind: oneOf(timelineKinds),
    promise: Type.Optional(CustomerPromise),
    touch: Type.Optional(Touch),
    intelligence: Type.Optional(Intelligence),
    trade: Type.Optional(Trade),
  },
  closed,
);

export const listInteractionsContract = contract({
  method: "GET",
  path: "/customers/:customerId/interactions",
  permission: "interaction.read",
  summary: "The timeline, newest first; `from` a moment and before the moment `to`",
  params: CustomerId,
  query: Type.Object({
    kind: Type.Optional(oneOf(timelineKinds)),
    department: Type.Optional(oneOf(departments)),
    user_id: Type.Optional(Id),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
    after: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object({ rows: Type.Array(TimelineEntry), next: nullable(Type.String()) }, closed),
  errors: ["customer.not_found", "list.bad_cursor"],
});

const fields = {
  subject: Type.Optional(nullable(Type.String({ maxLength: 300 }))),
  body: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
  happened_at: Type.Optional(Time),
  duration_s: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 86_400 }))),
  contact_id: Type.Optional(nullable(Id)),
  direction: Type.Optional(nullable(oneOf(["in", "out"]))),
};

export const logInteractionContract = contract({
  method: "POST",
  path: "/customers/:customerId/interactions",
  permission: "interaction.create",
  summary: "Log a note, visit, call, mail or another touch by hand",
  params: CustomerId,
  body: Type.Object(
    {
      kind: oneOf(interactionKinds),
      department: Type.Optional(oneOf(departments)),
      client_id: Type.Optional(nullable(Id)),
      mentions: Type.Optional(Type.Array(Id, { maxItems: 20 })),
      ...fields,
    },
    closed,
  ),
  response: Interaction,
  errors: [
    "customer.not_found",
    "contact.not_found",
    "user.not_found",
    "interaction.empty",
    "customer.unknown_reference",
  ],
  creates: true,
});

export const updateInteractionContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/interactions/:interactionId",
  permission: "interaction.update",
  summary: "Correct an entry one wrote oneself, or with the right any",
  params: Type.Object({ customerId: Id, interactionId: Id }),
  body: Type.Object(fields, closed),
  response: Interaction,
  errors: ["customer.not_found", "interaction.not_found", "contact.not_found", "interaction.empty"],
});

export const removeInteractionContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/interactions/:interactionId",
  permission: "interaction.update",
  summary: "Take an entry off the timeline",
  params: Type.Object({ customerId: Id, interactionId: Id }),
  response: Type.Object({ done: Type.Boolean() }, closed),
  errors: ["customer.not_found", "interaction.not_found"],
});
