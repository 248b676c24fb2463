import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Actor } from "../permission/actor.ts";
import { Problem } from "../problem.ts";
import {
  type FilterCondition,
  type FilterKind,
  type FilterPart,
  type FilterTree,
  filterConditionCap,
  filterDepth,
  operatorsOf,
} from "./filter.contract.ts";
import { type DayRange, dayIn, daysOf, moved } from "./period.ts";
import { daysFrom, listFrom, numbersFrom, periodFrom, textFrom, unitFrom, ValueProblem } from "./value.ts";

export type Condition = RawBuilder<SqlBool>;
type Test = (column: RawBuilder<unknown>) => Condition;

/** Something a list can be filtered by. Columns are constants of the module, never input. */
export interface FilterField {
  field: string;
  kind: FilterKind;
  /** The fields of the rights that must be open on the row; null when it always is. */
  guard: string | readonly string[] | null;
  /** Name that the organisation gave it; the page names the others. */
  label?: string;
  /** The row passes when the test passes for the field's value, or for one of its values. */
  where(alias: string, test: Test): Condition;
  /** What the values of a list are; by the kind unless said. */
  type?: "text" | "uuid";
  /** One of the values is among these: by an index, where `where` would look at each row. */
  overlaps?(alias: string, values: readonly string[]): Condition;
  /** Closed list of a choice. */
  choices?: readonly string[];
  /** A text as it is kept: a telephone number without blanks and hyphens. */
  kept?(text: string): string;
  /** Words that stand for ids, such as "me". */
  words?: Record<string, (actor: Actor) => readonly string[]>;
}

export interface FilterContext {
  fields: ReadonlyMap<string, FilterField>;
  actor: Actor;
  timeZone: string;
  now: Date;
}

export interface CompiledFilter {
  condition(alias: string): Condition;
  /** Fields of the rights that the filter reads. */
  guards: Set<string>;
}

/** Turns a filter into one condition. @throws filter.invalid naming the place and the reason */
export function compileFilter(tree: FilterTree, context: FilterContext): CompiledFilter {
  const guards = new Set<string>();
  let count = 0;
  const walk = (part: FilterPart, path: string, depth: number): ((alias: string) => Condition) => {
    if (!("field" in part)) {
      if (depth > filterDepth) throw broken(path, "too_deep");
      const isAll = "all" in part;
      const parts = (isAll ? part.all : part.any).map((one, index) =>
        walk(one, `${path}.${isAll ? "all" : "any"}.${index}`, depth + 1),
      );
      if (parts.length === 0) return () => (isAll ? sql<SqlBool>`true` : sql<SqlBool>`false`);
      return (alias) =>
        sql<SqlBool>`(${sql.join(
          parts.map((one) => one(alias)),
          isAll ? sql` and ` : sql` or `,
        )})`;
    }
    if (++count > filterConditionCap) throw broken(path, "too_many");
    const field = context.fields.get(part.field);
    if (!field) throw broken(`${path}.field`, "unknown");
    for (const guard of [field.guard ?? []].flat()) guards.add(guard);
    return sentence(field, part, path, context);
  };
  const condition = walk(tree, "filter", 1);
  return { condition, guards };
}

function sentence(field: FilterField, part: FilterCondition, path: string, context: FilterContext) {
  if (!operatorsOf[field.kind].includes(part.op)) throw broken(`${path}.op`, "does_not_fit");
  try {
    return testOf(field, part, context);
  } catch (error) {
    if (error instanceof ValueProblem) throw broken(`${path}.value`, error.reason);
    throw error;
  }
}

const negative: Partial<Record<FilterCondition["op"], FilterCondition["op"]>> = {
  is_not: "is",
  not_contains: "contains",
  none: "any",
  not_in_last: "in_last",
  empty: "filled",
};

/** A negative sentence is true of rows without a value as well: "not loyal" holds for those with no stage. */
function testOf(field: FilterField, part: FilterCondition, context: FilterContext): (alias: string) => Condition {
  const positive = negative[part.op];
  if (positive) {
    const test = testOf(field, { ...part, op: positive }, context);
    return (alias) => sql<SqlBool>`(${test(alias)}) is not true`;
  }
  if (part.op === "filled") {
    const test: Test = (column) =>
      field.kind === "text" ? sql<SqlBool>`${column} <> ''` : sql<SqlBool>`${column} is not null`;
    return (alias) => field.where(alias, test);
  }
  if (field.kind === "text") return onText(field, part);
  if (field.kind === "number" || field.kind === "money") return onNumber(field, part);
  if (field.kind === "date" || field.kind === "time") return onDays(field, part, context);
  if (field.kind === "yes_no") {
    if (typeof part.value !== "boolean") throw new ValueProblem("not_yes_or_no");
    const { value } = part;
    return (alias) => field.where(alias, (column) => sql<SqlBool>`${column} = ${value}::boolean`);
  }
  return onList(field, part, context);
}

