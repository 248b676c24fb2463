import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { createWebWidgetContract, updateWebWidgetContract } from "../../../../server/modules/voice/widget.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusFirstFault } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { CopyText } from "../CopyText.tsx";
import { FormProblem } from "../FormProblem.tsx";
import { whatDiffers } from "./differ.ts";
import { type Faults, faultsOf } from "./faults.ts";
import { elsewhere, sentenceOf } from "./sentences.ts";
import { TextField } from "./TextField.tsx";
import { rereadTelephone, type WebWidget } from "./telephone.ts";
import { WidgetCalls } from "./WidgetCalls.tsx";
import { WidgetHours } from "./WidgetHours.tsx";
import { WidgetPreview } from "./WidgetPreview.tsx";
import { bodyOf, formOf, lineOf, type WidgetForm } from "./widget_form.ts";

interface Props {
  widget: WebWidget | undefined;
  /** A new one stays open: its line is what one came for. */
  onMade: (widget: WebWidget) => void;
  onClose: () => void;
}

/** Where a widget may stand, who calls back and when, what it says, and the line to paste. */
export function WidgetDialog({ widget, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const create = useCall(createWebWidgetContract);
  const update = useCall(updateWebWidgetContract);
  const [form, setForm] = useState(() => formOf(widget));
  const [faults, setFaults] = useState<Faults>({});
  const error = create.error ?? update.error;
  const problem = (field: string) => sentenceOf(field, faults, error);
  const word = (key: string) => t(`settings.telephone.widget.${key}`);
  return (
    <Dialog
      place="side"
      title={widget ? widget.name : word("add")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t(widget ? "frame.close" : "frame.cancel")}</ActionButton>
          <button type="submit" form="widget" className="btn primary" aria-busy={create.isPending || update.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      {widget && (
        <section className="tel-line">
          <h3>{word("line")}</h3>
          <CopyText text={lineOf(widget.id, location.origin)} label={word("line")} />
          <p className="t2 small">{word("line_text")}</p>
        </section>
      )}
      <form id="widget" onSubmit={save} noValidate autoComplete="off">
        <TextField
          label={word("name")}
          value={form.name}
          error={problem("name")}
          hint={word("name_hint")}
          maxLength={60}
          isFirst={!widget}
          onChange={(name) => set({ name })}
        />
        <Field label={word("origins")} error={problem("origins")} hint={word("origins_hint")}>
          <textarea
            className="inp"
            rows={2}
            value={form.origins}
            spellCheck={false}
            placeholder="https://www.example.com"
            aria-invalid={problem("origins") ? true : undefined}
            onChange={(event) => set({ origins: event.target.value })}
          />
        </Field>
        <WidgetCalls form={form} error={problem("calls")} onChange={set} />
        <WidgetHours form={form} error={problem("closes_at")} onChange={set} />
        <TextField
          label={word("title")}
          value={form.title}
          hint={word("title_hint")}
          maxLength={120}
          onChange={(title) => set({ title })}
        />
        <Field label={word("consent")} hint={word("consent_hint")}>
          <textarea
            className="inp"
            rows={3}
            maxLength={500}
            value={form.consent}
            onChange={(event) => set({ consent: event.target.value })}
          />
        </Field>
        <label className="tel-rule">
          <input
            className="cb"
            type="checkbox"
            checked={form.is_on}
            onChange={(event) => set({ is_on: event.target.checked })}
          />
          <span>{word("is_on")}</span>
        </label>
        <FormProblem error={elsewhere(error)} />
      </form>
      <WidgetPreview title={form.title.trim()} consent={form.consent.trim()} />
    </Dialog>
  );

  function set(changes: Partial<WidgetForm>) {
    create.reset();
    update.reset();
    setFaults({});
    setForm((now) => ({ ...now, ...changes }));
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentTarget } = event;
    const body = bodyOf(form);
    const found: Faults = {
      ...faultsOf(createWebWidgetContract.body!, { ...body }),
      ...(body.user_id || body.team_id ? {} : { calls: "required" }),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(currentTarget);
    const onError = () => focusFirstFault(currentTarget);
    const onSuccess = (saved: WebWidget) => {
      void rereadTelephone();
      if (widget) onClose();
      else onMade(saved);
      showToast({ text: t("settings.telephone.saved", { name: saved.name }) });
    };
    if (widget)
      update.mutate({ params: { widgetId: widget.id }, body: whatDiffers(widget, body) }, { onError, onSuccess });
    else create.mutate({ body }, { onError, onSuccess });
  }
}
