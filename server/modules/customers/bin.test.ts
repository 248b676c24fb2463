import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, type Harness, race, startHarness } from "#test/harness.ts";
import {
  listBinContract,
  removeCustomerContract,
  removeCustomersContract,
  restoreCustomersContract,
} from "./bin.contract.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
  updateCustomerContract,
} from "./customer.contract.ts";
import { exportListContract } from "./export.contract.ts";
import { searchContract } from "./search.contract.ts";

const house = await startHarness();
type Key = Parameters<Harness["as"]>[0];
const as = (key: Key) => house.as(key);

async function create(name: string, key: Key = "zhou"): Promise<string> {
  const reply = await (await as(key)).call(createCustomerContract, {
    body: { kind: "company", name, contacts: [{ name: `${name}的人` }] },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.id;
}

async function isFound(key: Key, name: string): Promise<Record<string, boolean>> {
  const me = await as(key);
  const list = await me.call(listCustomersContract, { query: { limit: 200 } });
  const hits = await me.call(searchContract, { query: { q: name } });
  const exported = await me.call(exportListContract, { query: { format: "csv" } });
  return {
    list: list.body.rows.some((row) => row.name === name),
    search: JSON.stringify(hits.body).includes(name),
    export: String(exported.body).includes(name),
  };
}

test("a removed customer is in no exit, and restored it is as it was", async () => {
  const admin = await as("zhao");
  const id = await create("进了回收站的公司");
  const before = await admin.call(readCustomerContract, { params: { customerId: id } });
  assert.deepEqual(await isFound("zhao", "进了回收站的公司"), { list: true, search: true, export: true });

  const removed = await admin.call(removeCustomerContract, { params: { customerId: id } });
  assert.equal(removed.body.removed_count, 1);
  assert.deepEqual(await isFound("zhao", "进了回收站的公司"), { list: false, search: false, export: false });
  assert.equal((await admin.call(readCustomerContract, { params: { customerId: id } })).status, 404);
  const changed = await admin.call(updateCustomerContract, {
    params: { customerId: id },
    body: { set: { stage: "loyal" }, seen: { stage: "prospect" } },
  });
  assert.equal(changed.problem.id, "customer.not_found");
  assert.equal((await admin.call(removeCustomerContract, { params: { customerId: id } })).status, 404);

  const bin = await admin.call(listBinContract, {});
  const row = bin.body.rows.find((one) => one.id === id)!;
  assert.equal(row.name, "进了回收站的公司");
  assert.ok(row.removed_by);
  assert.deepEqual(row.blocked, {});
  const manager = await (await as("he")).call(listBinContract, {});
  assert.deepEqual(manager.body.rows.find((one) => one.id === id)?.blocked, { erase: "no_permission" });

  const restored = await admin.call(restoreCustomersContract, { body: { bin_id: removed.body.bin_id! } });
  assert.deepEqual(restored.body, { restored_count: 1, goes_on: false });
  assert.deepEqual(await isFound("zhao", "进了回收站的公司"), { list: true, search: true, export: true });
  assert.deepEqual((await admin.call(readCustomerContract, { params: { customerId: id } })).body, before.body);
  assert.deepEqual(await eventsOf(house.db, id), ["customer.created", "customer.removed", "customer.restored"]);
  const again = await admin.call(restoreCustomersContract, { body: { bin_id: removed.body.bin_id! } });
  assert.equal(again.problem.id, "bin.not_found");
});

test("who may not remove is refused, who does not see finds nothing", async () => {
  const mine = await create("不许删的公司", "zhou");
  const rep = await (await as("zhou")).call(removeCustomerContract, { params: { customerId: mine } });
  assert.equal(rep.problem.id, "permission.missing");
  assert.equal((await (await as("zhou")).call(listBinContract, {})).status, 403);
  const none = await (await as("zhao")).call(restoreCustomersContract, { body: {} });
  assert.equal(none.problem.id, "bin.not_found");
});

test("a batch takes what it may, names the rest, and eight at once remove once", async () => {
  const admin = await as("zhao");
  const ids = await Promise.all(["一", "二", "三"].map((name) => create(`批量删除${name}`)));
  const unknown = "01900000-0000-7000-8000-000000000000";
  const replies = await race(8, () => admin.call(removeCustomersContract, { body: { ids: [...ids, unknown] } }));
  assert.deepEqual(
    replies.map((reply) => reply.status),
    Array(8).fill(200),
  );
  const took = replies.filter((reply) => reply.body.removed_count > 0);
  assert.equal(took.length, 1);
  assert.equal(took[0]!.body.removed_count, 3);
  assert.deepEqual(took[0]!.body.refused, [{ id: unknown, reason: "not_found" }]);
  const one = await admin.call(restoreCustomersContract, { body: { ids: [ids[0]!] } });
  assert.equal(one.body.restored_count, 1);
  const rest = await admin.call(restoreCustomersContract, { body: { bin_id: took[0]!.body.bin_id! } });
  assert.equal(rest.body.restored_count, 2);
});

test("the bin is paged, and refuses a cursor that is none", async () => {
  const admin = await as("zhao");
  const ids = await Promise.all(["甲", "乙", "丙"].map((name) => create(`翻页${name}`)));
  await admin.call(removeCustomersContract, { body: { ids } });
  const first = await admin.call(listBinContract, { query: { limit: 2 } });
  const second = await admin.call(listBinContract, { query: { limit: 2, after: first.body.next! } });
  const seen = [...first.body.rows, ...second.body.rows].map((row) => row.id);
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(ids.every((id) => seen.includes(id)));
  const bad = await admin.call(listBinContract, { query: { after: "xxx" } });
  assert.equal(bad.problem.id, "list.bad_cursor");
});

test("after its days a removed customer is gone with its history, and the log stands", async () => {
  const admin = await as("zhao");
  const id = await create("三十天后没有了");
  const { body } = await admin.call(removeCustomerContract, { params: { customerId: id } });
  await sql`update bin set binned_at = now() - interval '31 days' where id = ${body.bin_id}`.execute(house.db);
  await sql`select graphile_worker.add_job('empty_bin', '{}'::json)`.execute(house.db);
  const other = await create("把任务叫醒");
  assert.ok(other);
  for (let i = 0; i < 600; i++) {
    const left = await house.db.selectFrom("customer").select("id").where("id", "=", id).execute();
    if (left.length === 0) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const { rows } = await sql<{ customers: number; contacts: number; histories: number; events: number }>`select
    (select count(*) from customer where id = ${id})::int as customers,
    (select count(*) from contact where customer_id = ${id})::int as contacts,
    (select count(*) from history h join domain_event e on e.id = h.event_id where e.root_id = ${id})::int as histories,
    (select count(*) from domain_event where root_id = ${id})::int as events`.execute(house.db);
  assert.deepEqual(rows[0], { customers: 0, contacts: 0, histories: 0, events: 2 });
});
