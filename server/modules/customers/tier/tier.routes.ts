import { type Route, route } from "../../../platform/http/route.ts";
import * as ofCustomer from "./customer_tier.contract.ts";
import { readCustomerTiers } from "./customer_tier.ts";
import { holdTier, releaseTier } from "./hold.ts";
import { readMovements } from "./movement.ts";
import { previewLadder } from "./preview.ts";
import { askRun, readTiers, setCosts, setStrategy, updateLadder } from "./settings.ts";
import * as tiers from "./tier.contract.ts";

export const tierRoutes: Route[] = [
  route(tiers.readTiersContract, (tx, actor) => readTiers(tx, actor)),
  route(
    tiers.previewLadderContract,
    (_tx, actor, { house, params, body }) => previewLadder(house, actor, params.ladder, body),
    { ownTransaction: true },
  ),
  route(tiers.updateLadderContract, (tx, actor, { params, body }) => updateLadder(tx, actor, params.ladder, body)),
  route(tiers.runTiersContract, (tx, actor) => askRun(tx, actor)),
  route(tiers.setStrategyContract, (tx, actor, { params, body }) => setStrategy(tx, actor, params, body)),
  route(tiers.setCostsContract, (tx, actor, { body }) => setCosts(tx, actor, body)),
  route(tiers.readMovementsContract, (tx, actor, { query }) => readMovements(tx, actor, query)),
  route(ofCustomer.readCustomerTiersContract, (tx, actor, { params }) =>
    readCustomerTiers(tx, actor, params.customerId),
  ),
  route(ofCustomer.holdTierContract, (tx, actor, { params, body }) => holdTier(tx, actor, params, body)),
  route(ofCustomer.releaseTierContract, (tx, actor, { params }) => releaseTier(tx, actor, params)),
];
