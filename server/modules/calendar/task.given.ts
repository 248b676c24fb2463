import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import { awaitReminder } from "./task.remind.ts";
import { tellAssignee, told } from "./task.ts";

export interface GivenTask {
  title: string;
  body?: string | null;
  customer_id: string | null;
  client_id: string | null;
  /** One of the two. */
  assignee_id: string | null;
  team_id: string | null;
  /** In whose name it is given. */
  created_by: string;
  /** As ISO 8601. */
  due_at: string;
}

/** A task that the program itself gives, for what happened: nobody's rights are asked. @returns its id */
export async function giveTask(tx: Tx, by: EventActor, task: GivenTask): Promise<string> {
  const id = newId();
  await tx
    .insertInto("task")
    .values({ ...task, id, has_time: true, priority: "high" })
    .execute();
  await awaitReminder(tx, id);
  await told(tx, by, "task.created", id, [{ field: "task.title", before: null, after: task.title }]);
  await tellAssignee(tx, by, id);
  return id;
}

/** Needs doing no more, by who asked for it; what they wrote goes. One that is done stays done. */
export async function withdrawTask(tx: Tx, by: EventActor, taskId: string): Promise<void> {
  const { rows } = await sql`
    update task set state = 'cancelled', done_at = now(), body = null, updated_at = now()
     where id = ${taskId} and state = 'open' returning 1`.execute(tx);
  if (rows.length > 0) await told(tx, by, "task.cancelled", taskId);
}

/** Nothing of a person who is erased stays in tasks that were given for them and hang on no customer. */
export async function forgetTasks(tx: Tx, taskIds: readonly string[]): Promise<void> {
  const ids = [...taskIds];
  await sql`delete from history where object = 'task' and object_id = any(${ids}::uuid[])`.execute(tx);
  await sql`update task set title = '…', body = null, updated_at = now() where id = any(${ids}::uuid[])`.execute(tx);
}
