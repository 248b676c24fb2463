import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { hasRunner } from "./session.ts";

const watchEvery = 5;

/** Orders the run of an import, and somebody who looks after it. */
export async function queueRun(tx: Tx, importId: string): Promise<void> {
  await addJob(tx, "run_import", { import_id: importId }, { maxAttempts: 1 });
  await queueWatch(tx, importId);
}

/**
 * Looks whether an unfinished import is being run and orders it anew if not. The queue holds the job of a killed worker for
 * hours; the watch that waits is nobody's, so any worker takes it, also one that starts later. It orders its successor first.
 */
export async function watchImport(house: House, { import_id }: { import_id: string }): Promise<void> {
  await house.transaction(async (tx) => {
    const unfinished = await tx
      .selectFrom("import")
      .select("id")
      .where("id", "=", import_id)
      .where("state", "in", ["queued", "running", "pausing", "cancelling"])
      .executeTakeFirst();
    if (!unfinished) return;
    await queueWatch(tx, import_id);
    if (!(await hasRunner(tx))) await addJob(tx, "run_import", { import_id }, { maxAttempts: 1 });
  });
}

async function queueWatch(tx: Tx, importId: string): Promise<void> {
  await sql`select graphile_worker.add_job('watch_import', ${JSON.stringify({ import_id: importId })}::json,
    run_at => now() + make_interval(secs => ${watchEvery}), job_key => ${`watch_import ${importId}`})`.execute(tx);
}
