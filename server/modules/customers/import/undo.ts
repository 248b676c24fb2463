import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict } from "../../../platform/problem.ts";
import { actorOfUser } from "../../people/index.ts";
import { mayReachCustomer } from "../access.ts";
import { openBin, putInBin } from "../bin.ts";
import { type readUndoContract, undoDays, type undoImportContract } from "../import_undo.contract.ts";
import { customerNumber } from "../number.ts";
import { accessImport } from "./present.ts";
import { goBack, goingBack } from "./undo_change.ts";

type Undo = ResponseOf<typeof undoImportContract>;
type UndoAnswer = ResponseOf<typeof readUndoContract>;

const batch = 500;
const finished = ["done", "cancelled", "failed"];

export const requestOf = (importId: string): string => `import ${importId}`;

/** Somebody has done something with a created customer (alias c) since, or while the import ran. */
const touched = (importId: string) => sql<boolean>`(
  exists (select 1 from domain_event e where e.root_id = c.id and e.request_id is distinct from ${requestOf(importId)})
  or c.updated_at > (select max(k.committed_at) from import_chunk k where k.import_id = ${importId}))`;

/** The same told from the other side, from what has happened since: little, however many were imported. */
const workedOn = (importId: string) => sql`
  select i.customer_id as id from domain_event e join import_customer i on i.customer_id = e.root_id and i.import_id = ${importId}
   where e.id > (select min(b.id) from domain_event b where b.object_id = ${importId})
     and e.root_id is not null and e.request_id is distinct from ${requestOf(importId)}
  union
  select c.id from customer c join import_customer i on i.customer_id = c.id and i.import_id = ${importId}
   where c.bin_id is null and c.updated_at > (select max(k.committed_at) from import_chunk k where k.import_id = ${importId})`;

/** Created customers that stand, and those of them that somebody has worked on. */
async function countCreated(db: Db, importId: string): Promise<{ standing: number; worked: number }> {
  const { rows } = await sql<{ standing: number; worked: number }>`
    select ((select count(*) from import_customer where import_id = ${importId})
        - (select count(*) from customer c join import_customer i on i.customer_id = c.id and i.import_id = ${importId}
            where c.bin_id is not null))::int as standing,
      (select count(*) from (${workedOn(importId)}) as worked join customer c on c.id = worked.id where c.bin_id is null)::int as worked`.execute(
    db,
  );
  return rows[0]!;
}

/** Takes an import back. @throws import.not_finished, import.undo_too_late */
export async function undoImport(tx: Tx, actor: Actor, importId: string): Promise<Undo> {
  const { state, finished_at } = await accessImport(tx, actor, importId);
  const known = await undoOf(tx, importId);
  if (known && known.state !== "failed") return known;
  if (!finished.includes(state) || finished_at === null) throw conflict("import.not_finished");
  if (Date.parse(finished_at) < Date.now() - undoDays * 86_400_000) throw conflict("import.undo_too_late");
  const { rows } = await sql`
    insert into import_undo (import_id, undone_by, state) values (${importId}, ${actor.userId}, 'running')
    on conflict (import_id) do update set state = 'running', finished_at = null where import_undo.state = 'failed'
    returning 1`.execute(tx);
  if (rows.length > 0) {
    await addJob(tx, "undo_import", { import_id: importId }, { key: `undo_import ${importId}` });
    await record(tx, actor, "import.undo_started", { object: "import", objectId: importId });
  }
  return (await undoOf(tx, importId))!;
}

export async function undoOf(db: Db, importId: string): Promise<Undo | undefined> {
  const row = await db.selectFrom("import_undo").selectAll().where("import_id", "=", importId).executeTakeFirst();
  return row as Undo | undefined;
}

