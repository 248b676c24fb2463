import { type Route, route } from "../../../platform/http/route.ts";
import * as contracts from "../import.contract.ts";
import { cancelImport, listImports, mapImport, pauseImport, startImport } from "./import.ts";
import { accessImport } from "./present.ts";
import { downloadRejections, listRejections } from "./rejections.ts";
import { chooseSheet } from "./sheet.ts";
import { uploadImport } from "./upload.ts";

export const importRoutes: Route[] = [
  route(contracts.uploadImportContract, (_tx, actor, { house, query, stream }) =>
    uploadImport(house, actor, query.name, stream),
  ),
  route(contracts.listImportsContract, (tx, actor) => listImports(tx, actor)),
  route(contracts.readImportContract, (tx, actor, { params }) => accessImport(tx, actor, params.importId)),
  route(
    contracts.chooseSheetContract,
    (_tx, actor, { house, params, body }) => chooseSheet(house, actor, params.importId, body.sheet),
    { ownTransaction: true },
  ),
  route(contracts.mapImportContract, (tx, actor, { params, body }) => mapImport(tx, actor, params.importId, body)),
  route(contracts.startImportContract, (tx, actor, { params }) => startImport(tx, actor, params.importId)),
  route(contracts.pauseImportContract, (tx, actor, { params }) => pauseImport(tx, actor, params.importId)),
  route(contracts.cancelImportContract, (tx, actor, { params }) => cancelImport(tx, actor, params.importId)),
  route(contracts.listRejectionsContract, (tx, actor, { params, query }) =>
    listRejections(tx, actor, params.importId, query),
  ),
  route(contracts.downloadRejectionsContract, (tx, actor, { params }) =>
    downloadRejections(tx, actor, params.importId),
  ),
];
