import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import type { House } from "../../../platform/house.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { protectCustomerContract } from "../protection/protection.contract.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { addTradeContract } from "../trade/trade.contract.ts";
import * as picks from "./pick.contract.ts";
import * as pools from "./pool.contract.ts";
import { nextSlice } from "./recycle.take.ts";
import { recyclePools } from "./recycle.ts";

const house = await startHarness();
const [zhao, he, zhou, chen] = await Promise.all((["zhao", "he", "zhou", "chen"] as const).map((key) => house.as(key)));
const run = () =>
  recyclePools({
    db: house.db,
    transaction: (work: never) => house.db.transaction().execute(work),
  } as unknown as House);

let made = 0;
async function create(daysOwned: number, by = zhou): Promise<string> {
  const body = { kind: "company" as const, name: `回收测试 ${++made}` };
  const { id } = (await by!.call(createCustomerContract, { body })).body;
  await sql`update customer set owned_at = now() - make_interval(days => ${daysOwned}) where id = ${id}`.execute(
    house.db,
  );
  return id;
}
const ownerOf = async (customerId: string) =>
  (await zhao!.call(readCustomerContract, { params: { customerId } })).body.owner?.id ?? null;
const warnings = async (by = zhou) => (await by!.call(picks.listPoolWarningsContract, {})).body.warnings;
const touch = (id: string, daysAgo: number) =>
  sql`insert into interaction (id, customer_id, user_id, kind, happened_at, body)
    values (gen_random_uuid(), ${id}, ${zhou!.userId}, 'call', now() - make_interval(days => ${daysAgo}), '跟进')`.execute(
    house.db,
  );

