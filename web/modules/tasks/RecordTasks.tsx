import "./tasks.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createTaskContract, listTasksContract } from "../../../server/modules/calendar/task.contract.ts";
import { useRead } from "../../api/queries.ts";
import { useCan } from "../../frame/me.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { createStore } from "../../ui/store.ts";
import { TaskDialog } from "./TaskDialog.tsx";
import { TaskLine } from "./TaskLine.tsx";

/** A new task for the record in sight; its key is pressed outside of the section. */
export const newTask = createStore(false);

/** What is open about this customer, as far as I may see it. */
export function RecordTasks({ customer }: { customer: { id: string; name: string } }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayRead = can(listTasksContract.permission);
  const list = useRead(listTasksContract, { query: { view: "all", customer_id: customer.id } }, { enabled: mayRead });
  const [open, setOpen] = useState<string | null>(null);
  const isNew = newTask.use();
  if (!mayRead) return null;
  return (
    <section>
      <div className="sect">
        <h2 className="grow">{t("tasks.open_section")}</h2>
        {can(createTaskContract.permission) && (
          <ActionButton look="text" small icon="plus" label={t("tasks.new")} onClick={() => newTask.set(true)} />
        )}
      </div>
      {list.data?.rows.length === 0 && <p className="small t3">{t("tasks.of_customer")}</p>}
      {list.data?.rows.map((task) => (
        <TaskLine key={task.id} task={task} isOnRecord onOpen={() => setOpen(task.id)} />
      ))}
      {isNew && can(createTaskContract.permission) && (
        <TaskDialog customer={customer} onClose={() => newTask.set(false)} />
      )}
      {open && <TaskDialog taskId={open} onClose={() => setOpen(null)} />}
    </section>
  );
}
