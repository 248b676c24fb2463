import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import { awaitReminder } from "./task.remind.ts";
import { tellAssignee, told } from "./task.ts";

export interface GivenTask {
  title: string;
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
