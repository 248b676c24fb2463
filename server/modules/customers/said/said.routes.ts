import { type Route, route } from "../../../platform/http/route.ts";
import {
  addIntelligence,
  listIntelligence,
  readIntelligence,
  removeIntelligence,
  updateIntelligence,
} from "./intelligence.ts";
import * as contracts from "./said.contract.ts";
import { addTouch, readTouch, removeTouch, updateTouch } from "./touch.ts";

export const saidRoutes: Route[] = [
  route(contracts.addTouchContract, (tx, actor, { params, body }) => addTouch(tx, actor, params.customerId, body), {
    reread: (tx, actor, touchId, { params }) => readTouch(tx, actor, { customerId: params.customerId, touchId }),
  }),
  route(contracts.updateTouchContract, (tx, actor, { params, body }) => updateTouch(tx, actor, params, body)),
  route(contracts.removeTouchContract, (tx, actor, { params }) => removeTouch(tx, actor, params)),
  route(contracts.listIntelligenceContract, (tx, actor, { params, query }) =>
    listIntelligence(tx, actor, params.customerId, query),
  ),
  route(
    contracts.addIntelligenceContract,
    (tx, actor, { params, body }) => addIntelligence(tx, actor, params.customerId, body),
    {
      reread: (tx, actor, intelligenceId, { params }) =>
        readIntelligence(tx, actor, { customerId: params.customerId, intelligenceId }),
    },
  ),
  route(contracts.updateIntelligenceContract, (tx, actor, { params, body }) =>
    updateIntelligence(tx, actor, params, body),
  ),
  route(contracts.removeIntelligenceContract, (tx, actor, { params }) => removeIntelligence(tx, actor, params)),
];
