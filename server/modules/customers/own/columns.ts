import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { FilterField } from "../../../platform/filter/compile.ts";
import {
  compileFormula,
  dayOf,
  type FormulaField,
  type FormulaFields,
  FormulaProblem,
} from "../../../platform/own/formula.ts";
import { labelIn, type OwnField, valueKind } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReach } from "../../../platform/permission/compile.ts";
import { ofMyClients } from "../my_clients.ts";
import { customerShape, ownOf } from "../permissions.ts";
import { formulaNames } from "./formula_names.ts";

type Sql = RawBuilder<unknown>;

const builtIn: Record<string, FormulaField> = Object.fromEntries([
  ...["staff_count"].map((name) => [name, of("number", name, sql`numeric`)]),
  ...["revenue_this_year", "revenue_last_year", "potential_amount"].map((name) => [
    name,
    of("money", name, sql`numeric`),
  ]),
  ...["founded_on", "birth_on"].map((name) => [name, of("date", name, sql`date`)]),
  ...["created_at", "updated_at"].map((name): [string, FormulaField] => [
    name,
    { kind: "date", value: (alias) => dayOf(sql.ref(`${alias}.${name}`)) },
  ]),
  ...[
    "name",
    "kind",
    "stage",
    "source",
    "industry",
    "tax_id",
    "website",
    "payment_terms",
    "province",
    "city",
    "district",
    "street",
    "gender",
    "marital_status",
    "occupation",
    "remark",
    "currency",
  ].map((name) => [name, of("text", name, sql`text`)]),
]);

function of(kind: FormulaField["kind"], column: string, type: Sql): FormulaField {
  return { kind, value: (alias) => sql`${sql.ref(`${alias}.${column}`)}::${type}` };
}

/** What a formula may come to, with every formula that stands in it: values, names and calls. */
const largest = 2000;

/**
 * Fields that a formula may name: built-in ones, and own ones by key or label; a formula inside itself is none.
 * @throws FormulaProblem when formulas in formulas come to too much
 */
export function formulaFieldsOf(
  own: readonly OwnField[],
  inside: readonly string[] = [],
  sum = { size: 0 },
): FormulaFields {
  return (name) => {
    const field = fieldNamed(own, name);
    if (!field) return builtIn[builtInNamed(name)];
    if (inside.includes(field.key) || inside.length > 8) return undefined;
    if (field.formula) {
      const { formula } = field;
      sum.size += formula.size;
      if (sum.size > largest) throw new FormulaProblem("too_big", 0, name);
      return compileFormula(formula, formulaFieldsOf(own, [...inside, field.key], sum));
    }
    const type = formulaTypes[field.kind];
    return (
      type &&
      of(
        type,
        field.key,
        type === "money" || type === "number"
          ? sql`numeric`
          : type === "date"
            ? sql`date`
            : type === "yes_no"
              ? sql`boolean`
              : sql`text`,
      )
    );
  };
}

const formulaTypes: Partial<Record<OwnField["kind"], FormulaField["kind"]>> = {
  text: "text",
  choice: "text",
  number: "number",
  money: "money",
  date: "date",
  yes_no: "yes_no",
};

/** A field that is ours has this name. */
export const isBuiltInName = (name: string): boolean => Object.hasOwn(builtIn, builtInNamed(name));

const byName = new Map(Object.entries(formulaNames).flatMap(([field, names]) => names.map((name) => [name, field])));
const builtInNamed = (name: string): string => byName.get(name) ?? name;

const fieldNamed = (own: readonly OwnField[], name: string): OwnField | undefined =>
  own.find((field) => field.key === name) ?? own.find((field) => field.label.zh === name || field.label.en === name);

