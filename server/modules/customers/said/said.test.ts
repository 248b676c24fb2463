import assert from "node:assert/strict";
import { test } from "node:test";
import { type Caller, eventsOf, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import * as customers from "../customer.contract.ts";
import { listInteractionsContract } from "../interaction.contract.ts";
import * as contracts from "./said.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");

async function customer(name: string, client_ids: string[] = [], who: Caller = zhou) {
  const made = await who.call(customers.createCustomerContract, { body: { kind: "company", name, client_ids } });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return { customerId: made.body.id };
}

test("a touch says who did it: one of us or another party; corrected, taken off, on the timeline", async () => {
  const params = await customer("收到样品的客户");
  const own = await zhou.call(contracts.addTouchContract, {
    params,
    body: { channel: "sample", campaign: "秋茶包装季", body: " 寄了 320 mm 样膜 " },
  });
  assert.equal(own.status, 200, JSON.stringify(own.problem));
  assert.deepEqual([own.body.user?.name, own.body.other_party, own.body.body], ["周敏", null, "寄了 320 mm 样膜"]);
  const at = { params: { ...params, touchId: own.body.id } };
  const theirs = await zhou.call(contracts.updateTouchContract, { ...at, body: { other_party: "越新广告" } });
  assert.deepEqual([theirs.body.user, theirs.body.other_party], [null, "越新广告"]);
  const line = (await zhou.call(listInteractionsContract, { params, query: { kind: "touch" } })).body.rows;
  assert.deepEqual(
    line.map(({ department, touch }) => [department, touch?.campaign]),
    [["marketing", "秋茶包装季"]],
  );
  assert.equal((await zhou.call(contracts.removeTouchContract, at)).body.done, true);
  assert.equal((await zhou.call(contracts.removeTouchContract, at)).problem.id, "touch.not_found");
  assert.deepEqual(await eventsOf(house.db, params.customerId), [
    "customer.created",
    "touch.added",
    "touch.updated",
    "touch.removed",
  ]);
});

test("an intelligence note has kind, source and reliability; the newest kind filters the list", async () => {
  const params = await customer("上家断货的客户");
  const note = (body: object) =>
    zhou.call(contracts.addIntelligenceContract, {
      params,
      body: { kind: "suppliers", body: "上家断货", ...body } as never,
    });
  const old = await note({ kind: "health", happened_at: "2026-01-01T00:00:00Z", reliability: "rumour" });
  assert.equal(old.body.reliability, "rumour");
  const fresh = await note({
    source: "行业群",
    source_url: "https://news.test/a",
    happened_at: "2026-02-01T00:00:00Z",
  });
  assert.deepEqual([fresh.body.source, fresh.body.reliability], ["行业群", "likely"]);
  const rows = (await zhou.call(contracts.listIntelligenceContract, { params })).body.rows;
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ["suppliers", "health"],
  );
  const list = async (kind: string) => {
    const filter = JSON.stringify({ all: [{ field: "intelligence_kind", op: "any", value: [kind] }] });
    const reply = await zhou.call(customers.listCustomersContract, { query: { filter } });
    return reply.body.rows.some(({ id }) => id === params.customerId);
  };
  assert.deepEqual([await list("suppliers"), await list("health")], [true, false]);
  const bad = await note({ source_url: "javascript:alert(1)" });
  assert.deepEqual([bad.status, bad.problem.id], [400, "request.invalid"]);
  assert.equal((await note({ happened_at: "0000-01-01T00:00:00Z" })).problem.id, "request.invalid");
  assert.equal((await note({ kind: "gossip" })).status, 400);
  assert.equal((await note({ contact_id: newId() })).problem.id, "contact.not_found");
  const at = { params: { ...params, intelligenceId: fresh.body.id } };
  const updated = await zhou.call(contracts.updateIntelligenceContract, { ...at, body: { reliability: "sure" } });
  assert.equal(updated.body.reliability, "sure");
  assert.equal((await zhou.call(contracts.removeIntelligenceContract, at)).body.done, true);
});

test("refused without the right, not found out of reach, and behind the wall of a client", async () => {
  const { kanghe, lingyin } = house.ids.clients as Record<"kanghe" | "lingyin", string>;
  const he = await house.as("he");
  const params = await customer("两家的情报", [kanghe, lingyin], he);
  for (const client_id of [kanghe, lingyin, null])
    await he.call(contracts.addIntelligenceContract, {
      params,
      body: { kind: "reputation", body: `属于 ${client_id}`, client_id },
    });
  const wu = await house.as("wu");
  const seen = (await wu.call(contracts.listIntelligenceContract, { params })).body.rows.map(
    ({ client_id }) => client_id,
  );
  assert.deepEqual(new Set(seen), new Set([kanghe, null]));
  const other = await wu.call(contracts.addIntelligenceContract, {
    params,
    body: { kind: "reputation", body: "别家的", client_id: lingyin },
  });
  assert.equal(other.problem.id, "customer.unknown_reference");
  const li = await house.as("li");
  const body = { kind: "reputation" as const, body: "看不见" };
  assert.equal((await li.call(contracts.addIntelligenceContract, { params, body })).problem.id, "customer.not_found");
  assert.equal((await house.anonymous.call(contracts.addIntelligenceContract, { params, body })).status, 401);
  const id = newId();
  await house.db.insertInto("app_user").values({ id, name: "无权", email: "nobody@yuezhou.test" }).execute();
  const nobody = await house.asUser(id);
  assert.equal(
    (await nobody.call(contracts.addTouchContract, { params, body: { channel: "mail", body: "x" } })).status,
    403,
  );
});
