import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound } from "../../platform/problem.ts";
import { notify, organisationTimeZone } from "../people/index.ts";
import type { setTaskItemsContract } from "./task.contract.ts";
import { readTask, type Task } from "./task.read.ts";
import { awaitReminder } from "./task.remind.ts";
import { nextRepeat } from "./task.repeat.ts";
import { accessTask, dueAt, told } from "./task.ts";

/** Once, however often it is said; a repeating one is followed by the next. @throws task.not_found */
export async function completeTask(tx: Tx, actor: Actor, taskId: string): Promise<Task> {
  if (await end(tx, actor, taskId, "done")) {
    await told(tx, actor, "task.completed", taskId);
    const task = await readTask(tx, actor, taskId);
    await follow(tx, task);
    const notice = { kind: "task_done", object: "task", object_id: taskId, by: actor.userId };
    await notify(tx, [{ ...notice, user_id: task.created_by.id }]);
  }
  return await readTask(tx, actor, taskId);
}

/** Needs doing no more: nothing follows. @throws task.not_found */
export async function cancelTask(tx: Tx, actor: Actor, taskId: string): Promise<Task> {
  if (await end(tx, actor, taskId, "cancelled")) await told(tx, actor, "task.cancelled", taskId);
  return await readTask(tx, actor, taskId);
}

async function end(tx: Tx, actor: Actor, taskId: string, state: "done" | "cancelled"): Promise<boolean> {
  await accessTask(tx, actor, taskId);
  const { rows } = await sql`
    update task set state = ${state}, done_at = now(), done_by = ${actor.userId}, updated_at = now()
     where id = ${taskId} and state = 'open' returning 1`.execute(tx);
  return rows.length > 0;
}

async function follow(tx: Tx, task: Task): Promise<void> {
  if (!task.repeat || !task.due_on) return;
  const zone = await organisationTimeZone(tx);
  const { rows } = await sql<{
    today: string;
  }>`select to_char(now() at time zone ${zone}, 'YYYY-MM-DD') as today`.execute(tx);
  const next = nextRepeat(task.repeat, task.due_on, rows[0]!.today);
  if (!next) return;
  const id = newId();
  const { rows: made } = await sql`
    insert into task (id, title, body, customer_id, client_id, assignee_id, team_id, created_by, due_at, has_time, priority,
        repeat, follows_id, escalate_hours, escalate_to)
    select ${id}, title, body, customer_id, client_id, assignee_id, team_id, created_by, ${await dueAt(tx, next.day, task.due_time)},
        has_time, priority, ${next.rule}, id, escalate_hours, escalate_to from task where id = ${task.id}
    on conflict (follows_id) do nothing returning 1`.execute(tx);
  if (made.length === 0) return;
  const items = task.items.map(({ title }, position) => ({ id: newId(), task_id: id, position, title }));
  if (items.length > 0) await tx.insertInto("task_item").values(items).execute();
  await awaitReminder(tx, id);
  await told(tx, { userId: null, requestId: "repeat" }, "task.created", id, [
    { field: "task.title", before: null, after: task.title },
  ]);
}

/** Open again; a follower that nobody has touched goes, so that it does not stand there twice. @throws task.not_found */
export async function reopenTask(tx: Tx, actor: Actor, taskId: string): Promise<Task> {
  await accessTask(tx, actor, taskId);
  const { rows } = await sql`
    update task set state = 'open', done_at = null, done_by = null, updated_at = now()
     where id = ${taskId} and state <> 'open' returning 1`.execute(tx);
  if (rows.length > 0) {
    await sql`delete from task where follows_id = ${taskId} and state = 'open' and updated_at = created_at`.execute(tx);
    await awaitReminder(tx, taskId);
    await told(tx, actor, "task.reopened", taskId);
  }
  return await readTask(tx, actor, taskId);
}

/** @throws task.not_found, task.item_not_found */
export async function setTaskItems(
  tx: Tx,
  actor: Actor,
  taskId: string,
  { items }: BodyOf<typeof setTaskItemsContract>,
): Promise<Task> {
  await accessTask(tx, actor, taskId);
  const known = new Set((await readTask(tx, actor, taskId)).items.map(({ id }) => id));
  // each known one once: a second time it is not there any more
  if (items.some(({ id }) => id && !known.delete(id.toLowerCase()))) throw notFound("task.item_not_found");
  await tx.deleteFrom("task_item").where("task_id", "=", taskId).execute();
  const rows = items.map(({ id, title, is_done }, position) => ({
    id: id ?? newId(),
    task_id: taskId,
    position,
    title: title.trim(),
    is_done,
  }));
  if (rows.length > 0) await tx.insertInto("task_item").values(rows).execute();
  await told(tx, actor, "task.checked", taskId);
  return await readTask(tx, actor, taskId);
}

/** @throws task.not_found, task.item_not_found */
export async function checkTaskItem(
  tx: Tx,
  actor: Actor,
  { taskId, itemId }: { taskId: string; itemId: string },
  isDone: boolean,
): Promise<Task> {
  await accessTask(tx, actor, taskId);
  const { rows } = await sql<{ is_done: boolean }>`
    select is_done from task_item where id = ${itemId} and task_id = ${taskId}`.execute(tx);
  if (!rows[0]) throw notFound("task.item_not_found");
  if (rows[0].is_done !== isDone) {
    await sql`update task_item set is_done = ${isDone} where id = ${itemId}`.execute(tx);
    await told(tx, actor, "task.checked", taskId);
  }
  return await readTask(tx, actor, taskId);
}
