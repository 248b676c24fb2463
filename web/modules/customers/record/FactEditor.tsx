import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { type CustomerFact, stages } from "../../../../server/modules/customers/customer.contract.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import type { EditorProps } from "../../../ui/InlineEdit.tsx";
import type { FactType } from "./facts.ts";

const IndustryPicker = lazy(() => import("./IndustryPicker.tsx"));

const choices: Partial<Record<CustomerFact, readonly string[]>> = {
  stage: stages,
  gender: ["female", "male", "other"],
  marital_status: ["single", "married", "divorced", "widowed"],
  currency: ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"],
};
const required: readonly CustomerFact[] = ["stage", "currency"];

/** The control that fits the fact, with the focus in it. */
export function FactEditor({
  fact,
  type,
  value,
  onChange,
  onPick,
  label,
  invalid,
}: EditorProps<string> & { fact: CustomerFact; type: FactType }) {
  const { t } = useTranslation();
  const shared = {
    className: "inp s",
    "aria-label": label,
    "aria-invalid": invalid || undefined,
    ref: focusOnOpen,
    value,
  };
  if (type === "industry") {
    return (
      <Suspense fallback={<input {...shared} readOnly />}>
        <IndustryPicker value={value} label={label} onPick={onPick} />
      </Suspense>
    );
  }
  if (type === "choice") {
    return (
      <select {...shared} onChange={(event) => onPick(event.target.value)}>
        {!required.includes(fact) && <option value="">{t("customers.not_given")}</option>}
        {(choices[fact] ?? []).map((one) => (
          <option key={one} value={one}>
            {fact === "currency" ? one : t(`customers.${fact}.${one}`)}
          </option>
        ))}
      </select>
    );
  }
  if (type === "long") {
    return (
      <textarea
        {...shared}
        className="inp"
        rows={4}
        maxLength={2000}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <input
      {...shared}
      type={type === "date" ? "date" : "text"}
      inputMode={type === "money" ? "decimal" : type === "whole" ? "numeric" : "text"}
      placeholder={type === "money" || type === "names" ? t(`customers.hint.${type}`) : undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
