import pg from "pg";
import type { World } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);

/**
 * Five trades a customer over two years, once for a world: half of the customers have none, a few very many. Sums are
 * made as `recount_trades` makes them, in one statement each.
 */
export async function fillTradesOf(world: World, customers: number): Promise<number> {
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ count: string }>("select count(*) from trade");
  let count = Number(rows[0]!.count);
  if (count < customers) {
    const began = performance.now();
    await client.query("set session_replication_role = replica");
    const { rowCount } = await client.query(
      `insert into trade (id, customer_id, traded_on, amount, cost, currency, product_group, channel, source)
       select gen_random_uuid(), c.id, $2::date - (hashtext(c.id::text || n) & 1023) % 730, amount, amount * (60 + abs(hashtext(c.id::text)) % 45) / 100,
         c.currency, (array['复合膜袋', '自立袋', '标签', '纸箱', '收缩膜'])[1 + abs(hashtext(c.id::text || n)) % 5],
         (array['直销', '经销', '商城'])[1 + abs(hashtext(c.id::text || n || 'k')) % 3], 'import'
       from (select id, currency, number, row_number() over (order by id) as nth from customer where bin_id is null) c
       cross join lateral generate_series(1, case when c.nth % 2 = 0 then 0 when c.nth % 1000 = 1 then 250 when c.nth % 20 = 1 then 40 else 7 end) n
       cross join lateral (select (1000 + (abs(hashtext(c.id::text || n || 'b'))::bigint % 900000) * (1 + c.nth % 13)) as amount) a
       limit $1`,
      [customers * 5, world.now],
    );
    count = rowCount ?? 0;
    await client.query("set session_replication_role = origin");
    await client.query(
      `insert into trade_month (customer_id, client_id, currency, month, count, amount, cost, costed_amount, first_on, last_on)
       select customer_id, client_id, currency, date_trunc('month', traded_on)::date, count(*), sum(amount), coalesce(sum(cost), 0),
         coalesce(sum(amount) filter (where cost is not null), 0), min(traded_on), max(traded_on)
       from trade group by 1, 2, 3, 4 on conflict do nothing`,
    );
    await client.query(
      `insert into trade_sum (customer_id, client_id, currency, first_on, last_on, count, amount, cost, costed_amount)
       select customer_id, client_id, currency, min(first_on), max(last_on), sum(count), sum(amount), sum(cost), sum(costed_amount)
       from trade_month group by 1, 2, 3 on conflict do nothing`,
    );
    await client.query("vacuum analyze trade, trade_month, trade_sum");
    say(`${count} trades in ${Math.round((performance.now() - began) / 1000)} s`);
  }
  await client.end();
  return count;
}
