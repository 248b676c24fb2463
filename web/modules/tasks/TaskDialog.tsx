import "./tasks.css";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createTaskContract,
  priorities,
  readTaskContract,
  updateTaskContract,
} from "../../../server/modules/calendar/task.contract.ts";
import { call } from "../../api/call.ts";
import { useRead } from "../../api/queries.ts";
import { useColleagues } from "../../frame/colleagues.ts";
import { useMe } from "../../frame/me.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Field } from "../../ui/Field.tsx";
import { focusOnOpen } from "../../ui/focus.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { showToast } from "../../ui/toasts.ts";
import { TaskItems } from "./TaskItems.tsx";
import { repeats, rereadTasks, setState, type Task } from "./task.ts";

interface Props {
  /** Open this one; without it a new one is made. */
  taskId?: string;
  customer?: { id: string; name: string };
  onClose: () => void;
}

export function TaskDialog({ taskId, customer, onClose }: Props) {
  const { t } = useTranslation();
  const read = useRead(readTaskContract, { params: { taskId: taskId ?? "" } }, { enabled: taskId !== undefined });
  const isReady = taskId === undefined || read.data !== undefined;
  return (
    <Dialog place="side" title={t(taskId ? "tasks.edit" : "tasks.new")} onClose={onClose}>
      {read.isError && <ErrorState title={t("tasks.failed")} error={read.error} retry={() => void read.refetch()} />}
      {!isReady && !read.isError && <Skeleton rows={6} />}
      {isReady && (
        <TaskForm
          key={read.data?.id ?? "new"}
          {...(read.data ? { task: read.data } : {})}
          {...(customer ? { customer } : {})}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

const hours = [1, 4, 24, 72];

function TaskForm({ task, customer, onClose }: { task?: Task; customer?: Props["customer"]; onClose: () => void }) {
  const { t } = useTranslation();
  const { users, teams } = useColleagues();
  const me = useMe().user.id;
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isShut = task !== undefined && (task.state !== "open" || task.blocked.update !== undefined);
  const given = task?.assignee ? `u:${task.assignee.id}` : task?.team ? `t:${task.team.id}` : `u:${me}`;
  const isNamed = Object.values(repeats).some((rule) => rule === task?.repeat);
  return (
    <form className="task-form" onSubmit={(event) => void save(event)}>
      {task?.is_customer_hidden && <p className="note">{t("tasks.hidden")}</p>}
      {(customer ?? task?.customer) && (
        <p className="t2">
          {t("tasks.about")} <b>{(customer ?? task?.customer)?.name}</b>
        </p>
      )}
      <Field label={t("tasks.name")}>
        <input
          className="inp"
          name="title"
          required
          maxLength={200}
          readOnly={isShut}
          defaultValue={task?.title}
          ref={task ? undefined : focusOnOpen}
        />
      </Field>
      <Field label={t("tasks.assignee")}>
        <select className="inp" name="given" disabled={isShut} defaultValue={given}>
          {users
            .filter((user) => user.is_active || user.id === task?.assignee?.id)
            .map((user) => (
              <option key={user.id} value={`u:${user.id}`}>
                {user.id === me ? `${user.name} · ${t("tasks.me")}` : user.name}
              </option>
            ))}
          <optgroup label={t("tasks.team")}>
            {teams.map((team) => (
              <option key={team.id} value={`t:${team.id}`}>
                {team.name}
              </option>
            ))}
          </optgroup>
        </select>
      </Field>
      <div className="row">
        <Field label={t("tasks.due_on")}>
          <input className="inp" type="date" name="due_on" disabled={isShut} defaultValue={task?.due_on ?? ""} />
        </Field>
        <Field label={t("tasks.due_time")}>
          <input className="inp" type="time" name="due_time" disabled={isShut} defaultValue={task?.due_time ?? ""} />
        </Field>
      </div>
      <div className="row">
        <Field label={t("tasks.priority.title")}>
          <select className="inp" name="priority" disabled={isShut} defaultValue={task?.priority ?? "normal"}>
            {priorities.map((one) => (
              <option key={one} value={one}>
                {t(`tasks.priority.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("tasks.repeat.title")}>
          <select className="inp" name="repeat" disabled={isShut} defaultValue={task?.repeat ?? ""}>
            <option value="">{t("tasks.repeat.none")}</option>
            {Object.entries(repeats).map(([name, rule]) => (
              <option key={name} value={rule}>
                {t(`tasks.repeat.${name}`)}
              </option>
            ))}
            {task?.repeat && !isNamed && (
              <option value={task.repeat}>{t("tasks.repeat.own", { rule: task.repeat })}</option>
            )}
          </select>
        </Field>
      </div>
      <div className="row">
        <Field label={t("tasks.escalate.title")}>
          <select className="inp" name="escalate_hours" disabled={isShut} defaultValue={task?.escalate_hours ?? ""}>
            <option value="">{t("tasks.escalate.none")}</option>
            {[...new Set([...hours, ...(task?.escalate_hours ? [task.escalate_hours] : [])])].map((count) => (
              <option key={count} value={count}>
                {t("tasks.escalate.hours", { count })}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("tasks.escalate.to")}>
          <select className="inp" name="escalate_to" disabled={isShut} defaultValue={task?.escalate_to?.id ?? ""}>
            <option value="">{t("tasks.escalate.author")}</option>
            {users
              .filter((user) => user.is_active || user.id === task?.escalate_to?.id)
              .map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
          </select>
        </Field>
      </div>
      <Field label={t("tasks.body")}>
        <textarea
          className="inp"
          name="body"
          rows={3}
          maxLength={20_000}
          readOnly={isShut}
          defaultValue={task?.body ?? ""}
        />
      </Field>
      {task && <TaskItems task={task} isShut={isShut} onProblem={setProblem} />}
      {problem !== null && (
        <p className="danger small" role="alert">
          {problemText(problem)}
        </p>
      )}
      <div className="row task-acts">
        {!isShut && (
          <ActionButton look="primary" type="submit" loading={isBusy}>
            {t("frame.save")}
          </ActionButton>
        )}
        {task && (
          <ActionButton
            blocked={task.blocked.update}
            onClick={() => void setState(task, task.state === "open" ? "done" : "open")}
          >
            {t(task.state === "open" ? "tasks.done" : "tasks.reopen")}
          </ActionButton>
        )}
        {task?.state === "open" && (
          <ActionButton look="text" blocked={task.blocked.update} onClick={() => void setState(task, "cancelled")}>
            {t("tasks.cancel")}
          </ActionButton>
        )}
      </div>
    </form>
  );

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim() || null;
    const [kind, id = null] = (text("given") ?? "").split(":");
    const now = {
      title: text("title") ?? "",
      body: text("body"),
      assignee_id: kind === "u" ? id : null,
      team_id: kind === "t" ? id : null,
      due_on: text("due_on"),
      due_time: text("due_time"),
      priority: priorities.find((one) => one === form.get("priority")) ?? "normal",
      repeat: text("repeat"),
      escalate_hours: text("escalate_hours") ? Number(text("escalate_hours")) : null,
      escalate_to: text("escalate_to"),
    };
    setBusy(true);
    setProblem(null);
    try {
      if (task) await update(task, now);
      else {
        await call(createTaskContract, { body: { ...now, customer_id: customer?.id ?? null } });
        showToast({ text: t("tasks.made", { title: now.title }) });
      }
      onClose();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
    await rereadTasks();
  }
}

type Facts = NonNullable<Parameters<typeof call<typeof updateTaskContract>>[1]>["body"]["set"];

/** Only what was changed is sent, with what stood there when the form was opened. */
async function update(task: Task, now: Facts): Promise<void> {
  const seen: Facts = {
    ...task,
    assignee_id: task.assignee?.id ?? null,
    team_id: task.assignee ? (task.team?.id ?? null) : (task.team?.id ?? null),
    escalate_to: task.escalate_to?.id ?? null,
  };
  const changed = (Object.keys(now) as (keyof Facts)[]).filter((field) => now[field] !== seen[field]);
  if (changed.length === 0) return;
  const pick = (from: Facts) => Object.fromEntries(changed.map((field) => [field, from[field]]));
  await call(updateTaskContract, { params: { taskId: task.id }, body: { set: pick(now), seen: pick(seen) } });
}
