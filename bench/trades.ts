import pg from "pg";
import { caller } from "./http.ts";
import { line, measure } from "./measure.ts";
import { fillTradesOf } from "./trade_world.ts";
import { type Options, openWorld } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);
const all = (...conditions: object[]) => encodeURIComponent(JSON.stringify({ all: conditions }));

/** Lists filtered by trades, a customer's trades and sums, and batches by API, with five trades a customer; the raw sums beside. */
export async function trades(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const count = await fillTradesOf(world, options.customers);
  say(`${options.customers} customers, ${count} trades`);
  const call = caller(world.base, await world.cookieOf(world.readerId));
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ customer_id: string }>(
    "select customer_id from trade_sum tablesample bernoulli (1) limit 200",
  );
  const get = (path: string) => async () => {
    const { status, text } = await call("GET", path);
    if (status !== 200) throw new Error(text.slice(0, 300));
  };
  const lists = {
    "high value, no trade for 30 days": all(
      { field: "stage", op: "any", value: ["high_value"] },
      { field: "trade_last_on", op: "not_in_last", value: { count: 30, unit: "day" } },
    ),
    "traded within 45 days": all({ field: "trade_last_on", op: "in_last", value: { count: 45, unit: "day" } }),
    "over 1,000,000 in 12 months": all({ field: "trade_amount_12_months", op: "gte", value: 1_000_000_00 }),
  };
  const results: Record<string, unknown> = {};
  for (const [name, filter] of Object.entries(lists)) {
    results[name] = await measure(1, Array(20).fill(get(`/api/customers?limit=50&filter=${filter}`)));
    line(name, results[name] as never);
  }
  results.sums = await measure(
    1,
    rows.map(({ customer_id }) => get(`/api/customers/${customer_id}/trades/sums`)),
  );
  line("sums of one customer", results.sums as never);
  results.baseline = await measure(
    1,
    rows.map(
      ({ customer_id }) =>
        () =>
          client.query("select sum(amount), sum(cost) from trade where customer_id = $1", [customer_id]),
    ),
  );
  line("baseline: raw sum of one customer's trades", results.baseline as never);
  await client.end();
  return results;
}
