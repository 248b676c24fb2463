import assert from "node:assert/strict";
import { test } from "node:test";
import type { FilterTree } from "#platform/filter/filter.contract.ts";
import { startHarness } from "#test/harness.ts";
import * as contracts from "./customer.contract.ts";
import { logInteractionContract } from "./interaction.contract.ts";

const house = await startHarness();
const day = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * day).toISOString();

await makeRows();

async function makeRows(): Promise<void> {
  const zhao = await house.as("zhao");
  const rows = [
    {
      name: "杭州甲茶业有限公司",
      stage: "loyal",
      province: "浙江省",
      revenue_this_year: 500_000_00,
      founded_on: "2001-02-03",
      tags: ["老客户", "茶"],
    },
    { name: "宁波乙海运有限公司", stage: "buyer", province: "浙江省", revenue_this_year: 20_000_00, tags: ["茶"] },
    {
      name: "苏州丙精密有限公司",
      stage: "prospect",
      province: "江苏省",
      revenue_this_year: null,
      remark: "100% 预付_款",
    },
    { name: "Delta Trading LLC", stage: "lapsed", website: "https://delta.test" },
  ] as const;
  for (const { tags = [], ...row } of rows as readonly ({ tags?: readonly string[] } & (typeof rows)[number])[]) {
    const made = await zhao.call(contracts.createCustomerContract, {
      body: { kind: "company", ...row, tags: [...tags] } as never,
    });
    assert.equal(made.status, 200, JSON.stringify(made.body));
  }
}

