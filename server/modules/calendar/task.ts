import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { type Change, type EventActor, record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, forbidden, invalid, notFound, Problem } from "../../platform/problem.ts";
import { accessCustomer, requireClient } from "../customers/index.ts";
import { notify, organisationTimeZone } from "../people/index.ts";
import type { createTaskContract, updateTaskContract } from "./task.contract.ts";
import { mayReachTask, readTask, type Task } from "./task.read.ts";
import { awaitReminder } from "./task.remind.ts";
import { nextRepeat } from "./task.repeat.ts";

type New = BodyOf<typeof createTaskContract>;
type Set = BodyOf<typeof updateTaskContract>["set"];

/** @throws customer.not_found; task.unknown_reference, no_assignee, bad_repeat, repeat_needs_due */
export async function createTask(tx: Tx, actor: Actor, input: New): Promise<Task> {
  const { items = [], customer_id = null, client_id = null, ...facts } = input;
  if (customer_id) await accessCustomer(tx, actor, customer_id);
  await requireClient(tx, actor, client_id);
  const isGiven = Boolean(facts.assignee_id || facts.team_id);
  const whole = { ...facts, ...(isGiven ? {} : { assignee_id: actor.userId }) };
  await check(tx, whole);
  const id = newId();
  await tx
    .insertInto("task")
    .values({
      ...(await columns(tx, whole)),
      id,
      title: input.title.trim(),
      customer_id,
      client_id,
      created_by: actor.userId,
    })
    .execute();
  await addItems(tx, id, items);
  await awaitReminder(tx, id);
  await told(tx, actor, "task.created", id, [{ field: "task.title", before: null, after: input.title.trim() }]);
  await tellAssignee(tx, actor, id);
  return await readTask(tx, actor, id);
}

async function addItems(tx: Tx, taskId: string, titles: readonly string[]): Promise<void> {
  if (titles.length === 0) return;
  const rows = titles.map((title, position) => ({ id: newId(), task_id: taskId, position, title: title.trim() }));
  await tx.insertInto("task_item").values(rows).execute();
}

/** @throws task.not_found, closed, conflict, seen_missing */
export async function updateTask(
  tx: Tx,
  actor: Actor,
  taskId: string,
  { set, seen }: BodyOf<typeof updateTaskContract>,
): Promise<Task> {
  await accessTask(tx, actor, taskId);
  const task = await readTask(tx, actor, taskId);
  if (task.state !== "open") throw conflict("task.closed");
  const before = factsOf(task);
  const fields = Object.keys(set) as (keyof Set)[];
  const unseen = fields.filter((field) => !(field in seen));
  if (unseen.length > 0)
    throw invalid(
      "task.seen_missing",
      unseen.map((field) => ({ field, reason: "seen_missing" })),
    );
  const changed = fields.filter((field) => set[field] !== before[field]);
  const moved = changed.filter((field) => (seen as Record<string, unknown>)[field] !== before[field]);
  if (moved.length > 0)
    throw new Problem(409, "task.conflict", {
      detail: { conflicts: moved.map((field) => ({ field, theirs: before[field], mine: set[field] })) },
    });
  if (changed.length === 0) return task;
  const after = { ...before, ...set };
  await check(tx, after);
  await tx
    .updateTable("task")
    .set({ ...(await columns(tx, after)), title: after.title.trim(), updated_at: sql<string>`now()` })
    .where("id", "=", taskId)
    .execute();
  if (changed.some((field) => ["due_on", "due_time", "escalate_hours"].includes(field))) {
    await sql`update task set reminded_at = null, escalated_at = null where id = ${taskId}`.execute(tx);
    await awaitReminder(tx, taskId);
  }
  await told(
    tx,
    actor,
    "task.updated",
    taskId,
    changed.map((field) => ({ field: `task.${field}`, before: before[field], after: set[field] })),
  );
  if (changed.includes("assignee_id") || changed.includes("team_id")) await tellAssignee(tx, actor, taskId);
  const [still] = await reread(tx, actor, taskId);
  return still ?? { ...task, blocked: { update: "no_permission" } };
}

