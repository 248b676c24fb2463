import { useState } from "react";
import { useTranslation } from "react-i18next";
import { periodUnits } from "../../server/platform/filter/filter.contract.ts";
import { moneyToText, textToMoney } from "../text/money.ts";
import { CheckList } from "../ui/CheckList.tsx";
import { focusOnOpen } from "../ui/focus.ts";
import type { FilterCondition, Value } from "./tree.ts";
import { isPeriod, shapeOf } from "./value.ts";
import type { Field } from "./words.ts";

interface Props {
  field: Field;
  condition: FilterCondition;
  onValue: (value: Value) => void;
}

/** What is filled in behind the operator, by the field's kind. */
export function ValueEditor({ field, condition, onValue }: Props) {
  const { t } = useTranslation();
  const { value, op } = condition;
  const shape = shapeOf(field.kind, op);
  const pair = Array.isArray(value) ? value : [];
  const set = (index: number, one: string | number | undefined) => {
    const next = [pair[0], pair[1]];
    next[index] = one;
    onValue(next as Value);
  };
  if (shape === "nothing") return null;
  if (shape === "text")
    return <Text label={field.name} value={typeof value === "string" ? value : ""} onChange={onValue} />;
  if (shape === "number") return <Amount field={field} value={value} hasFocus onChange={onValue} />;
  if (shape === "numbers")
    return (
      <div className="row">
        <Amount field={field} value={pair[0]} hasFocus onChange={(one) => set(0, one)} />
        <span className="t3">–</span>
        <Amount field={field} value={pair[1]} onChange={(one) => set(1, one)} />
      </div>
    );
  if (shape === "day")
    return <Day label={field.name} value={typeof value === "string" ? value : ""} hasFocus onChange={onValue} />;
  if (shape === "days")
    return (
      <div className="row">
        <Day label={t("filter.first_day")} value={String(pair[0] ?? "")} hasFocus onChange={(day) => set(0, day)} />
        <span className="t3">–</span>
        <Day label={t("filter.last_day")} value={String(pair[1] ?? "")} onChange={(day) => set(1, day)} />
      </div>
    );
  if (shape === "period") return <Period value={value} onChange={onValue} />;
  if (shape === "unit") {
    const units = op === "recurs_this" ? periodUnits.filter((unit) => unit !== "year") : periodUnits;
    return (
      <select
        className="inp s"
        ref={focusOnOpen}
        aria-label={field.name}
        value={String(value)}
        onChange={(event) => onValue(event.target.value)}
      >
        {units.map((unit) => (
          <option key={unit} value={unit}>
            {t(`filter.unit.${op.replace("recurs_", "")}.${unit}`)}
          </option>
        ))}
      </select>
    );
  }
  if (shape === "yes_no")
    return (
      <div className="seg">
        {[true, false].map((one) => (
          <button key={String(one)} type="button" aria-pressed={value === one} onClick={() => onValue(one)}>
            {t(one ? "filter.yes" : "filter.no")}
          </button>
        ))}
      </div>
    );
  if (!field.options)
    return (
      <Text
        label={field.name}
        value={pair.join(", ")}
        hint={t("filter.several_words")}
        onChange={(typed) =>
          onValue(
            typed
              .split(/[,，、]/)
              .map((one) => one.trim())
              .filter(Boolean),
          )
        }
      />
    );
  return <CheckList label={field.name} options={field.options} values={pair.map(String)} onChange={onValue} />;
}

function Text(props: { label: string; value: string; hint?: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(props.value);
  return (
    <>
      <input
        type="text"
        className="inp s"
        ref={focusOnOpen}
        aria-label={props.label}
        maxLength={500}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          props.onChange(event.target.value);
        }}
      />
      {props.hint && <span className="small t3">{props.hint}</span>}
    </>
  );
}

interface AmountProps {
  field: Field;
  value: unknown;
  hasFocus?: boolean;
  onChange: (value: number | undefined) => void;
}

/** A number; money is typed as people say it, 50 万 or 4.8M, and kept in minor units. */
function Amount({ field, value, hasFocus, onChange }: AmountProps) {
  const { t } = useTranslation();
  const isMoney = field.kind === "money";
  const [typed, setTyped] = useState(typeof value === "number" ? (isMoney ? moneyToText(value) : String(value)) : "");
  const read = (text: string) => (isMoney ? textToMoney(text) : numberIn(text)) ?? undefined;
  const isBad = typed.trim() !== "" && read(typed) === undefined;
  return (
    <span className="grow">
      <input
        type="text"
        inputMode="decimal"
        className="inp s"
        ref={hasFocus ? focusOnOpen : undefined}
        aria-label={field.name}
        aria-invalid={isBad}
        placeholder={isMoney ? t("filter.money_hint") : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(read(event.target.value));
        }}
      />
    </span>
  );
}

function numberIn(text: string): number | undefined {
  const plain = text.replace(/[\s,，]/g, "").replace("−", "-");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

function Day(props: { label: string; value: string; hasFocus?: boolean; onChange: (day: string) => void }) {
  return (
    <input
      type="date"
      className="inp s grow"
      ref={props.hasFocus ? focusOnOpen : undefined}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}

function Period({ value, onChange }: { value: Value; onChange: (value: Value) => void }) {
  const { t } = useTranslation();
  const period = isPeriod(value) ? value : { count: 30, unit: "day" as const };
  const [typed, setTyped] = useState(String(period.count));
  return (
    <div className="row">
      <input
        type="number"
        min={1}
        max={10_000}
        className="inp s"
        style={{ width: 88 }}
        ref={focusOnOpen}
        aria-label={t("filter.how_many")}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange({ ...period, count: Math.trunc(Number(event.target.value)) });
        }}
      />
      <select
        className="inp s"
        aria-label={t("filter.of_what")}
        value={period.unit}
        onChange={(event) => onChange({ ...period, unit: event.target.value as typeof period.unit })}
      >
        {periodUnits.map((unit) => (
          <option key={unit} value={unit}>
            {t(`filter.period_unit.${unit}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