function onText(field: FilterField, { op, value }: FilterCondition): (alias: string) => Condition {
  const typed = textFrom(value);
  const text = field.kept?.(typed) ?? typed;
  const escaped = text.replaceAll(/[\\%_]/g, "\\$&");
  const pattern = op === "is" ? escaped : op === "begins" ? `${escaped}%` : `%${escaped}%`;
  return (alias) => field.where(alias, (column) => sql<SqlBool>`${column} ilike ${pattern}`);
}

const comparisons = { is: sql`=`, gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` };

function onNumber(field: FilterField, { op, value }: FilterCondition): (alias: string) => Condition {
  if (op === "between") {
    const [from, to] = numbersFrom(value, 2);
    return (alias) =>
      field.where(alias, (column) => sql<SqlBool>`${column} between ${from}::numeric and ${to}::numeric`);
  }
  const [number] = numbersFrom(value, 1);
  const comparison = comparisons[op as keyof typeof comparisons];
  return (alias) => field.where(alias, (column) => sql<SqlBool>`${column} ${comparison} ${number}::numeric`);
}

function onDays(field: FilterField, part: FilterCondition, context: FilterContext): (alias: string) => Condition {
  if (part.op === "recurs_this" || part.op === "recurs_in_next") return onYearDays(field, part, context);
  const { from, before } = rangeOf(part, dayIn(context.timeZone, context.now));
  const bound = (day: string) =>
    field.kind === "date" ? sql`${day}::date` : sql`(${day}::date::timestamp at time zone ${context.timeZone})`;
  return (alias) =>
    field.where(
      alias,
      (column) =>
        sql<SqlBool>`(${sql.join(
          [
            ...(from === undefined ? [] : [sql`${column} >= ${bound(from)}`]),
            ...(before === undefined ? [] : [sql`${column} < ${bound(before)}`]),
          ],
          sql` and `,
        )})`,
    );
}

/** A birthday: day and month fall into the range, whatever the year. 29 February counts as lying before 1 March. */
function onYearDays(field: FilterField, { op, value }: FilterCondition, context: FilterContext) {
  const today = dayIn(context.timeZone, context.now);
  const { count, unit } = op === "recurs_this" ? { count: 1, unit: unitFrom(value) } : periodFrom(value);
  const { from, before } = daysOf(op === "recurs_this" ? "this" : "in_next", count, unit, today);
  if (!from || !before || before >= moved(from, 1, "year"))
    return (alias: string) => field.where(alias, (column) => sql<SqlBool>`${column} is not null`);
  const [first, end] = [from.slice(5), before.slice(5)];
  const joined = first < end ? sql`and` : sql`or`;
  return (alias: string) =>
    field.where(
      alias,
      (column) =>
        sql<SqlBool>`(to_char(${column}, 'MM-DD') >= ${first} ${joined} to_char(${column}, 'MM-DD') < ${end})`,
    );
}

function rangeOf({ op, value }: FilterCondition, today: string): DayRange {
  if (op === "in_last" || op === "in_next") {
    const { count, unit } = periodFrom(value);
    return daysOf(op, count, unit, today);
  }
  if (op === "this" || op === "previous" || op === "next") return daysOf(op, 1, unitFrom(value), today);
  if (op === "between") {
    const [from, to] = daysFrom(value, 2);
    return { from: from!, before: moved(to!, 1, "day") };
  }
  const day = daysFrom(value, 1)[0]!;
  if (op === "before") return { before: day };
  if (op === "after") return { from: moved(day, 1, "day") };
  return { from: day, before: moved(day, 1, "day") };
}

function onList(field: FilterField, { op, value }: FilterCondition, { actor }: FilterContext) {
  const given = listFrom(value, field);
  const values = [...new Set(given.flatMap((one) => field.words?.[one]?.(actor) ?? [one]))];
  const type = (field.type ?? (field.kind === "choice" ? "text" : "uuid")) === "text" ? sql`text` : sql`uuid`;
  // one value is written as "=": then an index on it gives its rows in order
  const any = (list: readonly string[]) => (alias: string) =>
    field.overlaps?.(alias, list) ??
    field.where(alias, (column) =>
      list.length === 1
        ? sql<SqlBool>`${column} = ${list[0]}::${type}`
        : sql<SqlBool>`${column} = any(${list}::${type}[])`,
    );
  if (op === "all" && values.length > 0) {
    const each = values.map((one) => any([one]));
    return (alias: string) =>
      sql<SqlBool>`(${sql.join(
        each.map((one) => one(alias)),
        sql` and `,
      )})`;
  }
  return any(values);
}

const broken = (field: string, reason: string): Problem =>
  new Problem(400, "filter.invalid", { fields: [{ field, reason }] });
