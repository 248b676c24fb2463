import { useTranslation } from "react-i18next";
import { locale } from "../../../text/locale.ts";
import { Field } from "../../../ui/Field.tsx";
import type { WidgetForm } from "./widget_form.ts";

interface Props {
  form: WidgetForm;
  error: string | undefined;
  onChange: (changes: Partial<WidgetForm>) => void;
}

/** On which days, and from when to when, visitors may ask to be called. */
export function WidgetHours({ form: { days, opens_at, closes_at }, error, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <fieldset className="choice">
        <legend>{t("settings.telephone.widget.days")}</legend>
        <div className="seg fill">
          {[1, 2, 3, 4, 5, 6, 7].map((day) => (
            <button key={day} type="button" aria-pressed={days.includes(day)} onClick={() => turn(day)}>
              {dayName(day)}
            </button>
          ))}
        </div>
      </fieldset>
      <div className="tel-pair">
        <Field label={t("settings.telephone.widget.opens_at")}>
          <input
            className="inp"
            type="time"
            value={opens_at}
            required
            onChange={(event) => onChange({ opens_at: event.target.value })}
          />
        </Field>
        <Field label={t("settings.telephone.widget.closes_at")} error={error}>
          <input
            className="inp"
            type="time"
            value={closes_at}
            required
            aria-invalid={error ? true : undefined}
            onChange={(event) => onChange({ closes_at: event.target.value })}
          />
        </Field>
      </div>
    </>
  );

  /** One day stays. */
  function turn(day: number): void {
    const after = days.includes(day) ? days.filter((one) => one !== day) : [...days, day];
    if (after.length > 0) onChange({ days: after });
  }
}

/** 1 January 2024 was a Monday. */
const dayName = (day: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, day));
