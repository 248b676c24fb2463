import {
  cancelTaskContract,
  completeTaskContract,
  listTasksContract,
  readTaskContract,
  reopenTaskContract,
} from "../../../server/modules/calendar/task.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { t } from "../../text/locale.ts";
import { problemText } from "../../text/problem.ts";
import { showToast } from "../../ui/toasts.ts";

export type Task = ResponseOf<typeof readTaskContract>;

export async function rereadTasks(): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keyOf(listTasksContract) }),
    client.invalidateQueries({ queryKey: keyOf(readTaskContract) }),
  ]);
}

/** Ends a task or opens it again; either can be undone. */
export async function setState(task: Task, to: Task["state"]): Promise<void> {
  const contract = to === "open" ? reopenTaskContract : to === "done" ? completeTaskContract : cancelTaskContract;
  const text = { open: "tasks.reopened", done: "tasks.finished", cancelled: "tasks.cancelled" }[to];
  try {
    await call(contract, { params: { taskId: task.id } });
    showToast({ text: t(text, { title: task.title }), undo: () => setState({ ...task, state: to }, task.state) });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await rereadTasks();
}

export const toggle = (task: Task): Promise<void> => setState(task, task.state === "open" ? "done" : "open");

/** Rules that the form offers by name; any other is shown as it is. */
export const repeats = {
  daily: "FREQ=DAILY",
  workdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
  monthly: "FREQ=MONTHLY",
  yearly: "FREQ=YEARLY",
} as const;
