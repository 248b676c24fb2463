import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { EventRow } from "../../../platform/event/cursor.ts";

/** A stage that a person set stands for a while before rules may move it, and counts as a move. */
export async function keepStage(tx: Tx, event: EventRow): Promise<void> {
  const { name, actor_id, root_id, changed } = event;
  if (actor_id === null) return;
  if (name === "customer.updated" && changed.includes("stage")) await keep(tx, event, ofHistory(event.id));
  if (name === "bulk_edit.made") await keep(tx, event, ofBulkEdit(root_id, false));
  if (name === "bulk_edit.undone") {
    await sql`delete from tier_hold h using (${ofBulkEdit(root_id, true)}) e (id) where h.customer_id = e.id and h.ladder = 'stage' and h.reason is null`.execute(
      tx,
    );
    await moved(tx, event, ofBulkEdit(root_id, true));
  }
}

type Edits = RawBuilder<unknown>;

const ofHistory = (eventId: number): Edits =>
  sql`select h.object_id, h.before #>> '{}', h.after #>> '{}' from history h where h.event_id = ${eventId} and h.field = 'stage'`;

const ofBulkEdit = (id: string | null, isUndone: boolean): Edits => sql`
  select r.customer_id, ${isUndone ? sql`b.value #>> '{}', r.before #>> '{}'` : sql`r.before #>> '{}', b.value #>> '{}'`}
    from bulk_edit b join bulk_edit_row r on r.bulk_edit_id = b.id
   where b.id = ${id}::uuid and b.field = 'stage'${isUndone ? sql` and r.is_restored` : sql``}`;

async function keep(tx: Tx, event: EventRow, edits: Edits): Promise<void> {
  await moved(tx, event, edits);
  // who holds it for a reason goes on doing so, where it was put now
  await sql`
    insert into tier_hold as h (customer_id, ladder, value, until, by_user)
    select e.id, 'stage', e.after, (now() + make_interval(days => l.hold_days))::date, ${event.actor_id}::uuid
      from (${edits}) e (id, before, after) join customer c on c.id = e.id join tier_ladder l on l.ladder = 'stage' and l.is_on and l.hold_days > 0
     order by e.id
    on conflict (customer_id, ladder) do update set value = excluded.value, by_user = excluded.by_user,
      until = case when h.reason is null then excluded.until else h.until end`.execute(tx);
}

async function moved(tx: Tx, event: EventRow, edits: Edits): Promise<void> {
  await sql`
    insert into tier_move (customer_id, ladder, from_value, to_value, by_user, moved_at)
    select e.id, 'stage', e.before, e.after, ${event.actor_id}::uuid, ${event.at}::timestamptz
      from (${edits}) e (id, before, after) join customer c on c.id = e.id where e.before <> e.after`.execute(tx);
}
