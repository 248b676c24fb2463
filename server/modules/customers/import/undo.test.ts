import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import { listBinContract, restoreCustomersContract } from "../bin.contract.ts";
import { createCustomerContract, readCustomerContract, updateCustomerContract } from "../customer.contract.ts";
import * as contracts from "../import.contract.ts";
import { readUndoContract, undoImportContract } from "../import_undo.contract.ts";
import { importing } from "./import.fixture.ts";

const house = await startHarness();
const he = await house.as("he");
const zhao = await house.as("zhao");
const { send, imported } = importing(house);

const make = async (body: Record<string, unknown>) => {
  const reply = await zhao.call(createCustomerContract, {
    body: { kind: "company", name: "原有", owner_id: house.ids.users.chen!, ...body },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body;
};
const read = async (customerId: string) => await zhao.call(readCustomerContract, { params: { customerId } });
const set = async (customerId: string, values: Record<string, string>, seen: Record<string, string | null>) => {
  const reply = await zhao.call(updateCustomerContract, { params: { customerId }, body: { set: values, seen } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
};
const idOf = async (name: string) =>
  (await house.db.selectFrom("customer").select("id").where("name", "=", name).executeTakeFirstOrThrow()).id;

async function undone(importId: string) {
  const params = { importId };
  const started = await he.call(undoImportContract, { params });
  assert.equal(started.status, 200, JSON.stringify(started.problem));
  for (let i = 0; i < 200; i++) {
    const { body } = await he.call(readUndoContract, { params });
    if (body.undo && body.undo.state !== "running") return body.undo;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the undo does not end");
}

test("untouched customers go to the bin, touched ones stay, values go back only where they are still the imported ones", async () => {
  const old = await make({
    name: "改前的名字",
    remark: "原备注",
    source: null,
    contact_points: [{ kind: "phone", value: "19960000001" }],
  });
  const one = await imported(
    he,
    [
      "名称,电话,备注,来源,网站,标签,联系人,联系人电话",
      "改后的名字,19960000001,新备注,展会,https://new.test,撤销测试,林晓燕,19960000009",
      "没人动过的有限公司,19960000002,,,,,,",
      "有人动过的有限公司,19960000003,,,,,,",
    ].join("\n"),
    { policy: "update" },
  );
  assert.deepEqual([one.created_count, one.updated_count], [2, 1]);
  await set(old.id, { remark: "后来又改的" }, { remark: "新备注" });
  const [still, touched] = [await idOf("没人动过的有限公司"), await idOf("有人动过的有限公司")];
  await set(touched, { source: "电话" }, { source: null });

  const params = { importId: one.id };
  const { body } = await he.call(readUndoContract, { params });
  const { until, kept, ...counts } = body.preview!;
  assert.deepEqual(counts, { binned_count: 1, kept_count: 1, restored_count: 1, left_count: 1 });
  assert.deepEqual(
    kept.map(({ id }) => id),
    [touched],
  );
  assert.ok(Date.parse(until) > Date.now() + 29 * 86_400_000);

  const undo = await undone(one.id);
  assert.deepEqual(
    [undo.state, undo.binned_count, undo.kept_count, undo.restored_count, undo.left_count],
    ["done", 1, 1, 1, 1],
  );
  assert.equal((await read(still)).status, 404);
  assert.equal((await read(touched)).status, 200);
  const now = await read(old.id);
  const { name, remark, source, website } = now.body.facts;
  assert.deepEqual([name, remark, source, website], ["改前的名字", "后来又改的", null, null]);
  const text = JSON.stringify(now.body);
  assert.ok(!text.includes("撤销测试") && !text.includes("林晓燕") && text.includes("19960000001"));
  const bin = await zhao.call(listBinContract, {});
  const row = bin.body.rows.find(({ id }) => id === still)!;
  assert.equal(row.reason, "import_undone");
  await zhao.call(restoreCustomersContract, { body: { ids: [still] } });
  assert.equal((await read(still)).status, 200);
  const names = await house.db
    .selectFrom("domain_event")
    .select("name")
    .where("object_id", "=", one.id)
    .where("name", "like", "import.und%")
    .orderBy("id")
    .execute();
  assert.deepEqual(
    names.map((event) => event.name),
    ["import.undo_started", "import.undone"],
  );
  const again = await he.call(undoImportContract, { params });
  assert.deepEqual([again.status, again.body.binned_count], [200, 1]);
});

test("eight undo at once, over thousands of rows: each customer goes once", async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `批量撤销${i}有限公司`).join("\n");
  const one = await imported(he, `名称\n${rows}\n`, { policy: "create" });
  const replies = await race(8, () => he.call(undoImportContract, { params: { importId: one.id } }));
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array(8).fill(200),
  );
  const undo = await undone(one.id);
  assert.deepEqual([undo.binned_count, undo.kept_count], [3000, 0]);
  const { rows: counted } = await sql<{ standing: number; bins: number }>`
    select count(*) filter (where c.bin_id is null)::int as standing, count(distinct c.bin_id)::int as bins
      from import_customer i join customer c on c.id = i.customer_id where i.import_id = ${one.id}`.execute(house.db);
  assert.deepEqual(counted, [{ standing: 0, bins: 1 }]);
});

test("not before it has ended, not after thirty days, not somebody else's", async () => {
  const { body } = await send(he, "名称\n甲\n");
  const params = { importId: body.id };
  const early = await he.call(undoImportContract, { params });
  assert.deepEqual([early.status, early.problem.id], [409, "import.not_finished"]);
  assert.deepEqual((await he.call(readUndoContract, { params })).body, { undo: null, preview: null });
  assert.equal((await zhao.call(undoImportContract, { params })).status, 404);
  assert.equal((await zhao.call(readUndoContract, { params })).status, 404);
  const zhou = await house.as("zhou");
  assert.equal((await zhou.call(undoImportContract, { params })).status, 403);
  const old = await imported(he, "名称\n太久了有限公司\n", { policy: "create" });
  await sql`update import set finished_at = now() - interval '31 days' where id = ${old.id}`.execute(house.db);
  const late = await he.call(undoImportContract, { params: { importId: old.id } });
  assert.deepEqual([late.status, late.problem.id], [409, "import.undo_too_late"]);
  const failed = await imported(he, "名称\n再来一次有限公司\n", { policy: "create" });
  await undone(failed.id);
  await sql`update import set state = 'failed' where id = ${failed.id}`.execute(house.db);
  const restart = await he.call(contracts.startImportContract, { params: { importId: failed.id } });
  assert.deepEqual([restart.status, restart.problem.id], [409, "import.undone"]);
});
