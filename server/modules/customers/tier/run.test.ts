import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import type { House } from "../../../platform/house.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { columnsOf, selectCells } from "../list.columns.ts";
import { addTradeContract } from "../trade/trade.contract.ts";
import { placeDue, placeNow } from "./due.ts";
import { figureNames, figuresOf } from "./figures.ts";
import { lookNow } from "./look.ts";
import { placeFresh, placeThese, placingAlone } from "./place.ts";
import { loadLadders } from "./rules.ts";
import { runTiers } from "./run.ts";
import { everything } from "./system.ts";

const house = await startHarness();
const [zhao, zhou] = await Promise.all((["zhao", "zhou"] as const).map((key) => house.as(key)));

const rows: { name: string; id: string }[] = [];
for (const [name, amount, more] of [
  ["甲", 600_000_00, {}],
  ["乙", 250_000_00, {}],
  ["丙", 100_000_00, {}],
  ["丁", 50_000_00, {}],
  ["戊", 0, { potential_amount: 9_000_000_00 }],
  ["Dollar", 70_000_00, { currency: "USD" }],
] as const) {
  const body = { kind: "company" as const, name: `分级 ${name}`, ...more };
  const { id } = (await zhou!.call(createCustomerContract, { body })).body;
  rows.push({ name, id });
  if (amount > 0) await trade(id, amount, "currency" in more ? "USD" : "CNY");
}
const idOf = (name: string) => rows.find((row) => row.name === name)!.id;

async function trade(customerId: string, amount: number, currency = "CNY", daysAgo = 3, cost = Math.round(amount / 2)) {
  const traded_on = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const reply = await zhao!.call(addTradeContract, {
    params: { customerId },
    body: { traded_on, amount, currency, cost },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply));
}

