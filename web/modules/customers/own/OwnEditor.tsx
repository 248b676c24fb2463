import { useTranslation } from "react-i18next";
import { useColleagues } from "../../../frame/colleagues.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import type { EditorProps } from "../../../ui/InlineEdit.tsx";
import { Ticks } from "../../../ui/Ticks.tsx";
import { CustomerSearch } from "./CustomerSearch.tsx";
import { choicesFor, type Draft } from "./draft.ts";
import { FileChoice } from "./FileChoice.tsx";
import type { OwnField } from "./useOwnFields.ts";

interface Props extends EditorProps<Draft> {
  field: OwnField;
  /** In a form the focus stays where it is. */
  inForm?: boolean;
}

/** The control that fits the field. */
export function OwnEditor({ field, value, onChange, onPick, label, invalid, inForm }: Props) {
  const { t } = useTranslation();
  const { users } = useColleagues();
  const choose = inForm ? onChange : onPick;
  const shared = {
    className: inForm ? "inp" : "inp s",
    "aria-label": label,
    "aria-invalid": invalid || undefined,
    ...(inForm ? {} : { ref: focusOnOpen }),
  };
  if (field.kind === "choices") {
    const options = choicesFor(field, value).map((choice) => ({
      id: choice.value,
      name: choice.label ?? choice.value,
    }));
    return <Ticks legend={label} options={options} chosen={Array.isArray(value) ? value : []} onChange={onChange} />;
  }
  if (field.kind === "file")
    return <FileChoice label={label} value={String(value)} invalid={invalid} onPick={choose} />;
  if (field.kind === "relation" && field.own.target === "customer")
    return <CustomerSearch label={label} value={value} onPick={choose} inForm={inForm ?? false} />;
  if (field.kind === "choice" || field.kind === "yes_no" || field.kind === "relation") {
    return (
      <select {...shared} value={String(value)} onChange={(event) => choose(event.target.value)}>
        <option value="">{t("customers.not_given")}</option>
        {optionsOf().map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    );
  }
  if (field.own.is_long)
    return (
      <textarea
        {...shared}
        className="inp"
        rows={4}
        maxLength={20_000}
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <input
      {...shared}
      type={field.kind === "date" ? "date" : "text"}
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : "text"}
      maxLength={500}
      placeholder={field.kind === "money" ? t("customers.hint.money") : undefined}
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );

  function optionsOf(): { value: string; name: string }[] {
    if (field.kind === "yes_no") return ["yes", "no"].map((one) => ({ value: one, name: t(`customers.own.${one}`) }));
    if (field.kind === "relation") return users.map(({ id, name }) => ({ value: id, name }));
    return choicesFor(field, value).map((choice) => ({ value: choice.value, name: choice.label ?? choice.value }));
  }
}
