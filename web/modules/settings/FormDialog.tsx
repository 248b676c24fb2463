import { type FormEvent, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FormProblem } from "./FormProblem.tsx";

interface Props {
  title: string;
  isSaving: boolean;
  /** Why it was refused, where no field says it. */
  error: unknown;
  /** Whether there is nothing to take back by leaving: the button says so. */
  isKept?: boolean;
  /** Beside the form, and no part of it. */
  above?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
  onSave: (event: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
}

/** A form at the side of its page; why it was refused stands above the ways out, wherever one has scrolled to. */
export function FormDialog({ title, isSaving, error, isKept, above, below, children, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Dialog
      place="side"
      title={title}
      onClose={onClose}
      footer={
        <>
          <FormProblem error={error} />
          <ActionButton onClick={onClose}>{t(isKept ? "frame.close" : "frame.cancel")}</ActionButton>
          <button type="submit" form={id} className="btn primary" aria-busy={isSaving}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      {above}
      <form id={id} onSubmit={onSave} noValidate autoComplete="off">
        {children}
      </form>
      {below}
    </Dialog>
  );
}
