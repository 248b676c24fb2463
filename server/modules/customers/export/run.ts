import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { keepMade } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { forbidden, Problem } from "../../../platform/problem.ts";
import { actorOfUser } from "../../people/index.ts";
import { filteredBy, forgetExported, noteSensitiveExport } from "../consent/sensitive_exit.ts";
import { mostRows } from "../export.contract.ts";
import { exportDays } from "../export_job.contract.ts";
import { untilToldToEnd } from "../import/stop.ts";
import { chosenRows } from "../list.chosen.ts";
import { narrowingOf } from "../list.filter.ts";
import { containsErased } from "./check.ts";
import { written } from "./kinds.ts";
import { keepParts } from "./parts.ts";
import { type Query, rowsOf } from "./rows.ts";
import { exportEnded } from "./told.ts";
import { markOf } from "./watermark.ts";

interface Attempt {
  id: string;
  attempt: number;
  created_by: string;
  query: Query;
}

/** Cancelled, erased from, or run by somebody else since. */
class Left extends Error {}
/** The program ends: the queue gives the job to the next one. */
class Interrupted extends Error {}

const patience = { attempts: 3, tellEvery: 2000 };

/**
 * Makes the file from its first row: an archive cannot be gone on with. A killed program's export begins anew, three times at
 * most; what a right or the filter forbids fails at once, by name.
 */
export async function runExport(house: House, { export_id: id }: { export_id: string }): Promise<void> {
  const attempt = await begin(house, id);
  if (!attempt) return;
  if (attempt.attempt > patience.attempts) return await fail(house, attempt, "export.interrupted");
  const broken: { by?: unknown } = {};
  try {
    await untilToldToEnd((end) => make(house, attempt, end, broken));
  } catch (error) {
    const cause = broken.by ?? error;
    if (cause instanceof Left) return;
    if (cause instanceof Problem) return await fail(house, attempt, cause.id);
    house.log.warn({ export: id, error: (cause as Error).stack }, "an export stumbled");
    if (attempt.attempt >= patience.attempts && !(cause instanceof Interrupted))
      return await fail(house, attempt, "server.failed");
    throw cause;
  }
}

async function begin(house: House, id: string): Promise<Attempt | undefined> {
  return await house.transaction(async (tx) => {
    const { rows } = await sql<Attempt>`
      update export set state = 'running', attempt = attempt + 1, row_count = 0, started_at = coalesce(started_at, now())
       where id = ${id} and state in ('waiting', 'running') returning id, attempt, created_by, query`.execute(tx);
    const found = rows[0];
    if (!found) return undefined;
    await tx.deleteFrom("export_part").where("export_id", "=", id).execute();
    await forgetExported(tx, id);
    await tell(tx, found, "export.progressed", { row_count: 0 });
    return found;
  });
}

/** `broken` takes what broke the rows off: the stream in between only says that it did. */
async function make(house: House, attempt: Attempt, end: AbortSignal, broken: { by?: unknown }): Promise<void> {
  const { query } = attempt;
  const reader = async (): Promise<Actor> => {
    try {
      if (end.aborted) throw new Interrupted("this node stops");
      return await exporterOf(house, attempt.created_by);
    } catch (error) {
      broken.by ??= error;
      throw error;
    }
  };
  const actor = await reader();
  await estimate(house, attempt, actor);
  const { format: _format, columns: _columns, most: _most, ...filter } = query;
  const names = filteredBy(filter);
  const now = new Date();
  const mark = await markOf(house, actor, now);
  let isWhole = false;
  let number = 0;
  let count = 0;
  let toldAt = performance.now();
  const rows = rowsOf({
    house,
    query,
    mark,
    reader,
    async passes(by, passed) {
      const isDue = performance.now() - toldAt > patience.tellEvery;
      if (isDue) toldAt = performance.now();
      const work = async (tx: Tx) => {
        if (!(await advance(tx, attempt, passed.length))) throw new Left();
        number = await keepParts(tx, attempt.id, number, by, passed);
        await noteSensitiveExport(tx, by, attempt.id, passed, names);
        if (isDue) await tell(tx, attempt, "export.progressed", { row_count: count + passed.length });
      };
      await (isDue ? house.transaction(work) : house.db.transaction().execute(work)).catch((error) => {
        broken.by ??= error;
        throw error;
      });
      count += passed.length;
    },
    async ends(_count, isComplete) {
      isWhole = isComplete;
    },
  });
  await keepMade(
    house,
    actor,
    written(query.format, heard(rows, broken), { locale: actor.locale, mark, now }),
    async (tx, fileId) => {
      if (await containsErased(tx, attempt.id)) throw new Problem(409, "export.customer_erased");
      const { rows: ended } = await sql`
        update export set state = 'done', file_id = ${fileId}, is_complete = ${isWhole}, mark = ${mark}, ended_at = now(),
          expires_at = now() + make_interval(days => ${exportDays.file})
         where id = ${attempt.id} and attempt = ${attempt.attempt} and state = 'running' returning 1`.execute(tx);
      if (ended.length === 0) throw new Left();
      await tell(tx, attempt, "export.ended", { state: "done" });
      await exportEnded(tx, actor, attempt.id, count, isWhole);
    },
  );
}

async function* heard<T>(rows: AsyncIterable<T>, broken: { by?: unknown }): AsyncGenerator<T> {
  try {
    yield* rows;
  } catch (error) {
    broken.by ??= error;
    throw error;
  }
}

/** Who ordered it, by the rights of now. @throws permission.missing, also when they work here no more */
async function exporterOf(house: House, userId: string): Promise<Actor> {
  const actor = await actorOfUser(house, userId, "export");
  if (!actor || !mayEver(actor, "customer.export")) throw forbidden("customer.export");
  return actor;
}

/** For the progress only: a count that takes too long is none. */
async function estimate(house: House, { id, query }: Attempt, actor: Actor): Promise<void> {
  const { format, columns: _columns, most = mostRows[format], ...filter } = query;
  const narrowing = await narrowingOf(house.db, actor, "export", filter);
  await sql`
    update export set expected_count = least((select count(*) from (${chosenRows(actor, "export", narrowing, null, null)}) as chosen),
      ${Math.min(most, mostRows[format])}::bigint) where id = ${id}`
    .execute(house.db)
    .catch((error: Error) => house.log.info({ export: id, error: error.message }, "an export could not be counted"));
}

/** False: this run is not the one any more. */
async function advance(tx: Tx, { id, attempt }: Attempt, rows: number): Promise<boolean> {
  const { rows: mine } = await sql`
    update export set row_count = row_count + ${rows}
     where id = ${id} and attempt = ${attempt} and state = 'running' returning 1`.execute(tx);
  return mine.length > 0;
}

async function fail(house: House, attempt: Attempt, reason: string): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ row_count: number }>`
      update export set state = 'failed', reason = ${reason}, ended_at = now()
       where id = ${attempt.id} and attempt = ${attempt.attempt} and state = 'running' returning row_count`.execute(tx);
    if (!rows[0]) return;
    await tx.deleteFrom("export_part").where("export_id", "=", attempt.id).execute();
    await forgetExported(tx, attempt.id);
    await tell(tx, attempt, "export.ended", { state: "failed" });
    const by = { userId: attempt.created_by, requestId: "export" };
    await exportEnded(tx, by, attempt.id, Number(rows[0].row_count), false);
  });
}

const tell = (tx: Tx, { id, created_by }: Attempt, name: string, payload: Record<string, string | number>) =>
  record(tx, { userId: created_by, requestId: "export" }, name, { object: "export", objectId: id, payload });
