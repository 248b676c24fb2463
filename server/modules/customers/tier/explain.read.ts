import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { dayIn } from "../../../platform/filter/period.ts";
import type { OwnValue } from "../../../platform/own/own.contract.ts";
import { type Column, columnsOf, selectCells } from "../list.columns.ts";
import { beginsAt, type Compiled, compileRules, type Looked, ruleFields } from "./compile.ts";
import type { CustomerTier } from "./customer_tier.contract.ts";
import { daysToLookAt, type JudgedRule, judge, sentencesOf } from "./explain.ts";
import { figureNames } from "./figures.ts";
import { fieldsIn, type Placing } from "./rules.ts";

type Sql = RawBuilder<unknown>;

export interface Judged {
  position: number;
  rules: JudgedRule[];
  ifNothingHappens: CustomerTier["if_nothing_happens"];
}

/** Judges one customer by the rules of the ladders, by the same conditions in SQL that place everybody. */
export async function judgeCustomer(
  db: Db,
  customerId: string,
  placings: readonly Placing[],
  looked: Looked,
  isHidden: (field: string) => boolean,
): Promise<Map<string, Judged>> {
  const which = (column: string) => sql`${sql.ref(column)} = ${customerId}::uuid`;
  const compiled = compileRules(placings, which, looked);
  const fields = [...fieldsIn(placings.flatMap(({ rules }) => rules))];
  const { rows } = await sql<{
    currency: string;
    positions: number[];
    holds: boolean[][][];
    figures: Record<string, OwnValue>;
    cells: Record<string, OwnValue>;
  }>`
    select c.currency, json_build_array(${sql.join(placings.map((one) => compiled.position(one)))}) as positions,
      ${jsonList(placings.map((one) => jsonList(one.rules.map((rule) => jsonList(sentencesOf(rule).map((sentence) => isSo(compiled, one, rule, sentence, looked)))))))} as holds,
      json_build_object(${sql.join(figureNames.filter((name) => fields.includes(name)).flatMap((name) => [sql`${name}::text`, compiled.figure(name)]))}) as figures,
      ${selectCells([...plainColumns(fields), ...columnsOf(looked.system, fields.filter((name) => !figureNames.includes(name)).join(","))])} as cells
      from customer c ${compiled.joins} where c.id = ${customerId}`.execute(db);
  const row = rows[0]!;
  const known = ruleFields(looked.system, "code");
  const values = { ...row.cells, ...row.figures };
  const actual = (field: string): OwnValue => values[field] ?? null;
  const kind = (field: string) => known.get(field)?.kind;
  const judged = placings.map(({ rules }, index) =>
    rules.map((rule, at) => {
      const least = looked.thresholds.get(rule.id);
      const threshold = least?.get("") ?? least?.get(row.currency) ?? null;
      return judge(rule, { holds: row.holds[index]![at]!, actual, kind, isHidden, threshold });
    }),
  );
  const dayOf = (value: OwnValue) =>
    typeof value !== "string" ? null : value.length === 10 ? value : dayIn(looked.at.timeZone, new Date(value));
  const days = daysToLookAt(looked.at.today, judged.flat(), dayOf);
  const later = await positionsOn(db, customerId, placings, looked, days);
  return new Map(
    placings.map((one, index) => {
      const position = row.positions[index]!;
      const now = valueAt(one, position);
      const change = later.find(({ positions }) => valueAt(one, positions[index]!) !== now);
      const isOpen = ![...fieldsIn(one.rules)].some(isHidden);
      const on = change && isOpen ? { value: valueAt(one, change.positions[index]!), on: change.day } : null;
      return [one.ladder, { position, rules: judged[index]!, ifNothingHappens: on }];
    }),
  );
}

/** What each row of a list has anyway, and is therefore none of its columns. */
const plainColumns = (fields: readonly string[]): Column[] =>
  ["name", "kind", "created_at", "updated_at"]
    .filter((name) => fields.includes(name))
    .map((name) => ({ name, guards: [], value: sql.ref(`c.${name}`) }));

export const valueAt = ({ rules, rest_value }: Placing, position: number): string =>
  rules[position - 1]?.value ?? rest_value;

/** What would decide on later days if nothing happened until then. */
async function positionsOn(
  db: Db,
  customerId: string,
  placings: readonly Placing[],
  looked: Looked,
  days: readonly string[],
) {
  if (days.length === 0) return [];
  const which = (column: string) => sql`${sql.ref(column)} = ${customerId}::uuid`;
  const each = days.map((today) => {
    const compiled = compileRules(placings, which, { ...looked, at: { ...looked.at, today } });
    return sql`select ${today}::text as day, json_build_array(${sql.join(placings.map((one) => compiled.position(one)))}) as positions
      from customer c ${compiled.joins} where c.id = ${customerId}`;
  });
  const { rows } = await sql<{ day: string; positions: number[] }>`${sql.join(each, sql` union all `)}`.execute(db);
  return rows.sort((one, other) => (one.day < other.day ? -1 : 1));
}

function isSo(
  compiled: Compiled,
  { ladder }: Placing,
  { id, share }: Placing["rules"][number],
  sentence: ReturnType<typeof sentencesOf>[number],
  { thresholds }: Looked,
): Sql {
  const condition =
    sentence === "share"
      ? sql<SqlBool>`${compiled.figure(share!.field)} >= ${beginsAt(thresholds.get(id))}`
      : compiled.test(ladder, { all: [sentence] });
  return sql<SqlBool>`(${condition}) is true`;
}

const jsonList = (parts: readonly Sql[]): Sql =>
  parts.length === 0 ? sql`'[]'::json` : sql`json_build_array(${sql.join(parts)})`;
