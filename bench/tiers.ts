import { sql } from "kysely";
import pg from "pg";
import { addTradeContract } from "../server/modules/customers/trade/trade.contract.ts";
import { ms } from "./measure.ts";
import { fillTradesOf } from "./trade_world.ts";
import { type Options, openWorld, type World } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);

/** The first run over everybody, the nightly one with nothing and with 1% changed, and how soon one trade is placed; beside them a bare sum over the same rows. */
export async function tiers(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  try {
    await client.query("set statement_timeout = 0");
    say(`${await fillTradesOf(world, options.customers)} trades`);
    await begin(client);
    const baseline = await timed(() =>
      client.query(
        "select count(*), sum(amount) from (select customer_id, sum(amount) as amount from trade group by customer_id) x",
      ),
    );
    say(`baseline: one bare sum a customer over the trades, raw ${seconds(baseline)}`);
    const first = await run(world, client, "first run", 60);
    const nothing = await run(world, client, "nightly, nothing changed", 20);
    const someone = "customer_id in (select id from customer tablesample system (1) repeatable (1))";
    await client.query(`update trade_month set amount = amount * 3 where ${someone}`);
    await client.query("vacuum analyze trade_month");
    const some = await run(world, client, "nightly, about 1% changed", 20);
    await client.query(`update trade_month set amount = amount / 3 where ${someone}`);
    const soon = await onChange(world, client);
    return { baseline, first, nothing, some, soon };
  } finally {
    await finish(client);
    await client.end();
  }
}

const seconds = (took: number): string => `${(took / 1000).toFixed(1)} s`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Every tenth customer could buy more, and nobody is placed yet. */
async function begin(client: pg.Client): Promise<void> {
  await rest(client);
  // jobs of the node may hold what is emptied: the one that is told of a deadlock tries again
  for (let tries = 5; ; tries--)
    try {
      await finish(client);
      break;
    } catch (error) {
      if (tries === 0 || (error as { code?: string }).code !== "40P01") throw error;
    }
  await client.query(
    "update customer set potential_amount = (abs(hashtext(number::text)) % 900 + 100)::bigint * 10000 where abs(hashtext(number::text)) % 10 = 0",
  );
  for (const table of ["interaction", "customer"]) await client.query(`vacuum analyze ${table}`);
}

/** What an earlier node left half done ends first. */
async function rest(client: pg.Client): Promise<void> {
  for (let quiet = 0; quiet < 10; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { rows } = await client.query("select 1 from tier_run where state in ('queued', 'running') limit 1");
    if (rows.length > 0) quiet = -1;
  }
}

async function finish(client: pg.Client): Promise<void> {
  await client.query("update tier_run set state = 'failed', error = 'replaced' where state in ('queued', 'running')");
  await client.query("truncate customer_tier, tier_move, tier_due, tier_threshold, tier_run, tier_hold cascade");
  await client.query("update tier_ladder set ready_version = 0");
  await client.query("update customer set potential_amount = null where potential_amount is not null");
}

/** One run as the node does it, with a colleague who changes one customer after the other meanwhile. */
async function run(world: World, client: pg.Client, name: string, limit: number) {
  const id = (
    await client.query<{ id: string }>(
      "insert into tier_run (id, kind) values (gen_random_uuid(), 'applied') returning id",
    )
  ).rows[0]!.id;
  const colleague = new pg.Client(world.databaseUrl);
  await colleague.connect();
  const { rows: some } = await client.query<{ id: string }>(
    "select id from customer tablesample system (5) limit 5000",
  );
  let [isOver, longest, count] = [false, 0, 0];
  const working = (async () => {
    while (!isOver) {
      const one = some[count++ % some.length]!;
      const began = performance.now();
      await colleague.query("begin");
      await colleague.query("select 1 from customer where id = $1 for update", [one.id]);
      longest = Math.max(longest, performance.now() - began);
      await colleague.query("update customer set remark = remark where id = $1", [one.id]);
      await colleague.query("commit");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const began = performance.now();
  await sql`select graphile_worker.add_job('run_tiers', '{}'::json)`.execute(world.db);
  await sql`notify "jobs:insert"`.execute(world.db);
  for (;;) {
    const { rows } = await client.query<{
      state: string;
      looked_count: string;
      placed_count: string;
      moved_count: string;
      error: string | null;
      took: number;
      found: number;
    }>(
      "select state, looked_count, placed_count, moved_count, error, extract(epoch from ended_at - started_at)::float as took, (select extract(epoch from max(found_at) - started_at)::float from tier_threshold) as found from tier_run where id = $1",
      [id],
    );
    const [one] = rows;
    if (one?.state === "failed") throw new Error(one.error ?? "failed");
    if (one?.state !== "done") {
      if (performance.now() - began > 600_000) throw new Error("the run does not end");
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    isOver = true;
    await working;
    await colleague.end();
    say(
      `${name}: ${one.took.toFixed(1)} s ${one.took <= limit ? "within" : "OVER"} ${limit} s (shares ${one.found?.toFixed(1)} s), ${one.looked_count} looked at, ${one.placed_count} written, ${one.moved_count} moved; a colleague's lock waited ${ms(longest)} at most over ${count}`,
    );
    return { seconds: one.took, longest };
  }
}

/** From the answer to a trade that makes a C an A until the code stands. */
async function onChange(world: World, client: pg.Client) {
  const admin = await client.query<{ id: string }>(
    "select user_id as id from user_role join role on role.id = role_id where key = 'supervisor' limit 1",
  );
  const role = await client.query<{ id: string }>("select role_id as id from user_role where user_id = $1 limit 1", [
    admin.rows[0]!.id,
  ]);
  await client.query(
    "insert into role_grant (role_id, object, action, scope, fields) values ($1, 'trade', 'create', 'all', null) on conflict do nothing",
    [role.rows[0]!.id],
  );
  await client.query("update policy_version set version = version + 1");
  const caller = await world.callerOf(admin.rows[0]!.id);
  const times: number[] = [];
  const { rows } = await client.query<{ id: string }>(
    "select customer_id as id from customer_tier t join customer c on c.id = t.customer_id where t.code = 'C' and c.currency = 'CNY' limit 10",
  );
  for (const { id } of rows) {
    const traded_on = new Date().toISOString().slice(0, 10);
    const reply = await caller.call(addTradeContract, {
      params: { customerId: id },
      body: { traded_on, amount: 10 ** 13, currency: "CNY" },
    });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.problem));
    const began = performance.now();
    for (;;) {
      const now = await client.query<{ code: string }>("select code from customer_tier where customer_id = $1", [id]);
      if (now.rows[0]!.code === "A") break;
      if (performance.now() - began > 60_000) throw new Error("it is not placed");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    times.push(performance.now() - began);
  }
  say(`on change: ${times.map((one) => ms(one)).join(", ")} from a trade to its code`);
  return times;
}
