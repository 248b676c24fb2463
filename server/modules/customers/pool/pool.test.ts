import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CastKey } from "#test/cast.ts";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { createCustomerContract, listCustomersContract, readCustomerContract } from "../customer.contract.ts";
import { searchContract } from "../search.contract.ts";
import { transferCustomerContract } from "../sharing.contract.ts";
import * as picks from "./pick.contract.ts";
import * as pools from "./pool.contract.ts";

const house = await startHarness();
const [zhao, he, zhou, chen, li, xu] = await Promise.all(
  (["zhao", "he", "zhou", "chen", "li", "xu"] as const).map((key) => house.as(key)),
);
let made = 0;

async function newPool(more: Partial<pools.PoolSettings> = {}): Promise<string> {
  const body = { name: `公海 ${++made}`, picker_teams: [house.ids.teams.sales!], ...more };
  const reply = await zhao!.call(pools.createPoolContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return reply.body.id;
}

async function create(key: CastKey = "zhou", more: object = {}): Promise<string> {
  const body = { kind: "company" as const, name: `越州公海 ${++made}`, ...more };
  const reply = await (await house.as(key)).call(createCustomerContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return reply.body.id;
}

const release = (by: typeof zhou, customerId: string, pool_id: string) =>
  by!.call(picks.releaseCustomerContract, { params: { customerId }, body: { pool_id, note: " 联系不上 " } });
const pick = (by: typeof zhou, poolId: string, customerId: string) =>
  by!.call(picks.pickCustomerContract, { params: { poolId, customerId } });
const list = async (by: typeof zhou, poolId: string) =>
  (await by!.call(picks.listPoolCustomersContract, { params: { poolId } })).body.rows;

async function released(poolId: string, key: CastKey = "zhou", more: object = {}): Promise<string> {
  const id = await create(key, more);
  assert.equal((await release(await house.as(key), id, poolId)).status, 200);
  return id;
}

describe("release", () => {
  test("a customer goes into the pool, has no owner, and leaves every usual exit; a repeat changes nothing", async () => {
    const pool = await newPool();
    const id = await create();
    const first = await release(zhou, id, pool);
    const again = await release(zhou, id, pool);
    assert.deepEqual([first.status, again.body], [200, first.body]);
    assert.deepEqual(await eventsOf(house.db, id), ["customer.created", "customer.released"]);
    for (const by of [zhou, xu]) {
      const read = await by!.call(readCustomerContract, { params: { customerId: id } });
      assert.deepEqual([read.status, read.problem.id], [404, "customer.not_found"]);
      const rows = (await by!.call(listCustomersContract, { query: { limit: 200 } })).body.rows;
      assert.ok(!rows.some((row) => row.id === id));
      const { hits } = (await by!.call(searchContract, { query: { q: "越州公海" } })).body;
      assert.ok(!hits.some((hit) => hit.customer_id === id));
    }
    const [row] = await list(chen, pool);
    assert.deepEqual([row!.id, row!.reason, row!.note, row!.last_owner!.name], [id, "released", "联系不上", "周敏"]);
    assert.equal((await zhao!.call(readCustomerContract, { params: { customerId: id } })).status, 200);
  });

  test("it is taken back by who released it while nobody has picked it", async () => {
    const pool = await newPool();
    const [one, two] = [await released(pool), await released(pool)];
    const undo = (by: typeof zhou, customerId: string) =>
      by!.call(picks.undoReleaseContract, { params: { customerId } });
    assert.equal((await undo(chen, one)).status, 404);
    const back = await undo(zhou, one);
    assert.deepEqual([back.status, back.body.owner!.name], [200, "周敏"]);
    assert.equal((await pick(li, pool, two)).status, 200);
    const late = await undo(zhou, two);
    assert.deepEqual([late.status, late.problem.id], [409, "pool.taken"]);
    const three = await released(pool);
    await house.db.updateTable("pool_membership").set({ since: "2026-01-01T00:00:00Z" }).execute();
    assert.equal((await undo(zhou, three)).problem.id, "pool.too_late");
  });

  test("others' customers, unknown pools and bad input are refused", async () => {
    const pool = await newPool();
    const id = await create("li");
    assert.deepEqual(
      [(await release(zhou, id, pool)).status, (await release(li, id, newId())).problem.id],
      [404, "pool.not_found"],
    );
    const chens = await create("chen");
    assert.equal((await release(zhou, chens, pool)).status, 403);
    const bad = await li!.call(picks.releaseCustomerContract, {
      params: { customerId: id },
      body: { pool_id: pool, note: " " },
    });
    assert.equal(bad.status, 400);
  });
});

describe("pick", () => {
  test("of fifty at once one gets it, the others learn who", async () => {
    const pool = await newPool();
    const id = await released(pool, "he");
    const pickers = [zhou, chen, li, await house.as("wang"), await house.as("emma"), await house.as("lars")];
    const replies = await race(50, (index) => pick(pickers[index % pickers.length], pool, id));
    const owner = (await zhao!.call(readCustomerContract, { params: { customerId: id } })).body.owner!;
    const lost = replies.filter((reply) => reply.status === 409);
    assert.ok(lost.length >= 40, `${lost.length}`); // the winner's own repeats find it done
    assert.ok(lost.every(({ problem }) => problem.id === "pool.taken"));
    assert.deepEqual(lost[0]!.problem.detail, { by: { id: owner.id, name: owner.name } });
    const won = replies.flatMap((reply, index) =>
      reply.status === 200 ? [pickers[index % pickers.length]!.userId] : [],
    );
    assert.deepEqual([...new Set(won)], [owner.id]);
    assert.deepEqual(
      (await eventsOf(house.db, id)).filter((name) => name === "customer.picked"),
      ["customer.picked"],
    );
    assert.deepEqual(await list(zhou, pool), []);
  });

  test("picks of a day hold when eight are picked at once", async () => {
    const pool = await newPool({ picks_per_day: 3 });
    const ids = await Promise.all(Array.from({ length: 8 }, () => released(pool, "he")));
    const replies = await race(8, (index) => pick(chen, pool, ids[index]!));
    assert.equal(replies.filter(({ status }) => status === 200).length, 3);
    assert.ok(
      replies.filter(({ status }) => status !== 200).every(({ problem }) => problem.id === "pool.picks_per_day"),
    );
    const mine = (await chen!.call(pools.listPoolsContract, {})).body.pools.find((one) => one.id === pool)!;
    assert.deepEqual([mine.mine.picked_today, mine.blocked.pick, mine.size.value], [3, "picks_per_day", 5]);
    assert.ok((await list(chen, pool)).every((row) => row.blocked.pick === "picks_per_day"));
  });

  test("capacity counts what one picked here, or all that one has", async () => {
    const pool = await newPool({ capacity: 1, capacity_counts: "picked" });
    const [one, two] = [await released(pool, "he"), await released(pool, "he")];
    await create("li");
    assert.equal((await pick(li, pool, one)).status, 200);
    assert.equal((await pick(li, pool, two)).problem.id, "pool.capacity");
    const owned = await newPool({ capacity: 1 });
    const three = await released(owned, "he");
    assert.equal((await pick(li, owned, three)).problem.id, "pool.capacity");
    const assigned = await he!.call(picks.assignCustomerContract, {
      params: { poolId: owned, customerId: three },
      body: { user_id: li!.userId },
    });
    assert.equal(assigned.problem.id, "pool.capacity");
  });

  test("the last owner waits", async () => {
    const pool = await newPool({ cool_down_days: 30 });
    const id = await released(pool);
    const [row] = await list(zhou, pool);
    assert.equal(row!.blocked.pick, "cooling");
    assert.equal((await pick(zhou, pool, id)).problem.id, "pool.cooling");
    await house.db
      .updateTable("pool_membership")
      .set({ since: "2026-01-01T00:00:00Z" })
      .where("customer_id", "=", id)
      .execute();
    assert.equal((await pick(zhou, pool, id)).status, 200);
  });

  test("the next ones come in the pool's order, without those that cool down and past no cap", async () => {
    const pool = await newPool({ cool_down_days: 30, picks_per_day: 2 });
    const own = await released(pool, "chen");
    const ids = [await released(pool), await released(pool), await released(pool)];
    const next = await chen!.call(picks.pickNextContract, { params: { poolId: pool }, body: { count: 10 } });
    assert.deepEqual(next.body.picked.map(({ id }) => id).sort(), ids.slice(0, 2).sort());
    assert.deepEqual(
      (await list(chen, pool)).map(({ id }) => id),
      [own, ids[2]],
    );
    const bad = await chen!.call(picks.pickNextContract, { params: { poolId: pool }, body: { count: 0 } });
    assert.equal(bad.status, 400);
  });

  test("who is no picker finds no pool; a manager gives; who has no right is refused", async () => {
    const pool = await newPool({ picker_teams: [house.ids.teams.overseas!] });
    const id = await released(pool);
    assert.deepEqual(
      [(await pick(zhou, pool, id)).problem.id, (await pick(he, pool, id)).problem.id],
      ["pool.not_found", "pool.not_picker"],
    );
    const body = { user_id: chen!.userId };
    const params = { poolId: pool, customerId: id };
    assert.equal((await zhou!.call(picks.assignCustomerContract, { params, body })).status, 403);
    assert.equal((await (await house.as("wu")).call(picks.pickCustomerContract, { params })).status, 403);
    assert.equal(
      (await he!.call(picks.assignCustomerContract, { params, body: { user_id: newId() } })).problem.id,
      "customer.unknown_reference",
    );
    assert.equal((await he!.call(picks.assignCustomerContract, { params, body })).status, 200);
    assert.equal((await chen!.call(readCustomerContract, { params: { customerId: id } })).body.owner!.id, chen!.userId);
    const roles = await newPool({ picker_teams: [], picker_roles: [house.ids.roles.get("sales_rep")!] });
    assert.equal((await pick(zhou, roles, await released(roles, "he"))).status, 200);
  });

  test("whoever gives it an owner, it leaves the pool", async () => {
    const pool = await newPool();
    const id = await released(pool);
    const body = { owner_id: li!.userId, seen: null };
    assert.equal((await zhao!.call(transferCustomerContract, { params: { customerId: id }, body })).status, 200);
    assert.deepEqual(await list(zhou, pool), []);
    assert.equal((await pick(zhou, pool, id)).status, 404);
  });
});

describe("what pickers see", () => {
  const points = [
    { kind: "phone" as const, value: "13800000001" },
    { kind: "mail" as const, value: "a@pool.test" },
  ];

  test("hidden fields stay hidden until the pick, in the list and in the record", async () => {
    const pool = await newPool({ hidden_fields: ["phone", "city", "remark"] });
    const id = await released(pool, "zhou", {
      city: "绍兴市",
      province: "浙江省",
      remark: "关键联系人在外地",
      contact_points: points,
    });
    const [row] = await list(chen, pool);
    assert.deepEqual([row!.province, "city" in row!], ["浙江省", false]);
    const seen = await chen!.call(picks.viewPoolCustomerContract, { params: { poolId: pool, customerId: id } });
    assert.equal(seen.status, 200, JSON.stringify(seen));
    assert.deepEqual(
      seen.body.contact_points!.map(({ kind }) => kind),
      ["mail"],
    );
    assert.ok(!("remark" in seen.body.facts) && seen.body.blocked.update === "no_permission");
    assert.equal((await pick(chen, pool, id)).status, 200);
    const mine = (await chen!.call(readCustomerContract, { params: { customerId: id } })).body;
    assert.deepEqual([mine.facts.remark, mine.contact_points!.length], ["关键联系人在外地", 2]);
  });

  test("a pool may mask numbers until the pick", async () => {
    const pool = await newPool({ hidden_fields: ["phone_whole"] });
    const id = await released(pool, "zhou", { contact_points: [{ kind: "phone" as const, value: "19900004417" }] });
    const seen = await chen!.call(picks.viewPoolCustomerContract, { params: { poolId: pool, customerId: id } });
    assert.deepEqual(
      [seen.body.contact_points![0]!.display, seen.body.blocked.reveal],
      ["199 **** 4417", "no_permission"],
    );
    assert.equal((await pick(chen, pool, id)).status, 200);
    const mine = (await chen!.call(readCustomerContract, { params: { customerId: id } })).body;
    assert.equal(mine.contact_points![0]!.display, "199 0000 4417");
  });

  test("so many records a day are opened, the same one once, also eight at once", async () => {
    const pool = await newPool({ views_per_day: 2 });
    const ids = await Promise.all(Array.from({ length: 4 }, () => released(pool, "he")));
    const view = (customerId: string) =>
      chen!.call(picks.viewPoolCustomerContract, { params: { poolId: pool, customerId } });
    const replies = await race(8, (index) => view(ids[index % 4]!));
    const opened = new Set(replies.filter(({ status }) => status === 200).map(({ body }) => body.id));
    assert.equal(opened.size, 2);
    const shut = ids.find((id) => !opened.has(id))!;
    assert.deepEqual(
      [(await view(shut)).problem.id, (await view([...opened][0]!)).status],
      ["pool.views_per_day", 200],
    );
  });
});

describe("settings", () => {
  test("a pool is changed and closed when it is empty; wrong rules are named", async () => {
    const pool = await newPool();
    const params = { poolId: pool };
    const update = (body: object) => zhao!.call(pools.updatePoolContract, { params, body });
    assert.equal((await update({ no_deal_days: 30, deal_field: "x_nothing" })).problem.fields![0]!.field, "deal_field");
    assert.equal((await update({ after_contract_end_days: 30 })).problem.fields![0]!.field, "contract_end_field");
    assert.equal((await update({ contract_end_field: "x_nothing" })).problem.id, "pool.bad_rule");
    assert.equal((await update({ hidden_fields: ["nothing"] })).problem.id, "pool.bad_rule");
    assert.equal((await update({ picker_teams: [newId()] })).problem.id, "pool.unknown_reference");
    assert.equal((await update({ picks_per_day: 0 })).status, 400);
    assert.equal((await update({ name: "公海 改名", views_per_day: 9 })).body.views_per_day, 9);
    assert.equal(
      (await zhao!.call(pools.createPoolContract, { body: { name: "公海 改名" } })).problem.id,
      "pool.name_taken",
    );
    assert.equal((await he!.call(pools.updatePoolContract, { params, body: { name: "x" } })).status, 403);
    const id = await released(pool);
    assert.equal((await zhao!.call(pools.retirePoolContract, { params })).problem.id, "pool.not_empty");
    await pick(chen, pool, id);
    assert.equal((await zhao!.call(pools.retirePoolContract, { params })).body.is_retired, true);
    assert.deepEqual(await eventsOf(house.db, pool), ["pool.created", "pool.updated", "pool.retired"]);
  });
});
