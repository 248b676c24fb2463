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

export const touchChannels = [
  "mail",
  "letter",
  "phone",
  "sms",
  "wechat",
  "visit",
  "event",
  "sample",
  "advertisement",
  "other",
] as const;
export const intelligenceKinds = ["reputation", "health", "deciders", "suppliers", "frustrations"] as const;
export const reliabilities = ["sure", "likely", "rumour"] as const;

const shared = {
  id: Id,
  customer_id: Id,
  client_id: nullable(Id),
  contact: Type.Union([PersonRef, Type.Null()]),
  body: Type.String(),
  happened_at: Time,
  created_by: Type.Union([PersonRef, Type.Null()]),
  can_change: Type.Boolean(),
};

/** What was sent, shown or said in our name: by one of us, or by an agency or distributor. */
export const Touch = Type.Object(
  {
    ...shared,
    channel: oneOf(touchChannels),
    campaign: nullable(Type.String()),
    user: Type.Union([PersonRef, Type.Null()]),
    other_party: nullable(Type.String()),
  },
  closed,
);

export const Intelligence = Type.Object(
  {
    ...shared,
    kind: oneOf(intelligenceKinds),
    source: nullable(Type.String({ description: "who or where it comes from" })),
    source_url: nullable(Type.String()),
    reliability: oneOf(reliabilities),
  },
  closed,
);

const given = {
  body: text(20_000),
  happened_at: Type.Optional(Moment),
  contact_id: Type.Optional(nullable(Id)),
};
const touchFields = {
  ...given,
  channel: oneOf(touchChannels),
  campaign: Type.Optional(nullable(text(200))),
  other_party: Type.Optional(nullable(text(200))),
};
const intelligenceFields = {
  ...given,
  kind: oneOf(intelligenceKinds),
  source: Type.Optional(nullable(text(300))),
  source_url: Type.Optional(nullable(Type.String({ maxLength: 2000, pattern: "^https?://\\S+$" }))),
  reliability: Type.Optional(oneOf(reliabilities)),
};
const client = { client_id: Type.Optional(nullable(Id)) };
const errors = ["customer.not_found", "contact.not_found", "customer.unknown_reference"];
const TouchIds = Type.Object({ customerId: Id, touchId: Id });
const IntelligenceIds = Type.Object({ customerId: Id, intelligenceId: Id });

export const addTouchContract = contract({
  method: "POST",
  path: "/customers/:customerId/touches",
  permission: "touch.create",
  summary: "Keep what was sent, shown or said in our name; without another party it was the caller",
  params: CustomerId,
  body: Type.Object({ ...touchFields, ...client }, closed),
  response: Touch,
  errors,
  creates: true,
});

export const updateTouchContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/touches/:touchId",
  permission: "touch.update",
  summary: "Correct a touch",
  params: TouchIds,
  body: Type.Partial(Type.Object(touchFields, closed)),
  response: Touch,
  errors: ["touch.not_found", ...errors],
});

export const removeTouchContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/touches/:touchId",
  permission: "touch.update",
  summary: "Take a touch off",
  params: TouchIds,
  response: Done,
  errors: ["customer.not_found", "touch.not_found"],
});

export const listIntelligenceContract = contract({
  method: "GET",
  path: "/customers/:customerId/intelligence",
  permission: "intelligence.read",
  summary: "What we learned of a customer, newest first",
  params: CustomerId,
  query: Type.Object({
    kind: Type.Optional(oneOf(intelligenceKinds)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({ rows: Type.Array(Intelligence) }, closed),
  errors: ["customer.not_found"],
});

export const addIntelligenceContract = contract({
  method: "POST",
  path: "/customers/:customerId/intelligence",
  permission: "intelligence.create",
  summary: "Keep what was learned of a customer, with its source",
  params: CustomerId,
  body: Type.Object({ ...intelligenceFields, ...client }, closed),
  response: Intelligence,
  errors,
  creates: true,
});

export const updateIntelligenceContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/intelligence/:intelligenceId",
  permission: "intelligence.update",
  summary: "Correct an intelligence note",
  params: IntelligenceIds,
  body: Type.Partial(Type.Object(intelligenceFields, closed)),
  response: Intelligence,
  errors: ["intelligence.not_found", ...errors],
});

export const removeIntelligenceContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/intelligence/:intelligenceId",
  permission: "intelligence.update",
  summary: "Take an intelligence note off",
  params: IntelligenceIds,
  response: Done,
  errors: ["customer.not_found", "intelligence.not_found"],
});
