import { operatorsOf, type PeriodUnit } from "../../server/platform/filter/filter.contract.ts";
import type { FilterCondition, FilterKind, FilterOperator, Value } from "./tree.ts";

/** What is to be filled in after a field and an operator. */
export type Shape = "nothing" | "text" | "number" | "numbers" | "day" | "days" | "period" | "unit" | "list" | "yes_no";

export function shapeOf(kind: FilterKind, op: FilterOperator): Shape {
  if (op === "empty" || op === "filled") return "nothing";
  if (kind === "text") return "text";
  if (kind === "number" || kind === "money") return op === "between" ? "numbers" : "number";
  if (kind === "yes_no") return "yes_no";
  if (kind !== "date" && kind !== "time") return "list";
  if (op === "in_last" || op === "not_in_last" || op === "in_next" || op === "recurs_in_next") return "period";
  if (op === "this" || op === "previous" || op === "next" || op === "recurs_this") return "unit";
  return op === "between" ? "days" : "day";
}

const firstValues: Partial<Record<Shape, Value>> = {
  text: "",
  list: [],
  day: "",
  days: ["", ""],
  period: { count: 30, unit: "day" },
  unit: "month",
  yes_no: true,
};

/** A new sentence about a field, to be filled in. */
export function begun(field: string, kind: FilterKind): FilterCondition {
  return withOperator({ field, op: operatorsOf[kind][0]! }, kind, operatorsOf[kind][0]!);
}

/** The sentence with another operator; a value of the same shape stays. */
export function withOperator(condition: FilterCondition, kind: FilterKind, op: FilterOperator): FilterCondition {
  const shape = shapeOf(kind, op);
  const keeps = condition.value !== undefined && shapeOf(kind, condition.op) === shape;
  const value = keeps ? condition.value : firstValues[shape];
  return { field: condition.field, op, ...(value === undefined ? {} : { value }) };
}

/** Whether the sentence says something the server can read. */
export function isComplete({ op, value }: FilterCondition, kind: FilterKind): boolean {
  const shape = shapeOf(kind, op);
  if (shape === "nothing") return true;
  if (shape === "text") return typeof value === "string" && value.trim() !== "";
  if (shape === "list") return Array.isArray(value) && value.length > 0;
  if (shape === "number") return typeof value === "number";
  if (shape === "day") return isDay(value);
  if (shape === "numbers") return isPair(value, (one) => typeof one === "number");
  if (shape === "days") return isPair(value, isDay);
  if (shape === "period") return isPeriod(value) && value.count >= 1 && value.count <= 10_000;
  return value !== undefined;
}

export function isPeriod(value: Value): value is { count: number; unit: PeriodUnit } {
  return typeof value === "object" && !Array.isArray(value);
}

const isDay = (value: unknown): boolean => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
const isPair = (value: Value, isFine: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isFine);