/** How far it is; before it has begun, what it would do. */
export async function readUndo(db: Db, actor: Actor, importId: string): Promise<UndoAnswer> {
  const { state, finished_at } = await accessImport(db, actor, importId);
  const undo = await undoOf(db, importId);
  if (undo) return { undo, preview: null };
  const until = finished_at === null ? 0 : Date.parse(finished_at) + undoDays * 86_400_000;
  if (!finished.includes(state) || until < Date.now()) return { undo: null, preview: null };
  const { standing, worked } = await countCreated(db, importId);
  const kept = await sql<{ id: string; kind: string; number: number; name: string }>`
    select c.id, c.kind, c.number, c.name from (${workedOn(importId)}) as worked join customer c on c.id = worked.id
      join import_customer i on i.customer_id = c.id and i.import_id = ${importId}
     where c.bin_id is null and ${mayReachCustomer(actor, "read", "c")} order by i.row limit 100`.execute(db);
  const changes = await goingBack(db, actor, importId, null);
  return {
    undo: null,
    preview: {
      until: new Date(until).toISOString(),
      binned_count: standing - worked,
      kept_count: worked,
      restored_count: changes.filter(({ goes }) => goes).length,
      left_count: changes.filter(({ stays }) => stays).length,
      kept: kept.rows.map(({ id, kind, number, name }) => ({ id, name, number: customerNumber(kind, number) })),
    },
  };
}

/** Goes through the customers of an import by the hundred; a killed program goes on behind the last hundred. */
export async function runUndo(house: House, { import_id }: { import_id: string }): Promise<void> {
  for (;;) {
    const goesOn = await house.transaction((tx) => undoSome(house, tx, import_id));
    if (!goesOn) return;
  }
}

async function undoSome(house: House, tx: Tx, importId: string): Promise<boolean> {
  const { rows } = await sql<{ undone_by: string; bin_id: string | null; position: string | null }>`
    select undone_by, bin_id, position from import_undo where import_id = ${importId} and state = 'running' for update`.execute(
    tx,
  );
  const undo = rows[0];
  if (!undo) return false;
  const actor = await actorOfUser(house, undo.undone_by, `undo ${importId}`);
  if (!actor) return await end(tx, importId, { userId: undo.undone_by, requestId: `undo ${importId}` }, "failed");
  const next = await sql<{ id: string; is_created: boolean }>`
    select id, bool_or(is_created) as is_created from (
      (select customer_id as id, true as is_created from import_customer
        where import_id = ${importId} and customer_id > coalesce(${undo.position}::uuid, '00000000-0000-0000-0000-000000000000')
        order by customer_id limit ${batch})
      union all
      (select customer_id, false from import_update
        where import_id = ${importId} and outcome = 'updated'
          and customer_id > coalesce(${undo.position}::uuid, '00000000-0000-0000-0000-000000000000')
        group by customer_id order by customer_id limit ${batch})) as found
    group by id order by id limit ${batch}`.execute(tx);
  if (next.rows.length === 0) return await end(tx, importId, actor, "done");
  const created = next.rows.filter((one) => one.is_created).map(({ id }) => id);
  const changed = next.rows.filter((one) => !one.is_created).map(({ id }) => id);
  const states = await sql<{ id: string; is_touched: boolean }>`
    select c.id, ${touched(importId)} as is_touched from customer c
     where c.id = any(${created}::uuid[]) and c.bin_id is null order by c.id for update of c`.execute(tx);
  const going = states.rows.filter((one) => !one.is_touched).map(({ id }) => id);
  const binId =
    undo.bin_id ?? (going.length > 0 ? await openBin(tx, actor, { reason: "import_undone", importId }) : null);
  if (going.length > 0) await putInBin(tx, actor, binId!, going);
  const back = await goBack(tx, actor, importId, changed);
  await sql`
    update import_undo set position = ${next.rows.at(-1)!.id}, bin_id = ${binId}, binned_count = binned_count + ${going.length},
      kept_count = kept_count + ${states.rows.length - going.length}, restored_count = restored_count + ${back.restored},
      left_count = left_count + ${back.left} where import_id = ${importId}`.execute(tx);
  return true;
}

async function end(
  tx: Tx,
  importId: string,
  actor: { userId: string; requestId: string },
  state: "done" | "failed",
): Promise<false> {
  await sql`update import_undo set state = ${state}, finished_at = now() where import_id = ${importId}`.execute(tx);
  await record(tx, actor, "import.undone", { object: "import", objectId: importId, payload: { state } });
  return false;
}