async function namesBy(filter: FilterTree, key: "zhao" | "zhou" = "zhao"): Promise<string[]> {
  const reply = await (await house.as(key)).call(contracts.listCustomersContract, {
    query: { filter: JSON.stringify(filter), sort: "created_at", order: "asc" },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.rows.map((row) => row.name!.slice(0, 3));
}

const tagIds = async (...names: string[]): Promise<string[]> => {
  const { body } = await (await house.as("zhao")).call(contracts.listTagsContract);
  return names.map((name) => body.tags.find((tag) => tag.name === name)!.id);
};

test("any field can be filtered by, and a negative sentence holds for rows without a value", async () => {
  const tea = await tagIds("茶");
  const both = await tagIds("茶", "老客户");
  const cases: [FilterTree, string[]][] = [
    [{ all: [{ field: "stage", op: "any", value: ["loyal", "buyer"] }] }, ["杭州甲", "宁波乙"]],
    [{ all: [{ field: "province", op: "none", value: ["浙江省"] }] }, ["苏州丙", "Del"]],
    [{ all: [{ field: "revenue_this_year", op: "gt", value: 20_000_00 }] }, ["杭州甲"]],
    [{ all: [{ field: "revenue_this_year", op: "between", value: [900_000_00, 0] }] }, ["杭州甲", "宁波乙"]],
    [{ all: [{ field: "revenue_this_year", op: "is_not", value: 20_000_00 }] }, ["杭州甲", "苏州丙", "Del"]],
    [{ all: [{ field: "revenue_this_year", op: "empty" }] }, ["苏州丙", "Del"]],
    [{ all: [{ field: "remark", op: "contains", value: "100% 预付_" }] }, ["苏州丙"]],
    [{ all: [{ field: "name", op: "contains", value: "_" }] }, []],
    [{ all: [{ field: "name", op: "begins", value: "delta" }] }, ["Del"]],
    [{ all: [{ field: "founded_on", op: "before", value: "2001-02-04" }] }, ["杭州甲"]],
    [{ all: [{ field: "tags", op: "any", value: tea }] }, ["杭州甲", "宁波乙"]],
    [{ all: [{ field: "tags", op: "all", value: both }] }, ["杭州甲"]],
    [{ all: [{ field: "tags", op: "none", value: both }] }, ["苏州丙", "Del"]],
    [{ all: [{ field: "owner", op: "any", value: ["me"] }] }, ["杭州甲", "宁波乙", "苏州丙", "Del"]],
    [{ all: [{ field: "created_at", op: "this", value: "year" }] }, ["杭州甲", "宁波乙", "苏州丙", "Del"]],
    [{ all: [{ field: "created_at", op: "previous", value: "year" }] }, []],
    [{ any: [{ field: "stage", op: "any", value: ["loyal"] }, { any: [] }] }, ["杭州甲"]],
    [{ all: [] }, ["杭州甲", "宁波乙", "苏州丙", "Del"]],
  ];
  for (const [filter, expected] of cases) assert.deepEqual(await namesBy(filter), expected, JSON.stringify(filter));
});

test("groups nest: this and (that or the other)", async () => {
  const filter: FilterTree = {
    all: [
      { field: "kind", op: "any", value: ["company"] },
      {
        any: [
          { field: "stage", op: "any", value: ["lapsed"] },
          {
            all: [
              { field: "province", op: "any", value: ["浙江省"] },
              { field: "revenue_this_year", op: "lt", value: 100_000_00 },
            ],
          },
        ],
      },
    ],
  };
  assert.deepEqual(await namesBy(filter), ["宁波乙", "Del"]);
});

test("no touch for thirty days: the latest one counts, and nobody's touch counts as long ago", async () => {
  const zhao = await house.as("zhao");
  const { body } = await zhao.call(contracts.listCustomersContract, { query: { sort: "created_at", order: "asc" } });
  const log = (index: number, happened_at: string) =>
    zhao.call(logInteractionContract, {
      params: { customerId: body.rows[index]!.id },
      body: { kind: "note", body: "谈过", happened_at } as never,
    });
  assert.equal((await log(0, daysAgo(60))).status, 200);
  assert.equal((await log(0, daysAgo(3))).status, 200);
  assert.equal((await log(1, daysAgo(60))).status, 200);
  const quiet: FilterTree = {
    all: [{ field: "last_interaction", op: "not_in_last", value: { count: 30, unit: "day" } }],
  };
  assert.deepEqual(await namesBy(quiet), ["宁波乙", "苏州丙", "Del"]);
  const long: FilterTree = { all: [{ field: "last_interaction", op: "before", value: daysAgo(30).slice(0, 10) }] };
  assert.deepEqual(await namesBy(long), ["宁波乙"]);
});

test("a cursor that the database cannot read is named, not thrown", async () => {
  const zhao = await house.as("zhao");
  const id = "0193e9b0-0000-7000-8000-000000000009";
  const cases = [
    ["updated_at", "value", "2026-02-30T00:00:00Z"],
    ["updated_at", "value", "0000-01-01T00:00:00Z"],
    ["updated_at", "value", "2026-01-01T99:00:00Z"],
    ["updated_at", "nothing", ""],
    ["name", "value", "\0"],
    ["revenue_this_year", "value", "1e9"],
    ["stage", "value", "loyal"],
  ] as const;
  for (const [sort, phase, value] of cases) {
    const after = Buffer.from(JSON.stringify([sort, phase, value, id])).toString("base64url");
    const reply = await zhao.call(contracts.listCustomersContract, { query: { sort, after } });
    assert.deepEqual([reply.status, reply.problem.id], [400, "list.bad_cursor"], value);
  }
});

test("what is wrong with a filter is named with its place", async () => {
  const zhao = await house.as("zhao");
  const cases: [unknown, string, string][] = [
    ["not json", "filter", "malformed"],
    [{ all: [{ field: "stage", op: "any", value: ["rich"] }] }, "filter.all.0.value", "unknown_choice"],
    [{ any: [{ field: "nothing", op: "is", value: 1 }] }, "filter.any.0.field", "unknown"],
    [{ all: [{ field: "stage", op: "gt", value: 1 }] }, "filter.all.0.op", "does_not_fit"],
    [{ all: [{ field: "founded_on", op: "on", value: "2026-02-30" }] }, "filter.all.0.value", "not_a_day"],
    [{ all: [{ field: "__proto__", op: "is", value: 1 }] }, "filter.all.0.field", "unknown"],
    [{ all: [{ field: "owner", op: "any", value: ["toString"] }] }, "filter.all.0.value", "unknown_choice"],
    [
      { all: [{ field: "staff_count", op: "is", value: "7; drop table customer" }] },
      "filter.all.0.value",
      "not_a_number",
    ],
  ];
  for (const [filter, field, reason] of cases) {
    const text = typeof filter === "string" ? filter : JSON.stringify(filter);
    const reply = await zhao.call(contracts.listCustomersContract, { query: { filter: text } });
    assert.equal(reply.status, 400, text);
    assert.equal(reply.problem.id, "filter.invalid");
    assert.equal(reply.problem.fields![0]!.reason, reason, text);
    assert.equal(reply.problem.fields![0]!.field, field);
  }
});

test("a day that recurs is found by day and month, whatever its year", async () => {
  const zhao = await house.as("zhao");
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
  const day = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  for (const [name, on] of [
    ["今日生", today],
    ["六天后", day(6)],
    ["七天后", day(7)],
  ]) {
    const birth_on = `1980${on!.slice(4)}`.replace("1980-02-29", "1984-02-29");
    const made = await zhao.call(contracts.createCustomerContract, { body: { kind: "person", name: name!, birth_on } });
    assert.equal(made.status, 200, JSON.stringify(made.body));
  }
  const soon = (op: "recurs_in_next" | "recurs_this", value: object | string): FilterTree => ({
    all: [{ field: "birth_on", op, value: value as never }],
  });
  assert.deepEqual(await namesBy(soon("recurs_in_next", { count: 7, unit: "day" })), ["今日生", "六天后"]);
  assert.deepEqual(await namesBy(soon("recurs_this", "day")), ["今日生"]);
  assert.deepEqual(await namesBy(soon("recurs_this", "year")), ["今日生", "六天后", "七天后"]);
  assert.deepEqual(await namesBy({ all: [{ field: "birth_on", op: "this", value: "year" }] }), []);
});
