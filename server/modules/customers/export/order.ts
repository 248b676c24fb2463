import { type RawBuilder, sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, notFound } from "../../../platform/problem.ts";
import { forgetExported } from "../consent/sensitive_exit.ts";
import { type createExportContract, mostRunningExports } from "../export_job.contract.ts";
import { narrowingOf } from "../list.filter.ts";
import { tidyLater } from "./tidy.ts";
import { exported } from "./told.ts";

export type Export = ResponseOf<typeof createExportContract>;

/** Notes the export and has it made after the commit. @throws export.too_many, and what the list throws */
export async function createExport(tx: Tx, actor: Actor, query: BodyOf<typeof createExportContract>): Promise<Export> {
  const { format, columns: _columns, most: _most, ...filter } = query;
  await narrowingOf(tx, actor, "export", filter);
  await endAbandoned(tx, actor);
  const id = await takeSlot(tx, actor, query);
  await record(tx, actor, "export.ordered", { object: "export", objectId: id });
  await exported(tx, actor, id, query);
  await addJob(tx, "run_export", { export_id: id }, { key: keyOf(id), queue: "exports" });
  await tidyLater(tx);
  return await accessExport(tx, actor, id);
}

const keyOf = (id: string): string => `run_export ${id}`;

/** Two calls at once may want the same place: the one that comes second looks again. */
async function takeSlot(tx: Tx, actor: Actor, query: BodyOf<typeof createExportContract>): Promise<string> {
  for (let tries = 0; tries < mostRunningExports; tries++) {
    const { rows } = await sql<{ id: string }>`
      insert into export (id, created_by, slot, format, query)
      select ${newId()}::uuid, ${actor.userId}::uuid, place, ${query.format}, ${JSON.stringify(query)}::jsonb
        from generate_series(1, ${mostRunningExports}::int) as place
       where not exists (select 1 from export e where e.created_by = ${actor.userId} and e.slot = place and e.state in ('waiting', 'running'))
       order by place limit 1
      on conflict do nothing returning id`.execute(tx);
    if (rows[0]) return rows[0].id;
  }
  throw conflict("export.too_many", { most: mostRunningExports });
}

/** A back-up holds no jobs: what was under way when it was made can never end in the restored copy. */
async function endAbandoned(db: Db, actor: Actor): Promise<void> {
  await sql`update export e set state = 'failed', reason = 'export.interrupted', ended_at = now()
    where e.created_by = ${actor.userId} and e.state in ('waiting', 'running')
      and not exists (select 1 from graphile_worker.jobs j where j.key = 'run_export ' || e.id::text)`.execute(db);
}

export async function listExports(db: Db, actor: Actor): Promise<{ exports: Export[] }> {
  await endAbandoned(db, actor);
  return { exports: await select(db, actor, sql`true`) };
}

/** One's own; somebody else's is not found. @throws export.not_found */
export async function accessExport(db: Db, actor: Actor, id: string): Promise<Export> {
  const [found] = await select(db, actor, sql`e.id = ${id}`);
  if (!found) throw notFound("export.not_found");
  return found;
}

async function select(db: Db, actor: Actor, which: RawBuilder<unknown>): Promise<Export[]> {
  const { rows } = await sql<Export>`
    select e.id, e.state, e.reason, e.format, e.query, f.name as file_name, f.size, e.row_count, e.expected_count, e.is_complete, e.mark,
      e.created_at, e.started_at, e.ended_at, e.expires_at
    from export e left join stored_file f on f.id = e.file_id
    where e.created_by = ${actor.userId} and ${which} order by e.created_at desc, e.id desc limit 100`.execute(db);
  return rows;
}

/** @throws export.not_found */
export async function cancelExport(tx: Tx, actor: Actor, id: string): Promise<Export> {
  await accessExport(tx, actor, id);
  const { rows } = await sql`
    update export set state = 'cancelled', ended_at = now()
     where id = ${id} and state in ('waiting', 'running') returning 1`.execute(tx);
  if (rows.length > 0) {
    await tx.deleteFrom("export_part").where("export_id", "=", id).execute();
    await forgetExported(tx, id);
    await record(tx, actor, "export.ended", { object: "export", objectId: id, payload: { state: "cancelled" } });
  }
  return await accessExport(tx, actor, id);
}
