import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../../frame/me.ts";
import { TaskCall } from "./TaskCall.tsx";
import { type Task, toggle } from "./task.ts";

interface Props {
  task: Task;
  /** The customer stands above it already. */
  isOnRecord?: boolean;
  isHere?: boolean;
  isSelected?: boolean;
  onOpen: () => void;
}

/** A task in one line: done by its tick, opened by its name. */
export function TaskLine({ task, isOnRecord, isHere, isSelected, onOpen }: Props) {
  const { t } = useTranslation();
  const me = useMe().user.id;
  const done = task.items.filter((item) => item.is_done).length;
  const who = task.assignee?.name ?? task.team?.name ?? "";
  return (
    <div
      className={`task ${isHere ? "here" : ""} ${isSelected ? "selected" : ""} ${task.state === "open" ? "" : "ended"}`}
      data-task={task.id}
    >
      <input
        type="checkbox"
        className="cb"
        checked={task.state === "done"}
        disabled={task.blocked.update !== undefined || task.state === "cancelled"}
        title={task.blocked.update && t(`blocked.${task.blocked.update}`)}
        aria-label={t("tasks.tick", { title: task.title })}
        onChange={() => void toggle(task)}
      />
      <div className="grow">
        <button type="button" className="btn link el" onClick={onOpen}>
          {task.title}
        </button>
        <div className="small t3 task-facts">
          {task.due_on && (
            <span className={task.is_overdue ? "danger" : ""}>
              {task.is_overdue && `${t("tasks.overdue")} `}
              {task.due_on}
              {task.due_time && ` ${task.due_time}`}
            </span>
          )}
          {task.repeat && <span>{t("tasks.repeat.title")}</span>}
          {task.priority === "high" && <span className="tag warn">{t("tasks.priority.high")}</span>}
          {task.items.length > 0 && (
            <span>
              {done}/{task.items.length}
            </span>
          )}
          {!isOnRecord && task.customer && (
            <Link to="/customers/$customerId" params={{ customerId: task.customer.id }}>
              {task.customer.name}
            </Link>
          )}
          {task.is_customer_hidden && <span>{t("tasks.hidden")}</span>}
          {task.assignee?.id !== me && <span>{who}</span>}
          {task.created_by.id !== me && <span>{t("tasks.by", { name: task.created_by.name })}</span>}
        </div>
      </div>
      <TaskCall task={task} />
    </div>
  );
}
