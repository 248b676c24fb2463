import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { EventRow } from "../../../platform/event/cursor.ts";
import type { EventActor } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { keepStage } from "./edited_stage.ts";
import { lookNow } from "./look.ts";
import { type Placed, placeThese, placingAlone } from "./place.ts";
import { loadLadders, type Placing } from "./rules.ts";
import { placeAll, wasEverRun } from "./run.ts";

const batch = 500;

/** What may change a placement, with how the customers are found that an event is about. */
export const dueEvents: readonly string[] = [
  ...["created", "updated", "tagged", "transferred", "merged", "unmerged", "restored", "released", "picked"].map(
    (one) => `customer.${one}`,
  ),
  ...["trade", "interaction", "promise", "touch", "intelligence", "contact_point"].flatMap((object) =>
    ["added", "logged", "given", "kept", "withdrawn", "broken", "moved", "reopened", "updated", "removed"].map(
      (one) => `${object}.${one}`,
    ),
  ),
  "bulk_edit.made",
  "bulk_edit.undone",
  "pool.recycled",
  "import.finished",
  "trade_import.ended",
];

/** Marks the customers of an event; they are placed in a moment. Nothing is marked while no ladder is on. */
export async function markDue(tx: Tx, event: EventRow): Promise<void> {
  await keepStage(tx, event);
  const { rows } = await sql<{ is_marked: boolean; is_waiting: boolean }>`
    with marked as (
      insert into tier_due (customer_id) select distinct x.id from (${customersOf(event)}) x (id)
       where x.id is not null and exists (select 1 from tier_ladder where is_on) on conflict do nothing returning 1)
    select exists (select 1 from marked) as is_marked,
      exists (select 1 from graphile_worker.jobs where key = 'place_due_tiers' and locked_at is null) as is_waiting`.execute(
    tx,
  );
  const { is_marked, is_waiting } = rows[0]!;
  if (is_marked && !is_waiting) await placeSoon(tx);
}

export const placeSoon = (tx: Tx): Promise<void> =>
  addJob(tx, "place_due_tiers", {}, { key: "place_due_tiers", runAt: new Date(Date.now() + 500), maxAttempts: 5 });

/** One event may be about many: what it did to whom stands in rows. */
function customersOf({ name, root_id, object_id }: EventRow): RawBuilder<unknown> {
  if (name.startsWith("bulk_edit."))
    return sql`select customer_id from bulk_edit_row where bulk_edit_id = ${root_id}::uuid`;
  if (name === "pool.recycled") return sql`select customer_id from pool_recycle where batch_id = ${root_id}::uuid`;
  if (name === "trade_import.ended") return sql`select customer_id from trade where import_id = ${object_id}::uuid`;
  if (name === "import.finished")
    return sql`select customer_id from import_customer where import_id = ${object_id}::uuid union select customer_id from import_update where import_id = ${object_id}::uuid`;
  return sql`select ${root_id}::uuid`;
}

/** Places who is due, some at a time; the first time it asks for everybody, and whoever is due is placed after that. */
export async function placeDue(house: House): Promise<void> {
  if (!(await wasEverRun(house.db))) return await house.transaction((tx) => beginOnce(tx));
  for (let left = batch; left === batch; ) left = await house.transaction((tx) => placeSome(tx));
}

async function beginOnce(tx: Tx): Promise<void> {
  const { rows } = await sql`select 1 from tier_run where state in ('queued', 'running')`.execute(tx);
  if (rows.length === 0) await placeAll(tx, null);
}

async function placeSome(tx: Tx): Promise<number> {
  await placingAlone(tx);
  const { rows } = await sql<{ customer_id: string }>`
    delete from tier_due where customer_id in (select customer_id from tier_due order by since limit ${batch} for update skip locked)
    returning customer_id`.execute(tx);
  const ids = rows.map(({ customer_id }) => customer_id);
  const ladders = await loadLadders(tx);
  await placeBy(tx, ids, ladders);
  if (ladders.some(({ is_on, is_ready }) => is_on && !is_ready)) return await leaveForRun(tx, ids);
  const { rows: left } = await sql`select 1 from tier_due limit 1`.execute(tx);
  if (rows.length < batch && left.length > 0) await placeSoon(tx);
  return rows.length;
}

/** A ladder's new rules are not there yet: the run that brings them may have looked before these came, and orders this job at its end. @returns none to go on with */
async function leaveForRun(tx: Tx, ids: readonly string[]): Promise<number> {
  await sql`insert into tier_due (customer_id) select unnest(${ids}::uuid[]) on conflict do nothing`.execute(tx);
  return 0;
}

/** Places these in the transaction at hand, which has called placingAlone. */
export const placeNow = async (tx: Tx, ids: readonly string[], by?: EventActor): Promise<Placed> =>
  await placeBy(tx, ids, await loadLadders(tx), by);

async function placeBy(tx: Tx, ids: readonly string[], ladders: readonly Placing[], by?: EventActor): Promise<Placed> {
  if (ids.length === 0) return { placed: 0, moved: 0 };
  const these = (column: string) => sql`${sql.ref(column)} = any(${ids}::uuid[])`;
  return await placeThese(tx, these, ladders, await lookNow(tx), by);
}
