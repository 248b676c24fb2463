import { type Route, route } from "../../../platform/http/route.ts";
import { addTrades } from "./batch.ts";
import { readTradeSums } from "./figures.ts";
import * as contracts from "./trade.contract.ts";
import { addTrade, listTrades, readTrade, removeTrade, updateTrade } from "./trade.ts";

export const tradeRoutes: Route[] = [
  route(contracts.listTradesContract, (tx, actor, { params, query }) =>
    listTrades(tx, actor, params.customerId, query),
  ),
  route(contracts.readTradeSumsContract, (tx, actor, { params, query }) =>
    readTradeSums(tx, actor, params.customerId, query),
  ),
  route(contracts.addTradeContract, (tx, actor, { params, body }) => addTrade(tx, actor, params.customerId, body), {
    reread: (tx, actor, tradeId, { params }) => readTrade(tx, actor, { customerId: params.customerId, tradeId }),
  }),
  route(contracts.updateTradeContract, (tx, actor, { params, body }) => updateTrade(tx, actor, params, body)),
  route(contracts.removeTradeContract, (tx, actor, { params }) => removeTrade(tx, actor, params)),
  route(contracts.addTradesContract, (tx, actor, { body }) => addTrades(tx, actor, body)),
];
