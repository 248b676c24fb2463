import assert from "node:assert/strict";
import { test } from "node:test";
import { race, startHarness } from "#test/harness.ts";
import { createBulkEditContract, previewBulkEditContract, undoBulkEditContract } from "./bulk_edit.contract.ts";
import * as contracts from "./customer.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { shareCustomerContract } from "./sharing.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const zhou = await house.as("zhou");

const make = async (name: string, facts: object, caller = zhou): Promise<string> => {
  const reply = await caller.call(contracts.createCustomerContract, {
    body: { kind: "company", name, ...facts } as never,
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.id;
};
const factOf = async (id: string, field: "source" | "revenue_this_year" | "founded_on") =>
  (await zhao.call(contracts.readCustomerContract, { params: { customerId: id } })).body.facts[field];
const namesOf = async (events: string) =>
  (await house.db.selectFrom("domain_event").select("name").where("object", "=", events).execute()).map(
    ({ name }) => name,
  );

test("many are set at once with one event, shown in each one's history, and taken back where nobody has touched them", async () => {
  const ids = [await make("甲", { source: "展会" }), await make("乙", {}), await make("丙", { source: "官网" })];
  const body = { ids, field: "source", value: "官网" };
  const preview = await zhou.call(previewBulkEditContract, { body });
  assert.deepEqual(preview.body, { total: 3, changed: 2, same: 1, refused: [] });
  assert.equal(await factOf(ids[0]!, "source"), "展会", "a preview changes nothing");
  const edit = await zhou.call(createBulkEditContract, { body });
  assert.deepEqual([edit.status, edit.body.changed_count], [200, 2], JSON.stringify(edit.body));
  assert.equal(await factOf(ids[1]!, "source"), "官网");
  assert.deepEqual(await namesOf("bulk_edit"), ["bulk_edit.made"]);

  await zhou.call(contracts.updateCustomerContract, {
    params: { customerId: ids[1]! },
    body: { set: { source: "电话" }, seen: { source: "官网" } },
  });
  const params = { bulkEditId: edit.body.id };
  const replies = await race(8, () => zhou.call(undoBulkEditContract, { params }));
  assert.deepEqual(
    replies.map((reply) => [reply.status, reply.body.restored_count]),
    Array(8).fill([200, 1]),
  );
  assert.deepEqual(
    [await factOf(ids[0]!, "source"), await factOf(ids[1]!, "source"), await factOf(ids[2]!, "source")],
    ["展会", "电话", "官网"],
  );
  assert.deepEqual(await namesOf("bulk_edit"), ["bulk_edit.made", "bulk_edit.undone"]);
  const history = async (id: string) =>
    (await zhou.call(readHistoryContract, { params: { customerId: id } })).body.entries
      .filter(({ name }) => name.startsWith("bulk_edit"))
      .map(({ changes }) => changes);
  assert.deepEqual(await history(ids[0]!), [
    [{ field: "source", before: "官网", after: "展会" }],
    [{ field: "source", before: "展会", after: "官网" }],
  ]);
  assert.deepEqual(await history(ids[1]!), [[{ field: "source", before: null, after: "官网" }]]);
  assert.deepEqual(await history(ids[2]!), []);
});

test("all that match are set; values keep their types; who may not be changed is counted and left", async () => {
  const mine = await make("丁", { stage: "lapsed", revenue_this_year: 5 });
  const shared = await make("戊", { stage: "lapsed", revenue_this_year: 9 }, zhao);
  const unseen = await make("己", { stage: "lapsed" }, zhao);
  await zhao.call(shareCustomerContract, {
    params: { customerId: shared },
    body: { user_id: zhou.userId, team_id: null, access: "read" },
  });
  const filter = JSON.stringify({ all: [{ field: "stage", op: "any", value: ["lapsed"] }] });
  const body = { filter, field: "revenue_this_year", value: 700 };
  const preview = await zhou.call(previewBulkEditContract, { body });
  assert.deepEqual(preview.body, { total: 2, changed: 1, same: 0, refused: [{ reason: "no_permission", count: 1 }] });
  const edit = await zhou.call(createBulkEditContract, { body });
  assert.equal(edit.body.changed_count, 1);
  assert.deepEqual([await factOf(mine, "revenue_this_year"), await factOf(shared, "revenue_this_year")], [700, 9]);
  assert.equal(await factOf(unseen, "revenue_this_year"), null);
  const day = await zhou.call(createBulkEditContract, {
    body: { ids: [mine], field: "founded_on", value: "2020-02-29" },
  });
  assert.equal(await factOf(mine, "founded_on"), "2020-02-29");
  await zhou.call(undoBulkEditContract, { params: { bulkEditId: day.body.id } });
  assert.equal(await factOf(mine, "founded_on"), null);
});

test("a repeat with the same key makes nothing; an edit is its maker's", async () => {
  const ids = [await make("庚", {})];
  const headers = { "idempotency-key": "bulk-once-0001" };
  const replies = await race(4, () =>
    zhou.call(createBulkEditContract, { headers, body: { ids, field: "source", value: "一次" } }),
  );
  assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1);
  const params = { bulkEditId: replies[0]!.body.id };
  const other = await zhao.call(undoBulkEditContract, { params });
  assert.deepEqual([other.status, other.problem.id], [404, "bulk_edit.not_found"]);
});

test("what is wrong is named", async () => {
  const ids = [await make("辛", {})];
  const problem = async (body: object, caller = zhou) => {
    const reply = await caller.call(previewBulkEditContract, { body: body as never });
    return reply.problem?.id ?? reply.status;
  };
  assert.equal(await problem({ ids, field: "source" }), "request.invalid");
  assert.equal(await problem({ field: "source", value: "x" }), "bulk_edit.not_chosen");
  assert.equal(await problem({ ids, filter: "", field: "source", value: "x" }), "bulk_edit.not_chosen");
  for (const field of ["name", "tax_id", "owner_id", "bin_id", "constructor"])
    assert.equal(await problem({ ids, field, value: "x" }), "bulk_edit.not_editable", field);
  assert.equal(await problem({ ids, field: "stage", value: "rich" }), "bulk_edit.bad_value");
  assert.equal(await problem({ ids, field: "stage", value: null }), "bulk_edit.bad_value");
  assert.equal(await problem({ filter: "{", field: "source", value: "x" }), "filter.invalid");
  assert.equal(await problem({ ids, field: "source", value: "x" }, house.anonymous), "session.missing");
  const li = await house.as("li");
  const seen = await li.call(previewBulkEditContract, { body: { ids, field: "source", value: "x" } });
  assert.equal(seen.body.total, 0, "who is out of sight is not there");
});
