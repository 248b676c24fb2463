import "./erase.css";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemError } from "../../../api/problem.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";

interface Props {
  title: string;
  goes: string;
  stays: string;
  /** The customer's number, to be typed. */
  number: string;
  error: ProblemError | null;
  isPending: boolean;
  onErase: (number: string) => void;
  onClose: () => void;
}

/** The one act without a way back: it says what goes and what stays, and wants the number typed. */
export function EraseDialog({ title, goes, stays, number, error, isPending, onErase, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const fits = typed.trim().toUpperCase() === number;
  const problem = error && (fieldProblem(error, "number") ? problemText(error) : undefined);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="red" blocked={fits ? undefined : "number_first"} loading={isPending} onClick={erase}>
            {t("customers.erase.go")}
          </ActionButton>
        </>
      }
    >
      <form className="erase" onSubmit={submit} noValidate>
        <p>
          <b className="danger">{t("customers.erase.for_good")}</b>
        </p>
        <dl>
          <dt>{t("customers.erase.goes")}</dt>
          <dd>{goes}</dd>
          <dt>{t("customers.erase.stays")}</dt>
          <dd>{stays}</dd>
        </dl>
        <Field label={t("customers.erase.type", { number })} error={problem ?? undefined}>
          <input
            className="inp"
            ref={focusOnOpen}
            value={typed}
            maxLength={20}
            autoComplete="off"
            spellCheck={false}
            placeholder={number}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        {error && !problem && (
          <p className="danger" role="alert">
            {problemText(error)}
          </p>
        )}
      </form>
    </Dialog>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    erase();
  }

  function erase() {
    if (fits && !isPending) onErase(typed.trim());
  }
}
