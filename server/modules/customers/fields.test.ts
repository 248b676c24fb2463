import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { listFieldsContract } from "./fields.contract.ts";

const house = await startHarness();

const fieldsOf = async (key: "zhao" | "zhou") => {
  const reply = await (await house.as(key)).call(listFieldsContract);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.fields;
};

test("the catalogue says what can be filtered by, with the choices of closed lists", async () => {
  const fields = await fieldsOf("zhao");
  const stage = fields.find(({ field }) => field === "stage")!;
  assert.deepEqual([stage.kind, stage.label, stage.is_filterable], ["choice", null, true]);
  assert.deepEqual(stage.choices?.slice(0, 2), [
    { value: "prospect", label: null },
    { value: "interested", label: null },
  ]);
  assert.equal(fields.find(({ field }) => field === "name")?.is_sortable, true);
  assert.equal(fields.find(({ field }) => field === "tags")?.choices, null);
});

test("a field that no grant opens is not in it", async () => {
  const role = house.ids.roles.get("sales_rep")!;
  await house.db
    .updateTable("role_grant")
    .set({ fields: ["stage", "owner"] })
    .where("role_id", "=", role)
    .where("object", "=", "customer")
    .where("action", "=", "read")
    .execute();
  const names = (await fieldsOf("zhou")).map(({ field }) => field);
  assert.ok(names.includes("stage") && names.includes("team") && names.includes("name"));
  assert.ok(!names.includes("revenue_this_year") && !names.includes("phone"));
  assert.equal((await house.anonymous.call(listFieldsContract)).status, 401);
});
