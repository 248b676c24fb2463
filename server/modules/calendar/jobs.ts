import type { Job } from "../../platform/job/worker.ts";
import { escalateTask, remindTask } from "./task.remind.ts";

export const calendarJobs: Job[] = [
  { name: "remind_task", run: (house, payload) => remindTask(house, payload as { task_id: string }) },
  { name: "escalate_task", run: (house, payload) => escalateTask(house, payload as { task_id: string }) },
];
