import "./tasks.css";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  handOutMost,
  handOutTasksContract,
  takeTasksBackContract,
} from "../../../server/modules/calendar/task.contract.ts";
import { call } from "../../api/call.ts";
import { useCall } from "../../api/queries.ts";
import { useColleagues } from "../../frame/colleagues.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { focusOnOpen } from "../../ui/focus.ts";
import { showToast } from "../../ui/toasts.ts";
import { rereadTasks } from "./task.ts";

interface Props {
  customerIds: readonly string[];
  onDone: () => void;
  onClose: () => void;
}

/** One task for each selected customer, in one step, with one undo. */
export function HandOutDialog({ customerIds, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const { users } = useColleagues();
  const [people, setPeople] = useState<readonly string[]>([]);
  const hand = useCall(handOutTasksContract);
  const ids = customerIds.slice(0, handOutMost);
  return (
    <Dialog title={t("tasks.hand_out", { count: ids.length })} onClose={onClose}>
      <form className="task-form" onSubmit={save}>
        {customerIds.length > handOutMost && <p className="note">{t("tasks.at_most")}</p>}
        <Field label={t("tasks.name")}>
          <input className="inp" name="title" required maxLength={200} ref={focusOnOpen} />
        </Field>
        <Field label={t("tasks.due_on")}>
          <input className="inp" type="date" name="due_on" />
        </Field>
        <fieldset className="task-items people">
          <legend>{t("tasks.who")}</legend>
          <label className="row">
            <input type="radio" name="to" checked={people.length === 0} onChange={() => setPeople([])} />
            {t("tasks.owner")}
          </label>
          <p className="small t3">{t("tasks.to_people")}</p>
          {users
            .filter((user) => user.is_active)
            .map((user) => (
              <label key={user.id} className="row">
                <input
                  type="checkbox"
                  className="cb"
                  checked={people.includes(user.id)}
                  onChange={(event) =>
                    setPeople(event.target.checked ? [...people, user.id] : people.filter((id) => id !== user.id))
                  }
                />
                {user.name}
              </label>
            ))}
        </fieldset>
        {hand.error && (
          <p className="danger small" role="alert">
            {problemText(hand.error)}
          </p>
        )}
        <div className="row task-acts">
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" type="submit" loading={hand.isPending}>
            {t("tasks.hand_out", { count: ids.length })}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      customer_ids: [...ids],
      title: String(form.get("title")).trim(),
      due_on: String(form.get("due_on") ?? "") || null,
      user_ids: [...people],
    };
    hand.mutate(
      { body },
      {
        onSuccess(made) {
          onDone();
          void rereadTasks();
          const skipped = made.skipped > 0 ? t("tasks.skipped", { count: made.skipped }) : "";
          showToast({ text: t("tasks.handed", { count: made.made }) + skipped, undo: () => takeBack(made.id) });
        },
      },
    );
  }

  async function takeBack(handOutId: string) {
    try {
      await call(takeTasksBackContract, { params: { handOutId } });
      showToast({ text: t("tasks.taken_back"), look: "undone" });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await rereadTasks();
  }
}
