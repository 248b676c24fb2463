import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time } from "../../platform/contract/schemas.ts";

export const rhythms = ["daily", "weekly"] as const;
export const deliveryResults = ["sent", "not_shared", "no_permission", "filter_invalid", "mail_failed"] as const;
const ViewId = Type.Object({ viewId: Id });
const when = {
  rhythm: oneOf(rhythms),
  weekday: nullable(Type.Integer({ minimum: 1, maximum: 7, description: "1 is Monday; null when daily" })),
  hour: Type.Integer({ minimum: 0, maximum: 23, description: "in the organisation's time zone" }),
  is_paused: Type.Boolean(),
};

/** A view sent by mail. Each recipient gets what they themselves may see when it is sent. */
export const Delivery = Type.Object(
  {
    ...when,
    next_at: nullable(Time),
    recipients: Type.Array(
      Type.Object({ user: PersonRef, last_at: nullable(Time), last_result: nullable(oneOf(deliveryResults)) }, closed),
    ),
  },
  closed,
);
const Answer = Type.Object({ delivery: Type.Union([Delivery, Type.Null()]) }, closed);
const errors = ["view.not_found", "view.not_owner"];

export const readDeliveryContract = contract({
  method: "GET",
  path: "/views/:viewId/delivery",
  permission: "customer.read",
  summary: "When and to whom a view of one's own is sent by mail, and how it went last",
  params: ViewId,
  response: Answer,
  errors,
});

export const setDeliveryContract = contract({
  method: "PUT",
  path: "/views/:viewId/delivery",
  permission: "customer.read",
  summary: "Send a view of one's own by mail, daily or weekly, to oneself and people with whom it is shared",
  params: ViewId,
  body: Type.Object({ ...when, user_ids: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, closed),
  response: Answer,
  errors: [...errors, "delivery.not_shared", "delivery.bad_weekday"],
});

export const removeDeliveryContract = contract({
  method: "DELETE",
  path: "/views/:viewId/delivery",
  permission: "customer.read",
  summary: "Send the view no more",
  params: ViewId,
  response: Answer,
  errors,
});
