import { sql } from "kysely";
import { codeOf } from "../../../platform/database/error.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { Problem } from "../../../platform/problem.ts";
import { preparedChunks } from "./chunks.ts";
import { findRelated } from "./find_related.ts";
import { Hopeless, loadPlan } from "./load_plan.ts";
import { matchRows, type Wanted } from "./match.ts";
import { queueRun } from "./queue.ts";
import type { WantedRelated } from "./related.ts";
import { GatheredIndex } from "./search_index.ts";
import { asOnlyRunner } from "./session.ts";
import { untilToldToEnd } from "./stop.ts";
import { type Session, Stopped, writeChunk } from "./write.ts";

const patience = { tries: 3, lostConnections: 120, wait: 1000 };

/**
 * Runs an import to its end, from the first row that no committed chunk holds. A lost connection is waited for; what fails
 * three times at the same row fails the import. Nothing happens when another runner is at work: it takes the next one.
 */
export async function runImport(house: House, { import_id }: { import_id: string }): Promise<void> {
  let failures = 0;
  let losses = 0;
  let at = -1;
  for (;;) {
    try {
      const ran = await untilToldToEnd((end) =>
        asOnlyRunner(house, (session) => runOnce(house, session, import_id, end)),
      );
      if (ran === "finished") await startNext(house);
      return;
    } catch (error) {
      if (isLost(error)) {
        if (++losses > patience.lostConnections) throw error;
      } else {
        house.log.warn({ import: import_id, error: (error as Error).stack }, "import stumbled");
        const now = await rowsDone(house, import_id);
        failures = now === at ? failures + 1 : 1;
        at = now;
        const isHopeless = error instanceof Hopeless || error instanceof Problem;
        if (isHopeless || failures >= patience.tries) return await fail(house, import_id, error as Error);
      }
      await new Promise((resolve) => setTimeout(resolve, patience.wait));
    }
  }
}

type Outcome = "finished" | "left";

async function runOnce(house: House, session: Session, importId: string, end: AbortSignal): Promise<Outcome> {
  const { rows } = await sql<{ state: string; created_by: string }>`
    update import set state = case state when 'queued' then 'running' else state end, started_at = coalesce(started_at, now())
     where id = ${importId} and state in ('queued', 'running', 'pausing', 'cancelling') returning state, created_by`.execute(
    session.db,
  );
  const found = rows[0];
  if (!found) return "finished";
  if (found.state === "running") {
    const outcome = await writeAll(house, session, importId, end);
    if (outcome === "left") return "left";
  }
  await finish(house, importId, found.created_by);
  return "finished";
}

/** "left" when the program ends: the watch finds the import without a runner and orders it anew. */
async function writeAll(house: House, session: Session, id: string, end: AbortSignal): Promise<Outcome> {
  const { plan, actor } = await loadPlan(house, id);
  const reserve = async (count: number) => {
    const { rows } = await sql<{ numbers: number[] }>`
      select coalesce(array_agg(nextval('customer_number')), '{}') as numbers from generate_series(1, ${count}::int)`.execute(
      house.db,
    );
    return rows[0]!.numbers;
  };
  const match = (wanted: Wanted) => matchRows(house.db, actor, id, wanted);
  const relate = (wanted: WantedRelated) => findRelated(house.db, actor, id, wanted);
  const index = new GatheredIndex(house, session.db);
  await index.begin();
  try {
    for await (const chunk of preparedChunks(plan, { reserve, match, relate })) {
      if (end.aborted) return "left";
      await writeChunk(session, actor, plan, chunk);
      index.merge();
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    await index.end();
  }
  return "finished";
}

/** Done, or paused or cancelled when somebody asked for it before the last row. */
async function finish(house: House, importId: string, by: string): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ state: string }>`
      update import set state = case state when 'cancelling' then 'cancelled' when 'pausing' then 'paused' else 'done' end,
        finished_at = case state when 'pausing' then null else now() end,
        byte_position = case state when 'running' then byte_size else byte_position end
       where id = ${importId} and state in ('running', 'pausing', 'cancelling') returning state`.execute(tx);
    const state = rows[0]?.state;
    if (!state) return;
    const about = { object: "import", objectId: importId };
    const actor = { userId: by, requestId: "import" };
    if (state === "paused") await record(tx, actor, "import.paused", about);
    else await record(tx, actor, "import.finished", { ...about, payload: { state } });
  });
}

async function fail(house: House, importId: string, error: Error): Promise<void> {
  const reason = error instanceof Hopeless ? error.message : error instanceof Problem ? error.id : "server_failed";
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ created_by: string }>`
      update import set state = 'failed', error = ${reason}, finished_at = now()
       where id = ${importId} and state in ('queued', 'running', 'pausing', 'cancelling') returning created_by`.execute(
      tx,
    );
    if (rows[0])
      await record(tx, { userId: rows[0].created_by, requestId: "import" }, "import.finished", {
        object: "import",
        objectId: importId,
        payload: { state: "failed" },
      });
  });
  await startNext(house);
}

/** Imports wait for each other: the oldest that waits is next. */
async function startNext(house: House): Promise<void> {
  await house.transaction(async (tx) => {
    const next = await tx
      .selectFrom("import")
      .select("id")
      .where("state", "=", "queued")
      .orderBy("created_at")
      .limit(1)
      .executeTakeFirst();
    if (next) await queueRun(tx, next.id);
    else await addJob(tx, "settle_search_index", {}, { key: "settle_search_index" });
  });
}

async function rowsDone(house: House, importId: string): Promise<number> {
  const row = await house.db.selectFrom("import").select("row_count").where("id", "=", importId).executeTakeFirst();
  return row?.row_count ?? 0;
}

/** The database went away or is coming up. */
function isLost(error: unknown): boolean {
  const code = codeOf(error) ?? "";
  if (/^(08|57P0|ECONN|EPIPE|ETIMEDOUT|40001|40P01|55P03|53300)/.test(code)) return true;
  return /connection terminated|connection error|premature close|not queryable|timeout exceeded|client was closed/i.test(
    error instanceof Error ? error.message : "",
  );
}
