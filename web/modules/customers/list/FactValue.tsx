import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moneyToText, textToMoney } from "../../../text/money.ts";
import { CheckList } from "../../../ui/CheckList.tsx";
import type { ListField } from "./useFields.tsx";

export type FactInput = string | number | boolean | null | string[] | undefined;

interface Props {
  field: ListField;
  value: FactInput;
  onChange: (value: FactInput) => void;
}

/** A value for one field of many customers; undefined while it cannot be read. */
export function FactValue({ field, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(
    typeof value === "number" && field.kind === "money" ? moneyToText(value) : String(value ?? ""),
  );
  const label = t("list.new_value");
  if (field.kind === "choices")
    return (
      <CheckList
        label={label}
        options={field.options ?? []}
        values={Array.isArray(value) ? value : []}
        onChange={onChange}
      />
    );
  if (field.kind === "yes_no" || field.options)
    return (
      <select
        className="inp"
        aria-label={label}
        value={String(value ?? "")}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="" disabled>
          {t("list.choose")}
        </option>
        {field.kind === "yes_no"
          ? ["true", "false"].map((one) => (
              <option key={one} value={one}>
                {t(one === "true" ? "filter.yes" : "filter.no")}
              </option>
            ))
          : field.options?.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
      </select>
    );
  const read = readers[field.kind] ?? ((text: string) => text.trim() || undefined);
  return (
    <input
      className="inp"
      type={field.kind === "date" ? "date" : "text"}
      aria-label={label}
      aria-invalid={typed !== "" && read(typed) === undefined}
      placeholder={field.kind === "money" ? t("filter.money_hint") : undefined}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(read(event.target.value));
      }}
    />
  );

  function choose(chosen: string) {
    onChange(field.kind === "yes_no" ? chosen === "true" : chosen);
  }
}

const readers: Partial<Record<ListField["kind"], (text: string) => string | number | undefined>> = {
  money: (text) => textToMoney(text) ?? undefined,
  number: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
  date: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined),
};