/** As the job has it, but for the connection of its own. */
const asHouse = {
  db: house.db,
  transaction: (work: never) => house.db.transaction().execute(work),
  reserve: async () => {
    const { createClient } = await import("../../../platform/database/pool.ts");
    const client = createClient({ url: house.databaseUrl, name: "tiers", statementTimeout: 0, connectTimeout: 5000 });
    await client.connect();
    return { client, release: () => client.end() };
  },
} as unknown as House;
const until = async (what: () => Promise<boolean>) => {
  for (let tries = 0; tries < 100; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("it did not come about");
};

const wasRun = async () => (await sql`select 1 from tier_run where state = 'done'`.execute(house.db)).rows.length > 0;
/** The node may be at a run of its own: then that one places everybody. */
const run = async () => {
  const isOpen = async () =>
    (await sql`select 1 from tier_run where state in ('queued', 'running')`.execute(house.db)).rows.length > 0;
  await until(async () => !(await isOpen()));
  await runTiers(asHouse);
  await until(async () => !(await isOpen()));
};
const tiersOf = async () => {
  const { rows: found } = await sql<{
    id: string;
    code: string;
    pyramid: string;
  }>`select customer_id as id, code, pyramid from customer_tier`.execute(house.db);
  return Object.fromEntries(
    rows.map(({ name, id }) => [
      name,
      found.map((row) => (row.id === id ? `${row.code} ${row.pyramid}` : "")).join(""),
    ]),
  );
};

test("shares begin where the first 80% and 95% of the amounts end, by currency; the pyramid follows contribution and potential", async () => {
  await until(wasRun);
  await run();
  assert.deepEqual(await tiersOf(), {
    甲: "A most_valuable",
    乙: "A low_contribution",
    丙: "B low_contribution",
    丁: "C low_contribution",
    戊: "C most_growable",
    Dollar: "A low_contribution",
  });
});

test("figures added up for all at once are those of the list", async () => {
  const system = await everything(house.db);
  const looked = await lookNow(house.db);
  await sql`insert into interaction (id, customer_id, user_id, kind, happened_at, body)
    select gen_random_uuid(), ${idOf("甲")}::uuid, ${zhou!.userId}::uuid, kind, now() - make_interval(days => days), 'x'
      from (values ('visit', 2), ('call', 40), ('note', 300), ('mail', 500)) as x (kind, days)`.execute(house.db);
  await trade(idOf("甲"), 12_345, "USD");
  await trade(idOf("乙"), -1_000_00, "CNY", 400, -900_00);
  const { joins, value } = figuresOf(new Set(figureNames), (column) => sql`${sql.ref(column)} is not null`, looked.at);
  const names = [...figureNames].filter((name) => name !== "last_interaction");
  const { rows: found } = await sql<{ all: object; each: object }>`
    select json_build_object(${sql.join(names.flatMap((name) => [sql`${name}::text`, value(name)]))}) as all, ${selectCells(columnsOf(system, names.join(",")))} as each
      from customer c ${joins} order by c.id`.execute(house.db);
  assert.equal(names.length, 9);
  assert.equal(found.length, rows.length);
  for (const { all, each } of found) assert.deepEqual(all, each);
  const figures = found.map(({ all }) => all as Record<string, number | null>);
  assert.ok(
    figures.some((one) => one.cost_to_serve_12_months === 31_500) &&
      figures.some((one) => one.cost_to_serve_12_months === null),
  );
  assert.ok(figures.some((one) => one.trade_amount === 249_000_00 && one.trade_amount_12_months === 250_000_00));
});

const moves = async (name: string) =>
  (
    await sql<{
      move: string;
    }>`select ladder || ' ' || from_value || ' ' || to_value as move from tier_move where customer_id = ${idOf(name)} order by moved_at, ladder`.execute(
      house.db,
    )
  ).rows.map(({ move }) => move);
test("a trade moves its customer within seconds by the threshold of the last run, with its history and figures", async () => {
  await trade(idOf("丁"), 100_000_00);
  await until(async () => (await tiersOf()).丁?.startsWith("B") ?? false);
  assert.deepEqual(await moves("丁"), ["code C B"]);
  const { rows: kept } = await sql<{
    figures: object;
  }>`select figures from tier_move where customer_id = ${idOf("丁")}`.execute(house.db);
  assert.deepEqual(kept[0]!.figures, { trade_amount_12_months: 150_000_00 });
  const { rows: told } = await sql<{ name: string; changed: string[] }>`
    select name, changed from domain_event where root_id = ${idOf("丁")} and name like '%tier%'`.execute(house.db);
  assert.deepEqual(told, [{ name: "customer.tier_moved", changed: ["code"] }]);
});

test("who was never placed is placed by what the look has seen as by figures added up anew, and never over newer figures", async () => {
  const placements = async () =>
    (
      await sql<object>`select customer_id, code, code_rule_id, pyramid, pyramid_rule_id, stage_rule_id from customer_tier order by 1`.execute(
        house.db,
      )
    ).rows;
  const forget = () => sql`delete from customer_tier`.execute(house.db);
  await until(async () => (await sql`select 1 from tier_due`.execute(house.db)).rows.length === 0);
  await run(); // the beginnings of shares are of now
  await forget();
  await house.db.transaction().execute(async (tx) => {
    await placingAlone(tx);
    await placeThese(tx, () => sql`true`, await loadLadders(tx), await lookNow(tx));
  });
  const anew = await placements();
  assert.equal(anew.length, rows.length);
  await forget();
  await run();
  assert.deepEqual(await placements(), anew);

  await forget();
  await sql`insert into customer_tier (customer_id, code) values (${idOf("甲")}, 'C')`.execute(house.db);
  const at = rows.map(() => [0, 1, 1]);
  const ladders = (await loadLadders(house.db)).map((one) => ({ ...one, is_on: true }));
  const { placed, moved } = await house.db.transaction().execute(async (tx) => {
    await placingAlone(tx);
    return await placeFresh(tx, { ids: rows.map(({ id }) => id), at }, ladders, await lookNow(tx));
  });
  const stages = await sql`select 1 from customer where stage = ${ladders[0]!.rest_value}`.execute(house.db);
  assert.deepEqual([placed, moved], [stages.rows.length - 1, 0]);
  assert.equal((await tiersOf()).甲, "C null");
  await forget();
  await run();
  assert.deepEqual(await placements(), anew);
});

test("eight who place the same customer at once write one move", async () => {
  await sql`update customer_tier set code = 'C' where customer_id = ${idOf("甲")}`.execute(house.db);
  await race(8, () =>
    house.db.transaction().execute(async (tx) => {
      await placingAlone(tx);
      await placeNow(tx, [idOf("甲")]);
    }),
  );
  assert.deepEqual(
    (await moves("甲")).filter((move) => move.startsWith("code")),
    ["code C A"],
  );
});

test("a row that somebody is at is not waited for: it is placed when they are done", async () => {
  await sql`update customer_tier set code = 'C' where customer_id = ${idOf("乙")}`.execute(house.db);
  await house.db.transaction().execute(async (mine) => {
    await sql`select 1 from customer where id = ${idOf("乙")} for update`.execute(mine);
    await house.db.transaction().execute(async (tx) => {
      await placingAlone(tx);
      assert.deepEqual(await placeNow(tx, [idOf("乙")]), { placed: 0, moved: 0 });
    });
    const { rows: due } = await sql`select 1 from tier_due where customer_id = ${idOf("乙")}`.execute(house.db);
    assert.equal(due.length, 1);
  });
});

test("a run over what stands writes nothing; a killed one is taken up where it was left", async () => {
  await run();
  const before = (await moves("甲")).length;
  await run();
  const latest = async () =>
    (
      await sql<{ id: string; placed: number; looked: number; state: string }>`
        select id, placed_count as placed, looked_count as looked, state from tier_run order by asked_at desc limit 1`.execute(
        house.db,
      )
    ).rows[0]!;
  const { placed, looked, state } = await latest();
  assert.deepEqual({ placed, looked, state }, { placed: 0, looked: rows.length, state: "done" });
  assert.equal((await moves("甲")).length, before);
  await until(async () => (await sql`select 1 from tier_due`.execute(house.db)).rows.length === 0);
  const stood = await tiersOf();
  const [one, other] = rows.map(({ id }) => id);
  await sql`update customer_tier set code = case code when 'A' then 'B' else 'A' end where customer_id in (${one}, ${other})`.execute(
    house.db,
  );
  const { rows: killed } = await sql<{ id: string }>`
    insert into tier_run (id, kind, state, looked_count, placed_count, total, started_at) values (gen_random_uuid(), 'nightly', 'running', 4, 1, 6, now()) returning id`.execute(
    house.db,
  );
  await runTiers(asHouse);
  assert.deepEqual(await tiersOf(), stood);
  const after = await latest();
  assert.deepEqual([after.id, after.placed, after.looked, after.state], [killed[0]!.id, 3, rows.length, "done"]);
});

test("who is placed while a run looks, before its rules are there, is placed by them all the same", async () => {
  await run();
  const stood = (await tiersOf()).甲;
  const has = async (what: typeof isLooked) => (await what.execute(house.db)).rows.length > 0;
  const isLooked = sql`select 1 from tier_run where state = 'running' and total > 0`;
  await sql`delete from customer_tier where customer_id = ${idOf("甲")}`.execute(house.db);
  let running: Promise<void> | undefined;
  await house.db.transaction().execute(async (tx) => {
    await placingAlone(tx);
    running = runTiers(asHouse);
    await until(() => has(isLooked));
    await sql`insert into customer_tier (customer_id) values (${idOf("甲")})`.execute(tx);
  });
  await running;
  assert.equal((await tiersOf()).甲, stood);
});

test("who is placed before new rules are there is due until they are", async () => {
  const [ladder] = (await loadLadders(house.db)).filter(({ is_on }) => is_on);
  const readies = (by: number) =>
    sql`update tier_ladder set ready_version = version - ${by} where ladder = ${ladder!.ladder}`.execute(house.db);
  const isDue = async () =>
    (await sql`select 1 from tier_due where customer_id = ${idOf("乙")}`.execute(house.db)).rows.length > 0;
  await until(async () => !(await isDue()));
  await readies(1);
  await sql`insert into tier_due (customer_id) values (${idOf("乙")})`.execute(house.db);
  await placeDue(asHouse);
  assert.ok(await isDue());
  await readies(0);
  await placeDue(asHouse);
  assert.ok(!(await isDue()));
});

test("more than fifty moves have one event for all of them", async () => {
  await sql`insert into customer (id, kind, name, name_pinyin) select gen_random_uuid(), 'company', '批量 ' || n, 'piliang' from generate_series(1, 60) n`.execute(
    house.db,
  );
  await run();
  await sql`update customer_tier set code = 'B' where code = 'C'`.execute(house.db);
  await run();
  const { rows: told } = await sql<{ count: number }>`
    select (e.payload ->> 'count')::int - count(m.id)::int as count from domain_event e join tier_move m on m.batch_id = e.root_id where e.name = 'tier.moved' group by e.id`.execute(
    house.db,
  );
  assert.deepEqual(told, [{ count: 0 }]);
  const { rows: moved } = await sql<{
    id: string;
  }>`select customer_id as id from tier_move where batch_id is not null limit 1`.execute(house.db);
  const { entries } = (await zhao!.call(readHistoryContract, { params: { customerId: moved[0]!.id } })).body;
  assert.deepEqual(
    entries.slice(0, 1).map(({ name, changes }) => [name, changes]),
    [["tier.moved", [{ field: "code", before: "B", after: "C" }]]],
  );
});
