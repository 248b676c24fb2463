import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, Time } from "../../../platform/contract/schemas.ts";

const PushSubscription = Type.Object(
  {
    id: Id,
    user_agent: nullable(Type.String()),
    /** SHA-256 of the endpoint in hex: by it a browser finds its own line. */
    endpoint_hash: Type.String(),
    created_at: Time,
    last_ok_at: nullable(Time),
    /** Messages in a row that did not arrive. */
    failures: Type.Integer(),
  },
  closed,
);

export const readPushKeyContract = contract({
  method: "GET",
  path: "/push_key",
  permission: "signed_in",
  summary: "The key by which push services know this organisation (RFC 8292): what a browser subscribes with",
  response: Type.Object({ public_key: Type.String() }, closed),
});

export const listPushSubscriptionsContract = contract({
  method: "GET",
  path: "/me/push_subscriptions",
  permission: "signed_in",
  summary: "My browsers that are told of notices, the newest first",
  response: Type.Object({ rows: Type.Array(PushSubscription) }, closed),
});

export const addPushSubscriptionContract = contract({
  method: "POST",
  path: "/me/push_subscriptions",
  permission: "signed_in",
  summary: "Tell this browser of my notices until I sign out here; the same one again stays one",
  body: Type.Object(
    {
      endpoint: Type.String({ minLength: 10, maxLength: 2000 }),
      keys: Type.Object(
        {
          p256dh: Type.String({ pattern: "^[\\w-]{87}=?$" }),
          auth: Type.String({ pattern: "^[\\w-]{22}(==)?$" }),
        },
        closed,
      ),
    },
    closed,
  ),
  response: PushSubscription,
  errors: ["push_subscription.bad_endpoint", "push_subscription.bad_keys", "push_subscription.not_found"],
  creates: true,
});

export const removePushSubscriptionContract = contract({
  method: "DELETE",
  path: "/me/push_subscriptions/:subscriptionId",
  permission: "signed_in",
  summary: "Tell that browser no more",
  params: Type.Object({ subscriptionId: Id }),
  response: Done,
  errors: ["push_subscription.not_found"],
});

export const testPushContract = contract({
  method: "POST",
  path: "/me/push_subscriptions/:subscriptionId/test",
  permission: "signed_in",
  summary: "Send a test to that browser now, and say what its push service answered",
  params: Type.Object({ subscriptionId: Id }),
  response: Type.Object({ outcome: oneOf(["sent", "gone", "later", "failed"]) }, closed),
  errors: ["push_subscription.not_found", "push_subscription.too_often"],
});
