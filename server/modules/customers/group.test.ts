import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract } from "./customer.contract.ts";
import { groupCustomersContract } from "./group.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const rows = [
  { stage: "loyal", revenue_this_year: 300, province: "浙江省" },
  { stage: "loyal", revenue_this_year: 200, province: "浙江省", currency: "USD" },
  { stage: "loyal", revenue_this_year: 50, province: "江苏省" },
  { stage: "lapsed", revenue_this_year: null },
] as const;
for (const [index, facts] of rows.entries())
  await zhao.call(createCustomerContract, { body: { kind: "company", name: `客户 ${index}`, ...facts } as never });
const zhou = await house.as("zhou");
await zhou.call(createCustomerContract, {
  body: { kind: "person", name: "周的", stage: "loyal", revenue_this_year: 7 },
});

test("groups count all that the reader may see, and sum by currency", async () => {
  const { status, body } = await zhao.call(groupCustomersContract, {
    query: { by: "stage", sum: "revenue_this_year" },
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body, {
    groups: [
      {
        value: "loyal",
        name: null,
        count: 4,
        sums: [
          { currency: "CNY", amount: 357 },
          { currency: "USD", amount: 200 },
        ],
      },
      { value: "lapsed", name: null, count: 1, sums: [] },
    ],
    is_cut: false,
  });
  const own = await zhou.call(groupCustomersContract, { query: { by: "owner", sum: "revenue_this_year" } });
  assert.deepEqual(own.body.groups, [
    { value: zhou.userId, name: "周敏", count: 1, sums: [{ currency: "CNY", amount: 7 }] },
  ]);
});

test("the filter narrows, and what has no value is a group of its own", async () => {
  const filter = JSON.stringify({ all: [{ field: "stage", op: "any", value: ["loyal"] }] });
  const { body } = await zhao.call(groupCustomersContract, { query: { by: "province", filter } });
  assert.deepEqual(
    body.groups.map(({ value, count }) => [value, count]),
    [
      ["浙江省", 2],
      ["江苏省", 1],
      [null, 1],
    ],
  );
});

test("what is no group or sum is named, and hidden fields are refused", async () => {
  const problem = async (query: { by: string; sum?: string }, caller = zhao) => {
    const reply = await caller.call(groupCustomersContract, { query });
    return [reply.status, reply.problem?.id];
  };
  assert.deepEqual(await problem({ by: "remark" }), [400, "list.not_grouped"]);
  assert.deepEqual(await problem({ by: "__proto__" }), [400, "list.not_grouped"]);
  assert.deepEqual(await problem({ by: "stage", sum: "staff_count" }), [400, "list.not_summed"]);
  assert.deepEqual(await problem({ by: "stage" }, house.anonymous), [401, "session.missing"]);
  await house.db
    .updateTable("role_grant")
    .set({ fields: ["stage"] })
    .where("role_id", "=", house.ids.roles.get("sales_rep")!)
    .where("object", "=", "customer")
    .where("action", "=", "read")
    .execute();
  const chen = await house.as("chen");
  assert.deepEqual(await problem({ by: "province" }, chen), [400, "field.hidden"]);
  assert.deepEqual(await problem({ by: "stage", sum: "revenue_this_year" }, chen), [400, "field.hidden"]);
  assert.equal((await problem({ by: "stage" }, chen))[0], 200);
});
