import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../text/problem.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Field } from "../../../../ui/Field.tsx";
import { showToast } from "../../../../ui/toasts.ts";
import { type CustomerPromise, doSaid, movePromise, reopenPromise, saidChanged, withdrawPromise } from "./said.ts";
import { usualDue } from "./send.ts";

interface Props {
  act: "move" | "withdraw";
  promise: CustomerPromise;
  onClose: () => void;
}

/** Puts a promise off or gives it up, with the reason. */
export function PromiseDialog({ act, promise, onClose }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog title={t(`customers.promise.${act}_title`)} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <p className="t2">{promise.what}</p>
        {act === "move" && (
          <Field label={t("customers.promise.new_due")}>
            <input className="inp" type="datetime-local" name="due_at" required data-focus defaultValue={usualDue()} />
          </Field>
        )}
        <Field label={t("customers.promise.reason")}>
          <textarea
            className="inp"
            name="reason"
            rows={2}
            required
            maxLength={2000}
            {...(act === "move" ? {} : { "data-focus": true })}
          />
        </Field>
        {act === "move" && (
          <label className="row">
            <input type="checkbox" name="told" /> {t("customers.promise.told")}
          </label>
        )}
        {problem !== undefined && (
          <p className="danger small" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="row" style={{ justifyContent: "flex-end", marginTop: 12 }}>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" type="submit" loading={isBusy}>
            {t(`customers.promise.${act}`)}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = String(form.get("reason")).trim();
    if (!reason) return;
    setBusy(true);
    try {
      if (act === "move") {
        const due_at = new Date(String(form.get("due_at"))).toISOString();
        await movePromise(promise, { due_at, reason, is_customer_told: form.get("told") !== null });
        saidChanged(promise.customer_id);
        showToast({ text: t("customers.promise.moved_now") });
      } else {
        await withdrawPromise(promise, reason);
        saidChanged(promise.customer_id);
        const text = t("customers.promise.withdrawn_now");
        showToast({
          text,
          undo: () => void doSaid(promise.customer_id, () => reopenPromise(promise), t("frame.undone", { text })),
        });
      }
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }
}
