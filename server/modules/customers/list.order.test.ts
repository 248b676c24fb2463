import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import * as contracts from "./customer.contract.ts";
import { exportListContract } from "./export.contract.ts";
import { createViewContract } from "./view.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const people = [
  ["甲", { stage: "loyal", revenue_this_year: 300, province: "浙江省", source: "展会" }],
  ["乙", { stage: "prospect", revenue_this_year: null, province: null }],
  ["丙", { stage: "lapsed", revenue_this_year: 100, province: "安徽省" }],
  ["丁", { stage: "buyer", revenue_this_year: null, province: null }],
  ["戊", { stage: "high_value", revenue_this_year: 100, province: "浙江省" }],
] as const;
for (const [name, facts] of people) {
  const made = await zhao.call(contracts.createCustomerContract, {
    body: { kind: "company", name, ...facts } as never,
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
}

/** All names in an order, page by page. */
async function walk(sort: string, order: "asc" | "desc", limit: number): Promise<string> {
  let names = "";
  for (let after: string | undefined; ; ) {
    const reply = await zhao.call(contracts.listCustomersContract, {
      query: { sort, order, limit, ...(after === undefined ? {} : { after }) },
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    names += reply.body.rows.map((row) => row.name).join("");
    if (reply.body.next === null) return names;
    after = reply.body.next;
  }
}

test("every order has a page after the other, and what has no value comes last whichever way round", async () => {
  for (const limit of [1, 2, 3, 50]) {
    assert.equal(await walk("revenue_this_year", "desc", limit), "甲戊丙丁乙", `${limit}`);
    assert.equal(await walk("revenue_this_year", "asc", limit), "丙戊甲乙丁", `${limit}`);
    assert.equal(await walk("stage", "asc", limit), "乙丁甲戊丙", `${limit}`);
    assert.equal(await walk("stage", "desc", limit), "丙戊甲丁乙", `${limit}`);
    assert.equal(await walk("province", "asc", limit), "丙甲戊乙丁", `${limit}`);
    assert.equal(await walk("created_at", "asc", limit), "甲乙丙丁戊", `${limit}`);
  }
});

test("the export goes by the same orders", async () => {
  const reply = await zhao.call(exportListContract, {
    query: { format: "csv", sort: "revenue_this_year", order: "asc" },
  });
  const names = (reply.body as unknown as string).split("\r\n").slice(1, -1);
  assert.deepEqual(
    names.map((line) => line.split(",")[1]),
    ["丙", "戊", "甲", "乙", "丁"],
  );
});

test("columns are brought on demand; what is unknown is left out", async () => {
  const { body } = await zhao.call(contracts.listCustomersContract, {
    query: { sort: "created_at", order: "asc", limit: 1, columns: "source,created_by,nothing,source" },
  });
  const { cells } = body.rows[0]!;
  assert.deepEqual(cells, { source: "展会", created_by: { id: zhao.userId, name: "赵启明" } });
  const { body: plain } = await zhao.call(contracts.listCustomersContract, { query: { limit: 1 } });
  assert.equal(plain.rows[0]!.cells, undefined);
});

test("an unknown order is named; a hidden field is no order, no column and no cell", async () => {
  const unknown = await zhao.call(contracts.listCustomersContract, { query: { sort: "remark" } });
  assert.deepEqual([unknown.status, unknown.problem.id], [400, "list.unknown_sort"]);
  const view = await zhao.call(createViewContract, {
    body: { object: "customer", name: "乱", filter: { all: [] }, sort: "constructor" },
  });
  assert.equal(view.problem.id, "list.unknown_sort");
  await house.db
    .updateTable("role_grant")
    .set({ fields: ["stage", "owner"] })
    .where("role_id", "=", house.ids.roles.get("sales_rep")!)
    .where("object", "=", "customer")
    .where("action", "=", "read")
    .execute();
  const zhou = await house.as("zhou");
  const hidden = await zhou.call(contracts.listCustomersContract, { query: { sort: "revenue_this_year" } });
  assert.deepEqual([hidden.status, hidden.problem.id], [400, "field.hidden"]);
  await zhou.call(contracts.createCustomerContract, { body: { kind: "company", name: "己", stage: "buyer" } });
  const { body } = await zhou.call(contracts.listCustomersContract, { query: { columns: "source,team" } });
  assert.deepEqual(Object.keys(body.rows[0]!.cells ?? {}), ["team"]);
});
