import { type Route, route } from "../../../platform/http/route.ts";
import { testPush } from "./deliver.ts";
import * as contracts from "./push.contract.ts";
import {
  addPushSubscription,
  listPushSubscriptions,
  pushKeys,
  readPushSubscription,
  removePushSubscription,
} from "./subscription.ts";

export const pushRoutes: Route[] = [
  route(contracts.readPushKeyContract, async (_tx, _actor, { house }) => ({ public_key: pushKeys(house).publicKey })),
  route(contracts.listPushSubscriptionsContract, (tx, actor) => listPushSubscriptions(tx, actor)),
  route(
    contracts.addPushSubscriptionContract,
    (tx, actor, { house, body, headers }) => addPushSubscription(tx, actor, house, body, headers["user-agent"]),
    { reread: (tx, actor, id) => readPushSubscription(tx, actor, id) },
  ),
  route(contracts.removePushSubscriptionContract, (tx, actor, { params }) =>
    removePushSubscription(tx, actor, params.subscriptionId),
  ),
  route(contracts.testPushContract, (_tx, actor, { house, params }) => testPush(house, actor, params.subscriptionId), {
    ownTransaction: true,
  }),
];
