import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";

/** A month of a customer's trades that something changed in. */
export interface Touched {
  customer_id: string;
  client_id: string | null;
  currency: string;
  traded_on: string;
}

/**
 * Adds the months up anew, and from them the whole, after trades were written in the same transaction. Writers of the same
 * customer wait for each other at the row of the whole; who comes second counts with what the first has committed.
 */
export async function refreshSums(tx: Tx, touched: readonly Touched[]): Promise<void> {
  if (touched.length === 0) return;
  const given = sql`select distinct (one ->> 'customer_id')::uuid as customer_id, (one ->> 'client_id')::uuid as client_id,
    one ->> 'currency' as currency, date_trunc('month', (one ->> 'traded_on')::date)::date as month
    from jsonb_array_elements(${JSON.stringify(touched)}::jsonb) as one`;
  await sql`
    insert into trade_sum (customer_id, client_id, currency)
    select distinct customer_id, client_id, currency from (${given}) as g order by customer_id, currency, client_id
    on conflict (customer_id, currency, client_id) do update set currency = excluded.currency`.execute(tx);
  await sql`
    with g as (${given})
    delete from trade_month m using g where m.customer_id = g.customer_id and m.month = g.month
       and m.currency = g.currency and m.client_id is not distinct from g.client_id`.execute(tx);
  await sql`
    with g as (${given})
    insert into trade_month (customer_id, client_id, currency, month, ${months.names})
    select g.customer_id, g.client_id, g.currency, g.month, ${months.values} from g
      join trade t on t.customer_id = g.customer_id and t.traded_on >= g.month and t.traded_on < g.month + interval '1 month'
       and t.currency = g.currency and t.client_id is not distinct from g.client_id
     group by 1, 2, 3, 4`.execute(tx);
  await sql`
    with g as (select distinct customer_id, client_id, currency from (${given}) as given),
    whole as (
      select g.customer_id, g.client_id, g.currency, min(m.first_on) as first_on, max(m.last_on) as last_on,
        coalesce(sum(m.count), 0)::int as count, coalesce(sum(m.amount), 0)::bigint as amount,
        coalesce(sum(m.cost), 0)::bigint as cost, coalesce(sum(m.costed_amount), 0)::bigint as costed_amount
        from g left join trade_month m on m.customer_id = g.customer_id and m.currency = g.currency
         and m.client_id is not distinct from g.client_id
       group by 1, 2, 3)
    update trade_sum s set first_on = w.first_on, last_on = w.last_on, count = w.count, amount = w.amount, cost = w.cost,
      costed_amount = w.costed_amount
      from whole w where s.customer_id = w.customer_id and s.currency = w.currency and s.client_id is not distinct from w.client_id`.execute(
    tx,
  );
}

const months = {
  names: sql.raw("count, amount, cost, costed_amount, first_on, last_on"),
  values: sql.raw(`count(*)::int, sum(t.amount)::bigint, coalesce(sum(t.cost), 0)::bigint,
    coalesce(sum(t.amount) filter (where t.cost is not null), 0)::bigint, min(t.traded_on), max(t.traded_on)`),
};

const batch = 2000;

/** Makes all sums anew from the trades, some customers at a time: for data that came past the program. */
export async function recountTrades({ transaction }: Pick<House, "transaction">): Promise<void> {
  let last: string | null = "00000000-0000-0000-0000-000000000000";
  while (last !== null) {
    const from: string = last;
    last = await transaction((tx) => recountSome(tx, from));
  }
}

async function recountSome(tx: Tx, after: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c where c.id > ${after}::uuid
       and (exists (select 1 from trade t where t.customer_id = c.id) or exists (select 1 from trade_sum s where s.customer_id = c.id))
     order by c.id limit ${batch}`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await recountTradesOf(tx, ids);
  return ids.length < batch ? null : ids.at(-1)!;
}

/** Makes the sums of these customers anew: trades of theirs have come or gone past `refreshSums`. */
export async function recountTradesOf(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows: touched } = await sql<Touched>`
    select distinct customer_id, client_id, currency, date_trunc('month', traded_on)::date as traded_on
      from trade where customer_id = any(${ids}::uuid[])
    union select customer_id, client_id, currency, month from trade_month where customer_id = any(${ids}::uuid[])
    union select customer_id, client_id, currency, coalesce(first_on, current_date) from trade_sum where customer_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await refreshSums(tx, touched);
}