/** Fields of the rights that must be open for the field's value to be told: a formula tells what it is made of, a file is one of the customer's. */
export function guardsOf(own: readonly OwnField[], field: OwnField, depth = 0): string[] {
  if (field.kind === "file") return [field.key, "files"];
  if (!field.formula || depth > 8) return [field.key];
  const parts = field.formula.fields.flatMap((name) => {
    const part = fieldNamed(own, name);
    if (part) return guardsOf(own, part, depth + 1);
    const field = builtInNamed(name);
    return alwaysOpen.has(field) ? [] : [field];
  });
  return [...new Set([field.key, ...parts])];
}
const alwaysOpen = new Set(["name", "kind", "created_at", "updated_at"]);

/** The kept value, comparable and sortable. */
export function ownColumn(own: readonly OwnField[], field: OwnField, alias: string): Sql {
  if (field.kind === "file") return standingFile(sql.ref(`${alias}.${field.key}`));
  if (!field.formula) return sql.ref(`${alias}.${field.key}`);
  return compileFormula(field.formula, formulaFieldsOf(own, [field.key])).value(alias);
}

const targets = { customer: "customer", user: "app_user" } as const;
/** The table that values of the field point to. */
export const referredBy = (kind: string, target: string | null): string | null =>
  kind === "file" ? "customer_file" : kind === "relation" ? targets[target as keyof typeof targets] : null;

/** A removed file leaves its field empty until it is restored. */
const standingFile = (column: Sql): Sql =>
  sql`(select cf.id from customer_file cf where cf.id = ${column}
    and not exists (select 1 from customer_file_removal cr where cr.file_id = cf.id))`;

/** The value as the API gives it: numbers as numbers, a relation or file with its name, if the reader may see what it points to. */
export function ownShown(actor: Actor, field: OwnField, alias: string): Sql {
  const column = ownColumn(ownOf(actor), field, alias);
  if (field.kind === "file")
    return sql`(select json_build_object('id', x.id, 'name', case when ${ofMyClients(actor, "x.client_id")} then x.name end)
      from customer_file x where x.id = ${column})`;
  if (field.kind === "relation" && field.target === "user")
    return sql`(select json_build_object('id', x.id, 'name', x.name) from app_user x where x.id = ${column})`;
  if (field.kind === "relation")
    return sql`(select json_build_object('id', x.id, 'name', case when ${mayReach(actor, "customer", customerShape, "read", "x")} then x.name end)
      from customer x where x.id = ${column})`;
  return ownKept(field, column);
}

/** The value as it is written: what is compared for a conflict and stands in the history. */
export function ownKept(field: OwnField, column: Sql): Sql {
  const kind = valueKind(field);
  if (kind === "number") return sql`own_number(${column})`;
  if (kind === "money" && field.formula) return sql`own_number(round(${column}))`;
  return column;
}

/** Own fields as a list can be filtered by them. */
export function ownFilterFields(actor: Actor): FilterField[] {
  const own = ownOf(actor);
  return own.flatMap((field): FilterField[] => {
    const kind = valueKind(field);
    if (kind === "formula") return [];
    const shared = { field: field.key, label: labelIn(field.label, actor.locale), guard: guardsOf(own, field) };
    if (kind === "choices") {
      return [
        {
          ...shared,
          kind,
          choices: field.choices.map((choice) => choice.value),
          type: "text",
          where: (alias, test) =>
            sql<SqlBool>`exists (select 1 from unnest(${sql.ref(`${alias}.${field.key}`)}) as x(value) where ${test(sql.ref("x.value"))})`,
          overlaps: (alias, values) => sql<SqlBool>`${sql.ref(`${alias}.${field.key}`)} && ${values}::text[]`,
        },
      ];
    }
    return [
      {
        ...shared,
        kind,
        ...(kind === "choice" ? { choices: field.choices.map((choice) => choice.value) } : {}),
        ...(kind === "relation" && field.target === "user" ? { words: { me: (one: Actor) => [one.userId] } } : {}),
        where: (alias, test) => test(ownColumn(own, field, alias)),
      },
    ];
  });
}
