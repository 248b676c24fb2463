import { useTranslation } from "react-i18next";
import { createWebWidgetContract, updateWebWidgetContract } from "../../../../server/modules/voice/widget.contract.ts";
import { call } from "../../../api/call.ts";
import { Field } from "../../../ui/Field.tsx";
import { CopyText } from "../CopyText.tsx";
import { FormDialog } from "../FormDialog.tsx";
import { whatDiffers } from "./differ.ts";
import { TextField } from "./TextField.tsx";
import { Tick } from "./Tick.tsx";
import type { WebWidget } from "./telephone.ts";
import { useTelephoneForm } from "./useTelephoneForm.ts";
import { WidgetCalls } from "./WidgetCalls.tsx";
import { WidgetHours } from "./WidgetHours.tsx";
import { WidgetPreview } from "./WidgetPreview.tsx";
import { bodyOf, faultsIn, formOf, lineOf } from "./widget_form.ts";

interface Props {
  widget: WebWidget | undefined;
  /** A new one stays open: its line is what one came for. */
  onMade: (widget: WebWidget) => void;
  onClose: () => void;
}

/** Where a widget may stand, who calls back and when, what it says, and the line to paste. */
export function WidgetDialog({ widget, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const { form, set, problem, dialog } = useTelephoneForm({
    begin: () => formOf(widget),
    check: faultsIn,
    send: (typed) =>
      widget
        ? call(updateWebWidgetContract, {
            params: { widgetId: widget.id },
            body: whatDiffers(widget, bodyOf(typed)),
          })
        : call(createWebWidgetContract, { body: bodyOf(typed) }),
    nameOf: (saved) => saved.name,
    onSaved: widget ? onClose : onMade,
  });
  const word = (key: string) => t(`settings.telephone.widget.${key}`);
  return (
    <FormDialog
      title={widget ? widget.name : word("add")}
      isKept={widget !== undefined}
      above={widget && <Line id={widget.id} />}
      below={<WidgetPreview title={form.title.trim()} consent={form.consent.trim()} />}
      onClose={onClose}
      {...dialog}
    >
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
      <Tick label={word("is_on")} isOn={form.is_on} onChange={(is_on) => set({ is_on })} />
    </FormDialog>
  );
}

/** What one came for: it is pasted into the pages of the other site. */
function Line({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <section className="tel-line">
      <h3>{t("settings.telephone.widget.line")}</h3>
      <CopyText text={lineOf(id, location.origin)} label={t("settings.telephone.widget.line")} />
      <p className="t2 small">{t("settings.telephone.widget.line_text")}</p>
    </section>
  );
}
