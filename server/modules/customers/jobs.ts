import type { Job } from "../../platform/job/worker.ts";
import { emptyBin, restoreRest } from "./bin.ts";
import { deliverView } from "./delivery.run.ts";
import { sweepDuplicates } from "./duplicate/sweep.ts";
import { runExport } from "./export/run.ts";
import { tidyExports } from "./export/tidy.ts";
import { purgeFiles } from "./file/change.ts";
import { runHandOver } from "./hand_over.ts";
import { checkImport } from "./import/check.ts";
import { watchImport } from "./import/queue.ts";
import { runImport } from "./import/run.ts";
import { settleSearchIndex } from "./import/search_index.ts";
import { runUndo } from "./import/undo.ts";
import { makeOwnField, refreshSearchOfAll } from "./own/make.ts";
import { followOwner } from "./owner_move.ts";
import { indexPassages } from "./passage/index_passages.ts";
import { recyclePools } from "./pool/recycle.ts";
import { breakPromise } from "./promise/break.ts";
import { placeDue } from "./tier/due.ts";
import { runTiers } from "./tier/run.ts";
import { runTradeImport, runTradeUndo } from "./trade/import/run.ts";
import { recountTrades } from "./trade/sums.ts";

export const customerJobs: Job[] = [
  { name: "follow_owner", run: (house, payload) => followOwner(house, payload as { user_id: string }) },
  {
    name: "check_import",
    run: (house, payload) => checkImport(house, payload as { import_id: string; revision: number }),
  },
  { name: "undo_import", run: (house, payload) => runUndo(house, payload as { import_id: string }) },
  { name: "run_import", run: (house, payload) => runImport(house, payload as { import_id: string }) },
  { name: "watch_import", run: (house, payload) => watchImport(house, payload as { import_id: string }) },
  {
    name: "run_hand_over",
    run: (house, payload) => runHandOver(house, payload as { hand_over_id: string; user_id: string }),
  },
  { name: "run_export", run: (house, payload) => runExport(house, payload as { export_id: string }) },
  { name: "sweep_duplicates", run: (house) => sweepDuplicates(house) },
  { name: "recycle_pools", run: (house) => recyclePools(house) },
  { name: "run_tiers", run: (house) => runTiers(house) },
  { name: "place_due_tiers", run: (house) => placeDue(house) },
  { name: "tidy_exports", run: (house) => tidyExports(house) },
  { name: "purge_files", run: (house) => purgeFiles(house) },
  { name: "deliver_view", run: (house, payload) => deliverView(house, payload as { view_id: string }) },
  { name: "empty_bin", run: (house) => emptyBin(house) },
  { name: "restore_bin", run: (house, payload) => restoreRest(house, payload as { bin_id: string; user_id: string }) },
  { name: "make_own_field", run: (house, payload) => makeOwnField(house, payload as { field_id: string }) },
  { name: "refresh_search", run: (house) => refreshSearchOfAll(house) },
  { name: "break_promise", run: (house, payload) => breakPromise(house, payload as { promise_id: string }) },
  {
    name: "run_trade_import",
    run: (house, payload) => runTradeImport(house, payload as { trade_import_id: string }),
  },
  { name: "undo_trade_import", run: (house, payload) => runTradeUndo(house, payload as { trade_import_id: string }) },
  { name: "recount_trades", run: (house) => recountTrades(house) },
  { name: "index_passages", run: (house) => indexPassages(house) },
  { name: "settle_search_index", run: (house) => settleSearchIndex(house) },
];
