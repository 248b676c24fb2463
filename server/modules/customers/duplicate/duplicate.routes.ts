import { type Route, route } from "../../../platform/http/route.ts";
import * as duplicates from "../duplicate.contract.ts";
import * as merges from "../merge.contract.ts";
import { findDuplicates } from "./find.ts";
import { mergeCustomers } from "./merge.ts";
import { listMerges, previewMerge, readMerge } from "./merge_read.ts";
import { previewUndoMerge, undoMerge } from "./merge_undo.ts";
import { decideDuplicates, listDuplicates, readDuplicates } from "./pairs.ts";
import { readDuplicateRules, setDuplicateRule } from "./rules.ts";
import { startSweep } from "./sweep.ts";

export const duplicateRoutes: Route[] = [
  route(merges.previewMergeContract, (tx, actor, { body }) => previewMerge(tx, actor, body)),
  route(merges.mergeCustomersContract, (tx, actor, { body }) => mergeCustomers(tx, actor, body), { reread: readMerge }),
  route(merges.listMergesContract, (tx, actor, { params }) => listMerges(tx, actor, params.customerId)),
  route(merges.previewUndoMergeContract, (tx, actor, { params }) => previewUndoMerge(tx, actor, params.mergeId)),
  route(merges.undoMergeContract, (tx, actor, { params }) => undoMerge(tx, actor, params.mergeId)),
  route(duplicates.findDuplicatesContract, (tx, actor, { body }) => findDuplicates(tx, actor, body)),
  route(duplicates.listDuplicatesContract, (tx, actor, { query }) => listDuplicates(tx, actor, query)),
  route(duplicates.readDuplicatesContract, (tx, actor, { params }) => readDuplicates(tx, actor, params.customerId)),
  route(duplicates.decideDuplicatesContract, (tx, actor, { body }) => decideDuplicates(tx, actor, body)),
  route(duplicates.startSweepContract, (tx, actor) => startSweep(tx, actor)),
  route(duplicates.readDuplicateRulesContract, (tx) => readDuplicateRules(tx)),
  route(duplicates.setDuplicateRuleContract, (tx, actor, { params, body }) =>
    setDuplicateRule(tx, actor, params, body.points),
  ),
];
