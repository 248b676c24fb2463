import { type RawBuilder, sql } from "kysely";
import { compileRules, type Looked, ruleFields } from "./compile.ts";
import type { Placing, Rule } from "./rules.ts";

export interface Threshold {
  rule_id: string;
  currency: string;
  value: string;
}

const everybody = () => sql`true`;

/**
 * The query that finds where each share begins: the least figure among those in it, so that equals are in it together. Only
 * figures above zero are ranked; money by currency. Undefined when no rule has a share.
 */
export function thresholdsQuery(
  placings: readonly Placing[],
  looked: Omit<Looked, "thresholds">,
): RawBuilder<Threshold> | undefined {
  const shares = placings
    .filter(({ is_on }) => is_on)
    .flatMap(({ rules }) => rules.filter(({ share }) => share !== null));
  if (shares.length === 0) return undefined;
  const compiled = compileRules([{ ...placings[0]!, rules: shares.map(onlyShare) }], everybody, {
    ...looked,
    thresholds: new Map(),
  });
  const fields = [...new Set(shares.map(({ share }) => share!.field))];
  const isMoney = (field: string) => ruleFields(looked.system, "code").get(field)?.kind === "money";
  const parts = fields.flatMap((field, at) => {
    const value = sql.ref(`v${at}`);
    const group = isMoney(field) ? sql`currency` : sql`''`;
    return sql`select rule_id, currency, value::text as value from (
      select currency, ${sql.join(shares.filter(({ share }) => share!.field === field).map((rule) => sql`min(v) filter (where ${within(rule)}) as ${sql.ref(`at ${rule.id}`)}`))}
        from (select ${group} as currency, ${value} as v, sum(${value}) over w - ${value} as before, sum(${value}) over (partition by ${group}) as whole,
            rank() over (partition by ${group} order by ${value} desc) as place, count(*) over (partition by ${group}) as count
            from f where ${value} > 0 window w as (partition by ${group} order by ${value} desc rows unbounded preceding)) ranked
       group by currency) least cross join lateral (values ${sql.join(
         shares
           .filter(({ share }) => share!.field === field)
           .map((rule) => sql`(${rule.id}::uuid, ${sql.ref(`at ${rule.id}`)})`),
       )}) each (rule_id, value) where value is not null`;
  });
  return sql<Threshold>`
    with f as materialized (
      select c.currency, ${sql.join(fields.map((field, at) => sql`(${compiled.figure(field)})::numeric as ${sql.ref(`v${at}`)}`))}
        from customer c ${compiled.joins} where c.bin_id is null)
    ${sql.join(parts, sql` union all `)}`;
}

const onlyShare = (rule: Rule): Rule => ({ ...rule, condition: { all: [] } });

const within = ({ share }: Rule): RawBuilder<unknown> =>
  share!.by === "sum"
    ? sql`before < whole * ${share!.percent}::numeric / 100`
    : sql`place <= ceil(count * ${share!.percent}::numeric / 100)`;
