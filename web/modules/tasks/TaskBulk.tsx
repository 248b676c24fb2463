import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  completeTaskContract,
  reopenTaskContract,
  updateTaskContract,
} from "../../../server/modules/calendar/task.contract.ts";
import { call } from "../../api/call.ts";
import { useColleagues } from "../../frame/colleagues.ts";
import { Kbd } from "../../ui/Kbd.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { OptionList } from "../../ui/OptionList.tsx";
import { showToast } from "../../ui/toasts.ts";
import { rereadTasks, type Task } from "./task.ts";

/** Floats while tasks are selected: one act for all of them, one undo. */
export function TaskBulk({ tasks, onDone }: { tasks: readonly Task[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { users } = useColleagues();
  const [isBusy, setBusy] = useState(false);
  if (tasks.length === 0) return null;
  return (
    <div className="bulk" role="toolbar" aria-label={t("tasks.selected", { count: tasks.length })} aria-busy={isBusy}>
      <span>{t("tasks.selected", { count: tasks.length })}</span>
      <span className="sep" />
      <button type="button" className="btn s" onClick={() => void run("tasks.bulk_done", finish, reopen)}>
        {t("tasks.done")}
      </button>
      <button
        type="button"
        className="btn s"
        onClick={() => void run("tasks.bulk_postponed", postpone(1), postpone(0, 1))}
      >
        {t("tasks.postpone")}
      </button>
      <Menu className="btn s" trigger={t("tasks.reassign")}>
        {(close) => (
          <OptionList
            label={t("tasks.assignee")}
            options={users.filter((user) => user.is_active).map(({ id, name }) => ({ value: id, label: name }))}
            onPick={(id) => {
              close();
              void run("tasks.bulk_moved", assign(id), (task) => assign(task.assignee?.id ?? null, id)(task));
            }}
          />
        )}
      </Menu>
      <button type="button" className="btn s" onClick={onDone}>
        {t("frame.cancel")} <Kbd keys="Esc" />
      </button>
    </div>
  );

  /** One after the other; what is refused stays as it was and is counted. */
  async function run(text: string, act: (task: Task) => Promise<unknown>, back: (task: Task) => Promise<unknown>) {
    setBusy(true);
    const done: Task[] = [];
    for (const task of tasks)
      await act(task).then(
        () => done.push(task),
        () => undefined,
      );
    setBusy(false);
    onDone();
    const left = tasks.length - done.length;
    showToast({
      text: t(text, { count: done.length }) + (left > 0 ? t("tasks.partly", { count: left }) : ""),
      undo: async () => {
        for (const task of done) await back(task).catch(() => undefined);
        await rereadTasks();
      },
    });
    await rereadTasks();
  }
}

const finish = ({ id }: Task) => call(completeTaskContract, { params: { taskId: id } });
const reopen = ({ id }: Task) => call(reopenTaskContract, { params: { taskId: id } });

const assign = (to: string | null, from?: string) => async (task: Task) => {
  const assignee_id = from ?? task.assignee?.id ?? null;
  await call(updateTaskContract, {
    params: { taskId: task.id },
    body: { set: { assignee_id: to }, seen: { assignee_id } },
  });
};

const postpone =
  (days: number, seenDays = 0) =>
  async (task: Task) => {
    if (!task.due_on) throw new Error("no date to postpone");
    const body = { set: { due_on: plus(task.due_on, days) }, seen: { due_on: plus(task.due_on, seenDays) } };
    await call(updateTaskContract, { params: { taskId: task.id }, body });
  };

function plus(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
