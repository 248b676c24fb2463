import { type Route, route } from "../../../platform/http/route.ts";
import * as contracts from "../import.contract.ts";
import * as checks from "../import_check.contract.ts";
import { readUndoContract, undoImportContract } from "../import_undo.contract.ts";
import { listProblems, readCheck, startCheck } from "./check.ts";
import { acceptProposals, correctImport } from "./correction.ts";
import { cancelImport, listImports, mapImport, pauseImport, startImport } from "./import.ts";
import { accessImport } from "./present.ts";
import { downloadRejections, listRejections } from "./rejections.ts";
import { readRemembered } from "./remember.ts";
import { chooseSheet } from "./sheet.ts";
import { readUndo, undoImport } from "./undo.ts";
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
  route(checks.readRememberedContract, (tx, actor, { params }) => readRemembered(tx, actor, params.importId)),
  route(checks.checkImportContract, (tx, actor, { params }) => startCheck(tx, actor, params.importId)),
  route(checks.readCheckContract, (tx, actor, { params }) => readCheck(tx, actor, params.importId)),
  route(checks.listProblemsContract, (tx, actor, { params, query }) => listProblems(tx, actor, params.importId, query)),
  route(checks.correctImportContract, (tx, actor, { house, params, body }) =>
    correctImport(house, tx, actor, params.importId, body.cells),
  ),
  route(checks.acceptProposalsContract, (tx, actor, { house, params, body }) =>
    acceptProposals(house, tx, actor, params.importId, body.reason),
  ),
  route(contracts.startImportContract, (tx, actor, { params }) => startImport(tx, actor, params.importId)),
  route(contracts.pauseImportContract, (tx, actor, { params }) => pauseImport(tx, actor, params.importId)),
  route(contracts.cancelImportContract, (tx, actor, { params }) => cancelImport(tx, actor, params.importId)),
  route(readUndoContract, (tx, actor, { params }) => readUndo(tx, actor, params.importId)),
  route(undoImportContract, (tx, actor, { params }) => undoImport(tx, actor, params.importId)),
  route(contracts.listRejectionsContract, (tx, actor, { params, query }) =>
    listRejections(tx, actor, params.importId, query),
  ),
  route(contracts.downloadRejectionsContract, (tx, actor, { params }) =>
    downloadRejections(tx, actor, params.importId),
  ),
];
