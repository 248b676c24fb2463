import { type RawBuilder, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { moved } from "../../../platform/filter/period.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { accessCustomer, ofMyClients } from "../access.ts";
import { mayReadCost } from "./rights.ts";
import { todayOf } from "./today.ts";
import type { readTradeSumsContract } from "./trade.contract.ts";

type Sums = ResponseOf<typeof readTradeSumsContract>;
type Sum = Sums["product_groups"][number];
const mostGroups = 20;

/** What the trades of a customer add up to, of the clients that the reader works for. @throws customer.not_found */
export async function readTradeSums(
  db: Db,
  actor: Actor,
  customerId: string,
  { period = "this_year" }: QueryOf<typeof readTradeSumsContract>,
): Promise<Sums> {
  await accessCustomer(db, actor, customerId);
  const today = await todayOf(db);
  const margin = mayReadCost(actor);
  const from = { this_year: `${today.slice(0, 4)}-01-01`, "12_months": twelveMonthsFrom(today), all: null }[period];
  const condition = sql`t.customer_id = ${customerId} and ${ofMyClients(actor, "t.client_id")}
    and ${from === null ? sql`true` : sql`t.traded_on >= ${from}::date`}`;
  return {
    currencies: await byCurrency(db, actor, customerId, today),
    product_groups: await grouped(db, "product_group", condition, margin),
    channels: await grouped(db, "channel", condition, margin),
  };
}

/** The first of the eleven months before this one. */
export const twelveMonthsFrom = (today: string): string => moved(`${today.slice(0, 7)}-01`, -11, "month");

async function byCurrency(db: Db, actor: Actor, customerId: string, today: string): Promise<Sums["currencies"]> {
  const year = `${today.slice(0, 4)}-01-01`;
  const months = sql`(select coalesce(sum(m.amount), 0)::bigint from trade_month m where m.customer_id = s.customer_id
    and m.currency = s.currency and ${ofMyClients(actor, "m.client_id")} and m.month`;
  const margin = mayReadCost(actor)
    ? sql`, (select coalesce(sum(m.costed_amount - m.cost), 0)::bigint from trade_month m where m.customer_id = s.customer_id
        and m.currency = s.currency and ${ofMyClients(actor, "m.client_id")} and m.month >= ${year}::date) as margin`
    : sql``;
  const { rows } = await sql<Sums["currencies"][number]>`
    select s.currency, s.first_on, s.last_on, s.count, s.amount, ${months} >= ${year}::date) as this_year,
      (select coalesce(sum(t.amount), 0)::bigint from trade t where t.customer_id = s.customer_id and t.currency = s.currency
        and ${ofMyClients(actor, "t.client_id")} and t.traded_on >= ${moved(year, -1, "year")}::date
        and t.traded_on <= ${moved(today, -1, "year")}::date) as last_year_by_today,
      ${months} >= ${twelveMonthsFrom(today)}::date) as twelve_months${margin}
    from (select s.customer_id, s.currency, min(s.first_on) as first_on, max(s.last_on) as last_on, sum(s.count)::int as count,
            sum(s.amount)::bigint as amount from trade_sum s
           where s.customer_id = ${customerId} and s.count > 0 and ${ofMyClients(actor, "s.client_id")} group by 1, 2) s
    join customer c on c.id = s.customer_id order by s.currency = c.currency desc, s.currency`.execute(db);
  return rows;
}

async function grouped(
  db: Db,
  column: "product_group" | "channel",
  condition: RawBuilder<unknown>,
  withMargin: boolean,
): Promise<Sum[]> {
  const margin = withMargin
    ? sql`, coalesce(sum(t.amount - t.cost) filter (where t.cost is not null), 0)::bigint as margin`
    : sql``;
  const { rows } = await sql<Sum>`
    select ${sql.ref(`t.${column}`)} as name, t.currency, count(*)::int as count, sum(t.amount)::bigint as amount${margin}
      from trade t where ${condition} group by 1, 2 order by 4 desc, 1 limit ${mostGroups}`.execute(db);
  return rows;
}
