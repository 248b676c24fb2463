import { useTranslation } from "react-i18next";
import { formatMoney, formatNumber } from "../text/format.ts";
import { locale } from "../text/locale.ts";
import type { Option } from "../ui/OptionList.tsx";
import {
  type FilterCondition,
  type FilterKind,
  type FilterOperator,
  type FilterPart,
  isGroup,
  joinOf,
  partsOf,
} from "./tree.ts";
import { isPeriod, shapeOf } from "./value.ts";

/** A field as the filter builder needs it, with its name in the reader's language. */
export interface Field {
  field: string;
  kind: FilterKind;
  name: string;
  /** What is chosen from; undefined when anything may be written. */
  options: readonly Option[] | undefined;
  currency?: string;
  /** Words for a value that is no choice out of a list. */
  told?: (value: string) => string;
}

export interface Sentence {
  name: string;
  /** What stands between the name and the value, and behind it. */
  before: string;
  value: string;
  after: string;
}

const mostNamed = 3;
const groups: Partial<Record<FilterKind, string>> = { date: "time", money: "number" };
const groupOf = ({ kind }: Field): string => groups[kind] ?? kind;

/** Puts conditions into words. */
export function useFilterWords() {
  const { t, i18n } = useTranslation();

  /** "超过 {} 没有" for the operator list, with dots where the value stands. */
  function operatorName(field: Field, op: FilterOperator): string {
    const choice = `filter.op_choice.${groupOf(field)}.${op}`;
    return i18n.exists(choice) ? t(choice) : template(field, op, "…").replace(/ ?…$/, "");
  }

  function template(field: Field, op: FilterOperator, value: string): string {
    const special = `filter.op_of.${field.field}.${op}`;
    const own = `filter.op.${groupOf(field)}.${op}`;
    return t(i18n.exists(special) ? special : i18n.exists(own) ? own : `filter.op.any_kind.${op}`, { value }).trim();
  }

  function sentence(condition: FilterCondition, field: Field | undefined): Sentence {
    if (!field) return { name: condition.field, before: t("filter.unknown_field"), value: "", after: "" };
    const [before = "", after = ""] = template(field, condition.op, "\u0000").split("\u0000");
    return { name: field.name, before: before.trim(), value: valueText(condition, field), after: after.trim() };
  }

  function valueText({ op, value }: FilterCondition, field: Field): string {
    const shape = shapeOf(field.kind, op);
    if (value === undefined || shape === "nothing") return "";
    if (isPeriod(value)) return t(`filter.period.${value.unit}`, { count: value.count });
    if (shape === "unit") return t(`filter.unit.${op.replace("recurs_", "")}.${String(value)}`);
    const list = Array.isArray(value) ? value : [value];
    if (shape === "numbers" || shape === "days") return list.map((one) => oneText(one, field)).join(" – ");
    const named = list.slice(0, mostNamed).map((one) => oneText(one, field));
    const more =
      list.length > mostNamed
        ? t("filter.and_more", { count: locale() === "en" ? list.length - mostNamed : list.length })
        : "";
    return named.join(locale() === "en" ? ", " : "、") + more;
  }

  function oneText(value: string | number | boolean, field: Field): string {
    if (typeof value === "boolean") return t(value ? "filter.yes" : "filter.no");
    if (typeof value === "number")
      return field.kind === "money" ? formatMoney(value, field.currency ?? "CNY") : formatNumber(value);
    if (field.kind === "text") return value;
    return field.options?.find((option) => option.value === value)?.label ?? field.told?.(value) ?? value;
  }

  /** The whole part as one line of text, for a toast or a reader. */
  function lineOf(part: FilterPart, fields: ReadonlyMap<string, Field>): string {
    if (isGroup(part))
      return partsOf(part)
        .map((one) => lineOf(one, fields))
        .join(` ${t(`filter.join.${joinOf(part)}`)} `);
    const { name, before, value, after } = sentence(part, fields.get(part.field));
    return [name, before, value, after].filter(Boolean).join(" ");
  }

  return { operatorName, sentence, lineOf };
}
