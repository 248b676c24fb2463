import { dueBuckets, taskStates, taskViews } from "../../../server/modules/calendar/task.contract.ts";

export interface TaskSearch {
  view?: (typeof taskViews)[number];
  due?: (typeof dueBuckets)[number];
  which?: (typeof taskStates)[number];
  layout?: "board";
  /** The task that is open. */
  task?: string;
}

const known = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value);

export function readTaskSearch(raw: Record<string, unknown>): TaskSearch {
  const view = known(taskViews, raw.view);
  const due = known(dueBuckets, raw.due);
  const which = known(taskStates, raw.which);
  return {
    ...(view ? { view } : {}),
    ...(due ? { due } : {}),
    ...(which ? { which } : {}),
    ...(raw.layout === "board" ? { layout: "board" as const } : {}),
    ...(typeof raw.task === "string" && /^[0-9a-f-]{36}$/.test(raw.task) ? { task: raw.task } : {}),
  };
}
