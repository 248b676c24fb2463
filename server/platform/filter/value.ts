import type { FilterField } from "./compile.ts";
import { type FilterCondition, type PeriodUnit, periodUnits } from "./filter.contract.ts";

type Value = FilterCondition["value"];

/** The value does not fit the sentence; `reason` is a word that the page translates. */
export class ValueProblem extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export function textFrom(value: Value): string {
  if (typeof value !== "string" || value.trim() === "" || value.includes("\0")) throw new ValueProblem("not_a_text");
  return value.trim();
}

/** @returns `count` numbers; two are put in order */
export function numbersFrom(value: Value, count: 1 | 2): number[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length !== count) throw new ValueProblem(count === 2 ? "not_two_values" : "not_a_number");
  const numbers = list.map((one) => {
    if (typeof one !== "number" || !Number.isFinite(one)) throw new ValueProblem("not_a_number");
    return one;
  });
  return numbers.toSorted((one, other) => one - other);
}

/** @returns `count` days; two are put in order */
export function daysFrom(value: Value, count: 1 | 2): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length !== count) throw new ValueProblem(count === 2 ? "not_two_values" : "not_a_day");
  const days = list.map((one) => {
    if (typeof one !== "string" || !isDay(one)) throw new ValueProblem("not_a_day");
    return one;
  });
  return days.toSorted();
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "0001-01-01") return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function periodFrom(value: Value): { count: number; unit: PeriodUnit } {
  if (typeof value !== "object" || Array.isArray(value)) throw new ValueProblem("not_a_period");
  return value;
}

export function unitFrom(value: Value): PeriodUnit {
  const unit = periodUnits.find((one) => one === value);
  if (!unit) throw new ValueProblem("not_a_period");
  return unit;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function listFrom(value: Value, field: Pick<FilterField, "kind" | "choices" | "words">): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new ValueProblem("nothing_chosen");
  return list.map((one) => {
    if (typeof one !== "string") throw new ValueProblem("unknown_choice");
    const isKnown = field.choices
      ? field.choices.includes(one)
      : field.kind === "choice"
        ? !one.includes("\0")
        : uuid.test(one);
    if (!isKnown && !(field.words && Object.hasOwn(field.words, one))) throw new ValueProblem("unknown_choice");
    return one;
  });
}
