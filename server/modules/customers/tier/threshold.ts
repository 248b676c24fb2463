import { type RawBuilder, sql } from "kysely";
import { compileRules, type Looked, ruleFields } from "./compile.ts";
import type { Placing, Rule } from "./rules.ts";

export interface Threshold {
  rule_id: string;
  currency: string;
  value: string;
}

const everybody = () => sql`true`;

/** Rules with a share, of ladders that are on. */
const sharesOf = (placings: readonly Placing[]): Rule[] =>
  placings.filter(({ is_on }) => is_on).flatMap(({ rules }) => rules.filter(({ share }) => share !== null));

export const shareFields = (placings: readonly Placing[]): string[] => [
  ...new Set(sharesOf(placings).map(({ share }) => share!.field)),
];

/**
 * Where each share begins, out of the ranked figures in f: the least among those in it, so that equals are in it together.
 * Only figures above zero are ranked; money by currency. They are added up as floating point, exact up to 90,000 billion.
 */
export function thresholdsOver(
  placings: readonly Placing[],
  { system }: Pick<Looked, "system">,
): RawBuilder<Threshold> {
  const shares = sharesOf(placings);
  const isMoney = (field: string) => ruleFields(system, "code").get(field)?.kind === "money";
  const parts = shareFields(placings).map((field) => {
    const value = sql.ref(field);
    const group = isMoney(field) ? sql`currency` : sql`''::text collate "C"`;
    const mine = shares.filter(({ share }) => share!.field === field);
    const ranks = [
      ...(mine.some(({ share }) => share!.by === "sum")
        ? [sql`sum(${value}::float8) over w - ${value}::float8 as before`]
        : []),
      ...(mine.some(({ share }) => share!.by === "count") ? [sql`rank() over w as place`] : []),
    ];
    return sql`select rule_id, currency, value::text as value from (
      select currency, ${sql.join(mine.map((rule) => sql`min(v) filter (where ${within(rule)}) as ${sql.ref(`at ${rule.id}`)}`))}
        from (select ${group} as currency, ${value} as v, ${sql.join(ranks)}
            from f where ${value} > 0 window w as (partition by ${group} order by ${value} desc rows unbounded preceding)) ranked
        join (select ${group} as currency, sum(${value}::float8) as whole, count(*) as count from f where ${value} > 0 group by 1) total using (currency)
       group by currency) least cross join lateral (values ${sql.join(
         mine.map((rule) => sql`(${rule.id}::uuid, ${sql.ref(`at ${rule.id}`)})`),
       )}) each (rule_id, value) where value is not null`;
  });
  return parts.length === 0
    ? sql<Threshold>`select null::uuid as rule_id, null::text as currency, null::text as value where false`
    : sql<Threshold>`${sql.join(parts, sql` union all `)}`;
}

/** The same for everybody as they stand; undefined when no rule has a share. */
export function thresholdsQuery(
  placings: readonly Placing[],
  looked: Omit<Looked, "thresholds">,
): RawBuilder<Threshold> | undefined {
  const fields = shareFields(placings);
  if (fields.length === 0) return undefined;
  const rules = sharesOf(placings).map(onlyShare);
  const compiled = compileRules([{ ...placings[0]!, rules }], everybody, { ...looked, thresholds: new Map() });
  return sql<Threshold>`
    with f as materialized (
      select c.currency collate "C" as currency, ${sql.join(fields.map((field) => sql`${compiled.figure(field)} as ${sql.ref(field)}`))}
        from customer c ${compiled.joins} where c.bin_id is null)
    ${thresholdsOver(placings, looked)}`;
}

const onlyShare = (rule: Rule): Rule => ({ ...rule, condition: { all: [] } });

const within = ({ share }: Rule): RawBuilder<unknown> =>
  share!.by === "sum"
    ? sql`before < whole * ${share!.percent}::float8 / 100`
    : sql`place <= ceil(count * ${share!.percent}::float8 / 100)`;
