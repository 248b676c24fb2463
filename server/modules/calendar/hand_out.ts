import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, notFound } from "../../platform/problem.ts";
import { mayReachCustomer } from "../customers/index.ts";
import { notify } from "../people/index.ts";
import type { handOutTasksContract } from "./task.contract.ts";
import { awaitReminder } from "./task.remind.ts";
import { dueAt, requireHere } from "./task.ts";

type HandOut = ResponseOf<typeof handOutTasksContract>;

/**
 * One task a customer that the actor may see: to its owner, or evenly in order to those named. One event and one notice
 * a person for all of them. @throws task.unknown_reference, task.nobody_to_give
 */
export async function handOutTasks(
  tx: Tx,
  actor: Actor,
  { customer_ids, title, body = null, due_on = null, user_ids }: BodyOf<typeof handOutTasksContract>,
): Promise<HandOut> {
  for (const userId of user_ids) await requireHere(tx, "user_ids", userId);
  const handOutId = newId();
  const ids = [...new Set(customer_ids)];
  const { rows } = await sql<{ id: string; owner_id: string | null }>`
    select c.id, c.owner_id from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c", user_ids.length > 0 ? [] : ["owner"])}
       and (${user_ids.length > 0} or exists (select 1 from app_user u where u.id = c.owner_id
         and not exists (select 1 from user_deactivation d where d.user_id = u.id)))
     order by c.id`.execute(tx);
  if (rows.length === 0) throw invalid("task.nobody_to_give");
  const dueMoment = await dueAt(tx, due_on, null);
  const tasks = rows.map(({ id, owner_id }, at) => ({
    id: newId(),
    title: title.trim(),
    body,
    customer_id: id,
    assignee_id: user_ids.length > 0 ? user_ids[at % user_ids.length]! : owner_id,
    created_by: actor.userId,
    due_at: dueMoment,
    handed_out_id: handOutId,
  }));
  await tx.insertInto("task").values(tasks).execute();
  if (dueMoment) for (const { id } of tasks) await awaitReminder(tx, id);
  await record(tx, actor, "task.handed_out", { object: "task", objectId: handOutId, payload: { count: tasks.length } });
  const firstOfEach = new Map(tasks.map(({ assignee_id, id }) => [assignee_id!, id]));
  await notify(
    tx,
    [...firstOfEach].map(([user_id, object_id]) => ({
      user_id,
      kind: "task_assigned",
      object: "task",
      object_id,
      by: actor.userId,
    })),
  );
  return { id: handOutId, made: tasks.length, skipped: ids.length - tasks.length };
}

/** @throws task.not_found */
export async function readHandOut(db: Db, actor: Actor, handOutId: string): Promise<HandOut> {
  const { rows } = await sql<{ made: number }>`
    select count(*)::int as made from task where handed_out_id = ${handOutId} and created_by = ${actor.userId}`.execute(
    db,
  );
  if (!rows[0]!.made) throw notFound("task.not_found");
  return { id: handOutId, made: rows[0]!.made, skipped: 0 };
}

/** What was begun or done stays. @throws task.not_found */
export async function takeTasksBack(tx: Tx, actor: Actor, handOutId: string): Promise<{ done: boolean }> {
  await readHandOut(tx, actor, handOutId);
  const { rows } = await sql`
    delete from task where handed_out_id = ${handOutId} and created_by = ${actor.userId} and state = 'open'
       and updated_at = created_at and created_at > now() - interval '30 days' returning 1`.execute(tx);
  if (rows.length > 0)
    await record(tx, actor, "task.taken_back", {
      object: "task",
      objectId: handOutId,
      payload: { count: rows.length },
    });
  return { done: true };
}