/** Who gives a task on may see it no more: they are answered with what they saw. */
async function reread(tx: Tx, actor: Actor, taskId: string): Promise<Task[]> {
  try {
    return [await readTask(tx, actor, taskId)];
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

const factsOf = (task: Task) => ({
  title: task.title,
  body: task.body,
  assignee_id: task.assignee?.id ?? null,
  team_id: task.team?.id ?? null,
  due_on: task.due_on,
  due_time: task.due_time,
  priority: task.priority,
  repeat: task.repeat,
  escalate_hours: task.escalate_hours,
  escalate_to: task.escalate_to?.id ?? null,
});

async function check(db: Db, { due_on, due_time, repeat, ...facts }: Set): Promise<void> {
  if (!facts.assignee_id && !facts.team_id)
    throw invalid("task.no_assignee", [{ field: "assignee_id", reason: "missing" }]);
  if ((repeat || due_time || facts.escalate_hours) && !due_on)
    throw invalid("task.repeat_needs_due", [{ field: "due_on", reason: "missing" }]);
  if (repeat && due_on) requireRepeat(repeat, due_on);
  for (const field of ["assignee_id", "escalate_to"] as const) await requireHere(db, field, facts[field]);
  if (!facts.team_id) return;
  const team = await db.selectFrom("team").select("id").where("id", "=", facts.team_id).executeTakeFirst();
  if (!team) throw unknown("team_id");
}

function requireRepeat(repeat: string, dueOn: string): void {
  try {
    nextRepeat(repeat, dueOn, dueOn);
  } catch (error) {
    if (error instanceof RangeError) throw invalid("task.bad_repeat", [{ field: "repeat", reason: "bad_repeat" }]);
    throw error;
  }
}

/** Anybody who works here, in any department. @throws task.unknown_reference */
export async function requireHere(db: Db, field: string, userId: string | null | undefined): Promise<void> {
  if (!userId) return;
  const { rows } = await sql`select 1 from app_user u where u.id = ${userId}
    and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(db);
  if (rows.length === 0) throw unknown(field);
}

const unknown = (field: string) => invalid("task.unknown_reference", [{ field, reason: "unknown" }]);

async function columns(db: Db, { due_on, due_time, title: _, ...facts }: Set) {
  return { ...facts, due_at: await dueAt(db, due_on ?? null, due_time ?? null), has_time: Boolean(due_on && due_time) };
}

/** By the organisation's clock; a day without a time ends with its last second. */
export async function dueAt(db: Db, dueOn: string | null, dueTime: string | null): Promise<string | null> {
  if (!dueOn) return null;
  const zone = await organisationTimeZone(db);
  const { rows } = await sql<{ at: string }>`
    select (${dueOn}::date + ${dueTime ?? "23:59:59"}::time) at time zone ${zone} as at`.execute(db);
  return rows[0]!.at;
}

/** Locks the task for a change. @throws task.not_found; permission.missing where it is seen but not to be changed */
export async function accessTask(tx: Tx, actor: Actor, taskId: string): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`
    select ${mayReachTask(actor, "update")} as may from task t where t.id = ${taskId} and ${mayReachTask(actor, "read")} for update of t`.execute(
    tx,
  );
  if (!rows[0]) throw notFound("task.not_found");
  if (!rows[0].may) throw forbidden("task.update");
}

export async function tellAssignee(tx: Tx, actor: EventActor, taskId: string): Promise<void> {
  const { rows } = await sql<{ user_id: string }>`
    select coalesce(t.assignee_id, u.id) as user_id from task t left join app_user u on t.assignee_id is null and u.team_id = t.team_id
     where t.id = ${taskId} and coalesce(t.assignee_id, u.id) is not null`.execute(tx);
  await notify(
    tx,
    rows.map(({ user_id }) => ({
      user_id,
      kind: "task_assigned",
      object: "task",
      object_id: taskId,
      by: actor.userId,
    })),
  );
}

/** The event hangs on the customer where there is one, so that their history tells it. */
export async function told(
  tx: Tx,
  actor: EventActor,
  name: string,
  taskId: string,
  changes: readonly Change[] = [],
  payload: Record<string, string> = {},
): Promise<void> {
  const { rows } = await sql<{ customer_id: string | null; client_id: string | null }>`
    select customer_id, client_id from task where id = ${taskId}`.execute(tx);
  const { customer_id, client_id } = rows[0]!;
  await record(tx, actor, name, {
    object: "task",
    objectId: taskId,
    ...(customer_id ? { root: { object: "customer", id: customer_id } } : {}),
    clientId: client_id,
    changes,
    payload,
  });
}
