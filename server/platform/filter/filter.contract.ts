import Type, { type Static } from "typebox";
import { closed, oneOf } from "../contract/schemas.ts";

export const filterOperators = [
  "is",
  "is_not",
  "contains",
  "not_contains",
  "begins",
  "gt",
  "gte",
  "lt",
  "lte",
  "between",
  "on",
  "before",
  "after",
  "in_last",
  "not_in_last",
  "in_next",
  "this",
  "previous",
  "next",
  "recurs_this",
  "recurs_in_next",
  "any",
  "all",
  "none",
  "empty",
  "filled",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

export const periodUnits = ["day", "week", "month", "quarter", "year"] as const;
export type PeriodUnit = (typeof periodUnits)[number];

const Scalar = Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()]);
const Period = Type.Object({ count: Type.Integer({ minimum: 1, maximum: 10_000 }), unit: oneOf(periodUnits) }, closed);

/** One sentence: field, operator, value. Which operators and values fit is decided by the field's kind. */
export const FilterCondition = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 80 }),
    op: oneOf(filterOperators),
    value: Type.Optional(
      Type.Union([Scalar, Type.Array(Scalar, { maxItems: 200 }), Period], {
        description:
          "by operator: one value, a list for any/all/none, two for between, {count, unit} for in_last and its kin, a unit for this/previous/next; recurs_* look at day and month only, as birthdays do",
      }),
    ),
  },
  closed,
);

export type FilterCondition = Static<typeof FilterCondition>;
export type FilterTree = { all: FilterPart[] } | { any: FilterPart[] };
export type FilterPart = FilterCondition | FilterTree;

/** Conditions in groups of "all" and "any", nested three deep at most. What is inside is checked where it is read. */
export const FilterTree = Type.Unsafe<FilterTree>({
  type: "object",
  description:
    'Conditions {field, op, value} in groups {all: [...]} and {any: [...]}, nested three deep at most, such as {"all": [{"field": "stage", "op": "any", "value": ["loyal"]}]}',
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: true,
});
export const filterDepth = 3;
export const filterConditionCap = 50;

export const filterKinds = [
  "text",
  "number",
  "money",
  "date",
  "time",
  "choice",
  "choices",
  "relation",
  "yes_no",
  "file",
] as const;
export type FilterKind = (typeof filterKinds)[number];

const withEmpty = (...operators: FilterOperator[]): readonly FilterOperator[] => [...operators, "empty", "filled"];
const onTime = [
  "in_last",
  "not_in_last",
  "in_next",
  "this",
  "previous",
  "next",
  "on",
  "before",
  "after",
  "between",
] as const;
const onNumber = withEmpty("gte", "lte", "between", "gt", "lt", "is", "is_not");

/** What may be said about a field of a kind; the first is what a new chip begins with. */
export const operatorsOf: Record<FilterKind, readonly FilterOperator[]> = {
  text: withEmpty("contains", "not_contains", "begins", "is", "is_not"),
  number: onNumber,
  money: onNumber,
  date: withEmpty(...onTime, "recurs_this", "recurs_in_next"),
  time: withEmpty(...onTime),
  choice: withEmpty("any", "none"),
  choices: withEmpty("any", "all", "none"),
  relation: withEmpty("any", "none"),
  yes_no: ["is"],
  file: ["filled", "empty"],
};