async function newPool(more: object): Promise<string> {
  await house.db.updateTable("pool").set({ retired_at: "2026-01-01T00:00:00Z" }).execute();
  const body = { name: `回收 ${++made}`, picker_teams: [house.ids.teams.sales!], ...more };
  const reply = await zhao!.call(pools.createPoolContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return reply.body.id;
}
const preview = async (poolId: string) =>
  (await zhao!.call(pools.previewRecyclingContract, { params: { poolId } })).body;

test("what nobody followed up is told to its owner first, taken when the warning is over, and stands in the history", async () => {
  const [old, fresh, followed, kept] = [await create(40), await create(3), await create(40), await create(40)];
  await touch(followed, 2);
  const body = { kind: "protected" as const, reason: "长期合作" };
  await he!.call(protectCustomerContract, { params: { customerId: kept }, body });
  const pool = await newPool({ no_follow_up_days: 30, warning_days: 7 });
  assert.deepEqual(await preview(pool), { due: 0, warned: 0, overdue: 1 });
  await run();
  await run();
  assert.deepEqual(
    (await warnings()).map(({ customer, reason }) => [customer.id, reason]),
    [[old, "no_follow_up"]],
  );
  assert.deepEqual(await warnings(chen), []);
  assert.deepEqual(await preview(pool), { due: 0, warned: 1, overdue: 0 });
  assert.equal(await ownerOf(old), zhou!.userId);
  await sql`update pool_warning set due_on = current_date - 1`.execute(house.db);
  assert.deepEqual(await preview(pool), { due: 1, warned: 0, overdue: 0 });
  await run();
  for (const id of [fresh, followed, kept]) assert.equal(await ownerOf(id), zhou!.userId);
  assert.equal(await ownerOf(old), null);
  const { rows } = (await chen!.call(picks.listPoolCustomersContract, { params: { poolId: pool } })).body;
  assert.deepEqual(
    rows.map(({ id, reason, last_owner }) => [id, reason, last_owner!.name]),
    [[old, "no_follow_up", "周敏"]],
  );
  const [entry] = (await zhao!.call(readHistoryContract, { params: { customerId: old } })).body.entries;
  assert.deepEqual([entry!.name, entry!.changes], ["pool.recycled", [{ field: "owner", before: "周敏", after: null }]]);
  const events = await house.db
    .selectFrom("domain_event")
    .select("name")
    .where("object_id", "=", pool)
    .orderBy("id")
    .execute();
  assert.deepEqual(
    events.map(({ name }) => name),
    ["pool.created", "pool.warning", "pool.recycled"],
  );
  const picked = await chen!.call(picks.pickCustomerContract, { params: { poolId: pool, customerId: old } });
  assert.equal(picked.status, 200);
  await run();
  assert.equal(await ownerOf(old), chen!.userId);
});

test("a follow-up or a new owner takes the warning back", async () => {
  const [one, two] = [await create(100), await create(100)];
  await newPool({ no_follow_up_days: 60, warning_days: 7 });
  await run();
  assert.equal((await warnings()).length, 2);
  await touch(one, 0);
  await house.db.updateTable("customer").set({ owner_id: chen!.userId }).where("id", "=", two).execute();
  await sql`update pool_warning set due_on = current_date - 1`.execute(house.db);
  await run();
  assert.deepEqual([await warnings(), await ownerOf(one), await ownerOf(two)], [[], zhou!.userId, chen!.userId]);
});

test("without a warning it is taken at once; rows somebody is at are left for the next run; other teams' stay", async () => {
  const [one, held, far] = [await create(20), await create(20), await create(20, await house.as("emma"))];
  const pool = await newPool({ no_follow_up_days: 10, warning_days: 0, team_id: house.ids.teams.east_one! });
  await house.db.transaction().execute(async (tx) => {
    await sql`select 1 from customer where id = ${held} for update`.execute(tx);
    await run();
  });
  assert.deepEqual([await ownerOf(one), await ownerOf(held)], [null, zhou!.userId]);
  await run();
  assert.deepEqual([await ownerOf(held), (await ownerOf(far)) === null], [null, false]);
  const refused = await he!.call(pools.previewRecyclingContract, { params: { poolId: pool } });
  assert.equal(refused.status, 403);
});

test("the last trade is the last deal where no own date is named", async () => {
  const [never, long, lately] = [await create(400), await create(400), await create(400)];
  const trade = (customerId: string, traded_on: string) =>
    zhou!.call(addTradeContract, { params: { customerId }, body: { traded_on, amount: 12_000_00 } });
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  for (const reply of [await trade(long, day(200)), await trade(lately, day(20))]) assert.equal(reply.status, 200);
  const pool = await newPool({ no_deal_days: 180, warning_days: 0 });
  await run();
  const { rows } = (await chen!.call(picks.listPoolCustomersContract, { params: { poolId: pool } })).body;
  assert.deepEqual(
    new Set(rows.map(({ id, reason }) => `${id} ${reason}`)),
    new Set([`${never} no_deal`, `${long} no_deal`]),
  );
  assert.equal(await ownerOf(lately), zhou!.userId);
});

test("a pool without a warning does not take what an earlier pool has told its owner of", async () => {
  const one = await create(40);
  await newPool({ no_follow_up_days: 30, warning_days: 7 });
  await run();
  const body = {
    name: `回收 ${++made}`,
    picker_teams: [house.ids.teams.sales!],
    no_follow_up_days: 30,
    warning_days: 0,
  };
  assert.equal((await zhao!.call(pools.createPoolContract, { body })).status, 200);
  await run();
  assert.equal(await ownerOf(one), zhou!.userId);
  await house.db.updateTable("pool").set({ retired_at: "2026-01-01T00:00:00Z" }).execute();
  await house.db.deleteFrom("pool_warning").execute();
  await house.db.updateTable("customer").set({ owned_at: new Date().toISOString() }).where("id", "=", one).execute();
});

test("who lost a customer no longer finds it, its next owner does", async () => {
  const one = await create(40);
  const name = `会飞的灯笼 ${made}`;
  await house.db.transaction().execute(async (tx) => {
    await sql`update customer set name = ${name} where id = ${one}`.execute(tx);
    await refreshSearchOf(tx, [one]);
  });
  const pool = await newPool({ no_follow_up_days: 30, warning_days: 0 });
  const tokens = async () =>
    (
      await sql<{
        scope: string[];
      }>`select array(select lexeme from unnest(tokens) where lexeme like 'o:%' or lexeme like 't:%') as scope
      from search_entry where root_id = ${one}`.execute(house.db)
    ).rows[0]!.scope;
  assert.ok((await tokens()).includes(`o:${zhou!.userId}`));
  await run();
  assert.deepEqual(await tokens(), []);
  assert.equal(
    (await chen!.call(picks.pickCustomerContract, { params: { poolId: pool, customerId: one } })).status,
    200,
  );
  assert.ok((await tokens()).includes(`o:${chen!.userId}`));
});

test("the next transaction takes fewer rows after a slow one, at most twice as many after a fast one", () => {
  assert.deepEqual(
    [nextSlice(100, 600), nextSlice(100, 5), nextSlice(100, 60), nextSlice(400, 0), nextSlice(20, 9000)],
    [20, 200, 100, 500, 20],
  );
});

test("a contract that ended and a deal long ago are dates of own fields", async () => {
  const [ended, running, none, dealt] = [await create(400), await create(400), await create(400), await create(400)];
  await sql`alter table customer add column x_end date, add column x_deal date`.execute(house.db);
  await sql`update customer set x_deal = current_date`.execute(house.db);
  await sql`update customer set x_end = current_date - 40 where id = ${ended}`.execute(house.db);
  await sql`update customer set x_end = current_date - 5 where id = ${running}`.execute(house.db);
  await sql`update customer set x_deal = current_date - 200 where id = ${dealt}`.execute(house.db);
  const pool = await newPool({ warning_days: 0 });
  await sql`update pool set after_contract_end_days = 30, contract_end_field = 'x_end', no_deal_days = 180, deal_field = 'x_deal'
    where id = ${pool}`.execute(house.db);
  const taken = async () =>
    (
      await sql<{ customer_id: string; reason: string }>`select customer_id, reason from pool_membership
        where pool_id = ${pool}`.execute(house.db)
    ).rows;
  // rows that somebody is at, as tiers are at new customers, are skipped until the next run
  for (let runs = 0; runs < 20 && (await taken()).length < 2; runs++) await run();
  const rows = await taken();
  assert.deepEqual(
    new Map(rows.map((row) => [row.customer_id, row.reason])),
    new Map([
      [ended, "contract_end"],
      [dealt, "no_deal"],
    ]),
  );
  for (const id of [running, none]) assert.notEqual(await ownerOf(id), null);
});
