import { type Route, route } from "../../../../platform/http/route.ts";
import * as contracts from "./import.contract.ts";
import { cancelTradeImport, mapTradeImport, pauseTradeImport, startTradeImport, undoTradeImport } from "./import.ts";
import { accessTradeImport, tradeImportsOf } from "./present.ts";
import { downloadTradeRejections, listTradeRejections } from "./rejections.ts";
import { uploadTrades } from "./upload.ts";

export const tradeImportRoutes: Route[] = [
  route(contracts.uploadTradesContract, (_tx, actor, { house, query, stream }) =>
    uploadTrades(house, actor, query.name, stream),
  ),
  route(contracts.listTradeImportsContract, async (tx, actor) => ({ imports: await tradeImportsOf(tx, actor) })),
  route(contracts.readTradeImportContract, (tx, actor, { params }) =>
    accessTradeImport(tx, actor, params.tradeImportId),
  ),
  route(contracts.mapTradeImportContract, (tx, actor, { params, body }) =>
    mapTradeImport(tx, actor, params.tradeImportId, body),
  ),
  route(contracts.startTradeImportContract, (tx, actor, { params }) =>
    startTradeImport(tx, actor, params.tradeImportId),
  ),
  route(contracts.pauseTradeImportContract, (tx, actor, { params }) =>
    pauseTradeImport(tx, actor, params.tradeImportId),
  ),
  route(contracts.cancelTradeImportContract, (tx, actor, { params }) =>
    cancelTradeImport(tx, actor, params.tradeImportId),
  ),
  route(contracts.undoTradeImportContract, (tx, actor, { params }) => undoTradeImport(tx, actor, params.tradeImportId)),
  route(contracts.listTradeRejectionsContract, (tx, actor, { params, query }) =>
    listTradeRejections(tx, actor, params.tradeImportId, query),
  ),
  route(contracts.downloadTradeRejectionsContract, (tx, actor, { params }) =>
    downloadTradeRejections(tx, actor, params.tradeImportId),
  ),
];
