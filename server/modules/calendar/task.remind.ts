import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { addJob } from "../../platform/job/add.ts";
import { notify, organisationTimeZone } from "../people/index.ts";

const morning = "09:00";

/** One waiting job a task; what stands in the row when it runs is what counts. */
export async function awaitReminder(tx: Tx, taskId: string): Promise<void> {
  const zone = await organisationTimeZone(tx);
  const { rows } = await sql<{ at: string | null }>`
    select case when has_time then due_at else ((due_at at time zone ${zone})::date + ${morning}::time) at time zone ${zone} end as at
      from task where id = ${taskId} and state = 'open' and reminded_at is null`.execute(tx);
  const at = rows[0]?.at;
  if (at) await addJob(tx, "remind_task", { task_id: taskId }, { key: `remind_task:${taskId}`, runAt: new Date(at) });
}

/** Tells who has it, once, that the task is due; without a person the whole team. */
export async function remindTask(house: House, { task_id }: { task_id: string }): Promise<void> {
  await house.transaction(async (tx) => {
    const zone = await organisationTimeZone(tx);
    const { rows } = await sql<{ assignee_id: string | null; team_id: string | null; escalate_at: string | null }>`
      update task set reminded_at = now()
       where id = ${task_id} and state = 'open' and reminded_at is null
         and case when has_time then due_at else ((due_at at time zone ${zone})::date + ${morning}::time) at time zone ${zone} end <= now()
      returning assignee_id, team_id, due_at + make_interval(hours => escalate_hours) as escalate_at`.execute(tx);
    const task = rows[0];
    if (!task) return;
    const users = task.assignee_id
      ? [task.assignee_id]
      : (await tx.selectFrom("app_user").select("id").where("team_id", "=", task.team_id).execute()).map(
          ({ id }) => id,
        );
    await notify(
      tx,
      users.map((user_id) => ({ user_id, kind: "task_due", object: "task", object_id: task_id })),
    );
    if (task.escalate_at)
      await addJob(
        tx,
        "escalate_task",
        { task_id },
        { key: `escalate_task:${task_id}`, runAt: new Date(task.escalate_at) },
      );
  });
}

/** Still open so long after it was due: whom the task names is told once, else who gave it. */
export async function escalateTask(house: House, { task_id }: { task_id: string }): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ to: string; customer_id: string | null; client_id: string | null }>`
      update task set escalated_at = now()
       where id = ${task_id} and state = 'open' and escalated_at is null and due_at + make_interval(hours => escalate_hours) <= now()
      returning coalesce(escalate_to, created_by) as "to", customer_id, client_id`.execute(tx);
    const task = rows[0];
    if (!task) return;
    await notify(tx, [{ user_id: task.to, kind: "task_escalated", object: "task", object_id: task_id }]);
    await record(tx, { userId: null, requestId: "escalate_task" }, "task.escalated", {
      object: "task",
      objectId: task_id,
      ...(task.customer_id ? { root: { object: "customer", id: task.customer_id } } : {}),
      clientId: task.client_id,
      payload: { to: task.to },
    });
  });
}
