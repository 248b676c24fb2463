import { useState } from "react";
import { useTranslation } from "react-i18next";
import { checkTaskItemContract, setTaskItemsContract } from "../../../server/modules/calendar/task.contract.ts";
import { call } from "../../api/call.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { rereadTasks, type Task } from "./task.ts";

interface Props {
  task: Task;
  isShut: boolean;
  onProblem: (error: unknown) => void;
}

/** The checklist of a task; what is ticked or added is kept at once. */
export function TaskItems({ task, isShut, onProblem }: Props) {
  const { t } = useTranslation();
  const [line, setLine] = useState("");
  return (
    <fieldset className="task-items">
      <legend>{t("tasks.items")}</legend>
      {task.items.map((item) => (
        <label key={item.id} className="row">
          <input
            type="checkbox"
            className="cb"
            checked={item.is_done}
            disabled={isShut}
            onChange={(event) =>
              void run(() =>
                call(checkTaskItemContract, {
                  params: { taskId: task.id, itemId: item.id },
                  body: { is_done: event.target.checked },
                }),
              )
            }
          />
          {item.title}
        </label>
      ))}
      {!isShut && (
        <div className="row">
          <input
            className="inp s"
            value={line}
            maxLength={200}
            aria-label={t("tasks.item_new")}
            placeholder={t("tasks.item_new")}
            onChange={(event) => setLine(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              add();
            }}
          />
          <ActionButton small icon="plus" label={t("tasks.item_new")} onClick={add} />
        </div>
      )}
    </fieldset>
  );

  function add() {
    const title = line.trim();
    if (!title) return;
    setLine("");
    const items = [...task.items, { title, is_done: false }];
    void run(() => call(setTaskItemsContract, { params: { taskId: task.id }, body: { items } }));
  }

  async function run(act: () => Promise<unknown>) {
    try {
      await act();
    } catch (error) {
      onProblem(error);
    }
    await rereadTasks();
  }
}
