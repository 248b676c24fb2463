import { useTranslation } from "react-i18next";
import { dueBuckets } from "../../../server/modules/calendar/task.contract.ts";
import { TaskLine } from "./TaskLine.tsx";
import type { Task } from "./task.ts";

/** The tasks that are loaded, one column for each time they are due. */
export function TaskBoard({ rows, onOpen }: { rows: readonly Task[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const columns = Map.groupBy(rows, bucketOf);
  return (
    <div className="task-board">
      {dueBuckets.map((due) => (
        <section key={due} aria-label={t(`tasks.due.${due}`)}>
          <h2>
            {t(`tasks.due.${due}`)} <span className="cnt">{columns.get(due)?.length ?? 0}</span>
          </h2>
          {columns.get(due)?.map((task) => (
            <TaskLine key={task.id} task={task} onOpen={() => onOpen(task.id)} />
          ))}
        </section>
      ))}
    </div>
  );
}

function bucketOf({ due_at, is_overdue }: Task): (typeof dueBuckets)[number] {
  if (due_at === null) return "none";
  if (is_overdue) return "overdue";
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  const at = new Date(due_at).getTime();
  if (at < midnight.getTime()) return "today";
  return at < midnight.getTime() + 6 * 86_400_000 ? "week" : "later";
}
