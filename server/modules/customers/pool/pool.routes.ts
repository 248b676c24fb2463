import { type Route, route } from "../../../platform/http/route.ts";
import * as picks from "./pick.contract.ts";
import { assignCustomer, pickCustomer, pickNext } from "./pick.ts";
import * as pools from "./pool.contract.ts";
import { createPool, listPools, readPool, retirePool, updatePool } from "./pool.ts";
import { listPoolCustomers, viewPoolCustomer } from "./pool_list.ts";
import { previewRecycling } from "./recycle.ts";
import { listPoolWarnings, releaseCustomer, undoRelease } from "./release.ts";

export const poolRoutes: Route[] = [
  route(pools.listPoolsContract, (tx, actor) => listPools(tx, actor)),
  route(pools.createPoolContract, (tx, actor, { body }) => createPool(tx, actor, body), { reread: readPool }),
  route(pools.updatePoolContract, (tx, actor, { params, body }) => updatePool(tx, actor, params.poolId, body)),
  route(pools.retirePoolContract, (tx, actor, { params }) => retirePool(tx, actor, params.poolId)),
  route(pools.previewRecyclingContract, (tx, actor, { params }) => previewRecycling(tx, actor, params.poolId)),
  route(picks.listPoolCustomersContract, (tx, actor, { params, query }) =>
    listPoolCustomers(tx, actor, params.poolId, query),
  ),
  route(picks.viewPoolCustomerContract, (tx, actor, { params }) => viewPoolCustomer(tx, actor, params)),
  route(picks.pickCustomerContract, (tx, actor, { params }) => pickCustomer(tx, actor, params)),
  route(picks.pickNextContract, (tx, actor, { params, body }) => pickNext(tx, actor, params.poolId, body)),
  route(picks.assignCustomerContract, (tx, actor, { params, body }) => assignCustomer(tx, actor, params, body.user_id)),
  route(picks.releaseCustomerContract, (tx, actor, { params, body }) =>
    releaseCustomer(tx, actor, params.customerId, body),
  ),
  route(picks.undoReleaseContract, (tx, actor, { params }) => undoRelease(tx, actor, params.customerId)),
  route(picks.listPoolWarningsContract, (tx, actor) => listPoolWarnings(tx, actor)),
];
