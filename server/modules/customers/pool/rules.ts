import { type RawBuilder, sql } from "kysely";
import { unkept } from "../protection/shut.ts";

export interface Rules {
  id: string;
  team_id: string | null;
  kind: string | null;
  no_follow_up_days: number | null;
  no_deal_days: number | null;
  /** Where the day of the last deal stands; null: it is that of the last trade. */
  deal_field: string | null;
  after_contract_end_days: number | null;
  contract_end_field: string | null;
  warning_days: number;
}

export const ruleReasons = ["no_follow_up", "no_deal", "contract_end"] as const;

/** The organisation's day. */
export const today = (zone: string): RawBuilder<unknown> => sql`(now() at time zone ${zone})::date`;

export const hasRules = (pool: Rules): boolean =>
  pool.no_follow_up_days !== null || pool.no_deal_days !== null || pool.after_contract_end_days !== null;

/** Whose customers a pool takes: condition on c. */
export const ownedFor = (
  pool: Rules,
): RawBuilder<unknown> => sql`c.owner_id is not null and c.bin_id is null and ${unkept("c")}
  and ${pool.kind === null ? sql`true` : sql`c.kind = ${pool.kind}`}
  and ${
    pool.team_id === null
      ? sql`true`
      : sql`c.team_id in (with recursive below as (select ${pool.team_id}::uuid as id
          union select t.id from team t join below b on t.parent_id = b.id) select id from below)`
  }`;

/**
 * Condition on c that all have for whom a rule is met within so many days: no rule is met sooner after they came to their
 * owner. It spares looking for the last follow-up of everybody else.
 */
export function longEnough(pool: Rules, zone: string, ahead: number): RawBuilder<unknown> {
  const days = [pool.no_follow_up_days, pool.no_deal_days, pool.after_contract_end_days === null ? null : 0].filter(
    (one) => one !== null,
  );
  return sql`(c.owned_at at time zone ${zone})::date <= ${today(zone)} + ${ahead - Math.min(...days)}::int`;
}

/** Joined after c: on which day each rule is met, and "due" with its "reason" for the first of them. No rule, no row. */
export function dueOf(pool: Rules, zone: string): RawBuilder<unknown> {
  const owned = sql`(c.owned_at at time zone ${zone})::date`;
  const followed = sql`(select (max(i.happened_at) at time zone ${zone})::date from interaction i where i.customer_id = c.id)`;
  const dealt = pool.deal_field
    ? sql.ref(`c.${pool.deal_field}`)
    : sql`(select max(s.last_on) from trade_sum s where s.customer_id = c.id)`;
  const days = [
    pool.no_follow_up_days === null ? null : sql`greatest(${owned}, ${followed}) + ${pool.no_follow_up_days}::int`,
    pool.no_deal_days === null ? null : sql`greatest(${owned}, ${dealt}) + ${pool.no_deal_days}::int`,
    pool.after_contract_end_days === null
      ? null
      : sql`greatest(${owned}, ${sql.ref(`c.${pool.contract_end_field}`)} + ${pool.after_contract_end_days}::int)
          + case when ${sql.ref(`c.${pool.contract_end_field}`)} is null then null else 0 end`,
  ];
  const rows = ruleReasons.flatMap((reason, at) => (days[at] ? [sql`(${days[at]}, ${reason}::text)`] : []));
  return sql`cross join lateral (select v.due, v.reason from (values ${sql.join(rows)}) as v (due, reason)
    where v.due is not null order by v.due limit 1) as d`;
}
