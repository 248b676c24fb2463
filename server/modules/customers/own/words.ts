import { labelIn, type OwnField, valueKind } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";

/** An own field's value as it stands in a table for people: money in whole units, choices by their names. */
export function ownWord({ locale }: Actor, field: OwnField, value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  const kind = valueKind(field);
  const named = (one: unknown): string => {
    const choice = field.choices.find((each) => each.value === one);
    return choice ? labelIn(choice.label, locale) : String(one);
  };
  if (Array.isArray(value)) return value.map(named).join(locale === "en" ? "; " : "；");
  if (kind === "money") return Number(value) / 100;
  if (kind === "number") return Number(value);
  if (kind === "choice") return named(value);
  if (typeof value === "boolean") return locale === "en" ? (value ? "Yes" : "No") : value ? "是" : "否";
  if (typeof value === "object") return (value as { name: string | null }).name;
  return String(value);
}
