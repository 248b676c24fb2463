import { type RawBuilder, sql } from "kysely";
import { moved } from "../../../platform/filter/period.ts";

type Sql = RawBuilder<unknown>;

/** Which customers: the same condition for each table that is added up, over its column of the customer. */
export type Which = (column: string) => Sql;

/** The day of looking, with what else the figures are counted by. */
export interface At {
  today: string;
  timeZone: string;
  /** Currency of the costs of touches. */
  currency: string;
  /** What a touch of a kind costs. */
  costs: readonly { kind: string; amount: number }[];
}

const isMonth = [
  "trade_amount_this_year",
  "trade_amount_12_months",
  "trade_margin_12_months",
  "contribution_12_months",
];
const isSum = ["trade_count", "trade_last_on"];
const isTouch = ["interactions_12_months", "cost_to_serve_12_months", "contribution_12_months", "last_interaction"];

export const figureNames = [...new Set([...isMonth, ...isSum, "trade_amount", ...isTouch])] as readonly string[];

/** The first of the month that begins the twelve months, this one included. */
export const yearOfMonths = (today: string): string => moved(`${today.slice(0, 7)}-01`, -11, "month");

/**
 * What customers c come to, each table added up once for all of them: joins, and the value of each figure after them. The
 * values are those of the list for a reader who may see everything.
 */
export function figuresOf(
  needed: ReadonlySet<string>,
  which: Which,
  at: At,
): { joins: Sql; value(field: string): Sql } {
  const wants = (...fields: readonly string[]) => fields.some((field) => needed.has(field));
  const from = yearOfMonths(at.today);
  const fromTime = sql`(${from}::date::timestamp at time zone ${at.timeZone})`;
  const joins: Sql[] = [];
  if (wants(...isMonth))
    joins.push(sql`left join (
      select x.customer_id, x.currency, sum(x.amount)::bigint as amount, sum(x.costed_amount - x.cost)::bigint as margin,
        (sum(x.amount) filter (where x.month >= ${`${at.today.slice(0, 4)}-01-01`}::date))::bigint as this_year
        from trade_month x where ${which("x.customer_id")} and x.month >= ${from}::date group by 1, 2) fm
      on fm.customer_id = c.id and fm.currency = c.currency`);
  if (wants(...isSum))
    joins.push(sql`left join (
      select x.customer_id, sum(x.count)::bigint as count, max(x.last_on) as last_on
        from trade_sum x where ${which("x.customer_id")} group by 1) fs on fs.customer_id = c.id`);
  if (wants("trade_amount"))
    joins.push(sql`left join (
      select x.customer_id, x.currency, sum(x.amount)::bigint as amount from trade_sum x where ${which("x.customer_id")} group by 1, 2) fa
      on fa.customer_id = c.id and fa.currency = c.currency`);
  if (wants(...isTouch)) {
    const isLately = sql`x.happened_at >= ${fromTime}`;
    const each = sql.join(
      at.costs.map(({ kind, amount }) => sql`when ${kind} then ${amount}::bigint`),
      sql` `,
    );
    const cost = at.costs.length === 0 ? sql`0` : sql`case x.kind ${each} else 0 end`;
    joins.push(sql`left join (
      select x.customer_id, count(*) filter (where ${isLately}) as count, max(x.happened_at) as last_at,
        coalesce(sum(${cost}) filter (where ${isLately}), 0)::bigint as cost
        from interaction x where ${which("x.customer_id")}${wants("last_interaction") ? sql`` : sql` and ${isLately}`} group by 1) ft on ft.customer_id = c.id`);
  }
  const cost = sql`case when c.currency = ${at.currency} then coalesce(ft.cost, 0) end`;
  const values: Record<string, Sql> = {
    trade_amount_this_year: sql`coalesce(fm.this_year, 0)`,
    trade_amount_12_months: sql`coalesce(fm.amount, 0)`,
    trade_margin_12_months: sql`coalesce(fm.margin, 0)`,
    contribution_12_months: sql`(coalesce(fm.margin, 0) - ${cost})`,
    trade_count: sql`coalesce(fs.count, 0)`,
    trade_last_on: sql`fs.last_on`,
    trade_amount: sql`coalesce(fa.amount, 0)`,
    interactions_12_months: sql`coalesce(ft.count, 0)`,
    cost_to_serve_12_months: sql`(${cost})`,
    last_interaction: sql`ft.last_at`,
  };
  return { joins: sql.join(joins, sql` `), value: (field) => values[field]! };
}
