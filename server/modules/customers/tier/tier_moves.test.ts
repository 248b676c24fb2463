import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { createBulkEditContract, undoBulkEditContract } from "../bulk_edit.contract.ts";
import { listCustomersContract, readCustomerContract, updateCustomerContract } from "../customer.contract.ts";
import { listFieldsContract } from "../fields.contract.ts";
import { groupCustomersContract } from "../group.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { createOwnFieldContract, retireOwnFieldContract } from "../own/own_field.contract.ts";
import type { LadderDraft } from "./ladder.contract.ts";
import * as tiers from "./tier.contract.ts";
import {
  codeOf,
  create,
  gaps,
  house,
  isDone,
  li,
  ofCustomer,
  plain,
  set,
  trade,
  until,
  zhao,
  zhou,
} from "./tier.fixture.ts";

const valuable: LadderDraft = {
  ...plain,
  rest_value: "low_contribution",
  rules: [
    {
      value: "most_valuable",
      condition: { all: [{ field: "contribution_12_months", op: "gte", value: 10_000_00 }] },
      share: null,
    },
  ],
};
await set("code", plain);
await set("pyramid", valuable);

describe("stages", () => {
  const stages: LadderDraft = {
    is_on: true,
    rest_value: "prospect",
    hold_days: 30,
    rules: [{ value: "buyer", condition: { all: [{ field: "trade_count", op: "gte", value: 1 }] }, share: null }],
  };
  const stageOf = async (customerId: string) =>
    (await zhao!.call(readCustomerContract, { params: { customerId } })).body.facts.stage;

  test("move by rule with their history; one set by hand stays for its days", async () => {
    const [id, loyal] = [await create(), await create({ stage: "loyal" })];
    await set("stage", stages);
    assert.equal(await stageOf(loyal), "prospect");
    await trade(id, 10_00);
    await until(async () => (await stageOf(id)) === "buyer");
    const { entries } = (await zhao!.call(readHistoryContract, { params: { customerId: id } })).body;
    const moved = entries.find(({ name }) => name === "customer.tier_moved")!;
    assert.deepEqual([moved.actor, moved.changes], [null, [{ field: "stage", before: "prospect", after: "buyer" }]]);
    const set_ = { stage: "loyal" as const };
    assert.equal(
      (
        await zhou!.call(updateCustomerContract, {
          params: { customerId: id },
          body: { set: set_, seen: { stage: "buyer" } },
        })
      ).status,
      200,
    );
    await until(async () => (await ofCustomer(id)).ladders[0]!.held !== null);
    await until(isDone);
    const [stage] = (await ofCustomer(id)).ladders;
    assert.deepEqual(
      [stage!.value, stage!.held?.reason, stage!.held?.by.id, stage!.held?.by_rules],
      ["loyal", null, zhou!.userId, "buyer"],
    );
    assert.deepEqual(
      stage!.moves.map(({ from, to, by }) => [from, to, by?.id ?? null]),
      [
        ["buyer", "loyal", zhou!.userId],
        ["prospect", "buyer", null],
      ],
    );
    await zhao!.call(tiers.runTiersContract, { body: undefined });
    await until(isDone);
    assert.equal(await stageOf(id), "loyal");
  });

  test("set for many at once they stay too, and go back with the edit", async () => {
    const ids = [await create(), await create()];
    await until(isDone);
    const edit = await zhao!.call(createBulkEditContract, { body: { ids, field: "stage", value: "interested" } });
    assert.equal(edit.status, 200, JSON.stringify(edit.problem));
    await until(async () => (await ofCustomer(ids[1]!)).ladders[0]!.held !== null);
    await until(isDone);
    assert.equal(await stageOf(ids[1]!), "interested");
    await zhao!.call(undoBulkEditContract, { params: { bulkEditId: edit.body.id } });
    await until(async () => (await ofCustomer(ids[1]!)).ladders[0]!.held === null);
    assert.equal(await stageOf(ids[1]!), "prospect");
  });

  test("off, nothing moves them", async () => {
    await set("stage", { ...stages, is_on: false });
    const id = await create({ stage: "loyal" });
    await trade(id, 10_00);
    await until(isDone);
    assert.equal(await stageOf(id), "loyal");
    assert.ok((await ofCustomer(id)).ladders.every(({ ladder }) => ladder !== "stage"));
  });
});

describe("lists and movement", () => {
  test("code and pyramid filter, group and show; figures of cost only to who may see cost", async () => {
    const id = await create({ name: "名单分级" });
    await until(async () => (await codeOf(id)).value === "C");
    await trade(id, 60_000_00);
    await until(async () => (await codeOf(id)).value === "B");
    const filter = JSON.stringify({
      all: [
        { field: "code", op: "any", value: ["B"] },
        { field: "name", op: "is", value: "名单分级" },
      ],
    });
    const list = await zhao!.call(listCustomersContract, {
      query: { filter, columns: "code,pyramid,contribution_12_months" },
    });
    assert.deepEqual(
      list.body.rows.map(({ cells }) => cells),
      [{ code: "B", pyramid: "most_valuable", contribution_12_months: 30_000_00 }],
    );
    const groups = await zhao!.call(groupCustomersContract, { query: { by: "code" } });
    assert.ok(groups.body.groups.some(({ value, count }) => value === "B" && count >= 1));
    const names = async (by: typeof zhou) =>
      (await by!.call(listFieldsContract, {})).body.fields.map(({ field }) => field);
    assert.ok((await names(zhao)).includes("contribution_12_months"));
    assert.ok(
      !(await names(zhou)).some((name) => ["contribution_12_months", "cost_to_serve_12_months"].includes(name)),
    );
    assert.ok((await names(zhou)).includes("code"));
  });

  test("this month's flows and stock; a list stands behind each count; each reader's own customers only", async () => {
    const { months } = (await zhao!.call(tiers.readMovementsContract, { query: { ladder: "code", months: 3 } })).body;
    assert.equal(months.length, 3);
    const now = months.at(-1)!;
    const stock = Object.fromEntries(now.stock.map(({ value, count }) => [value, count]));
    const { rows } = await sql<{
      code: string;
      count: number;
    }>`select t.code, count(*)::int as count from customer_tier t group by 1`.execute(house.db);
    assert.deepEqual(stock, Object.fromEntries(rows.map(({ code, count }) => [code, count])));
    const flow = now.flows.find(({ from, to }) => from === "C" && to === "B")!;
    const filter = JSON.stringify({ all: [{ field: "code_moved", op: "any", value: [`C>B@${now.month}`] }] });
    const list = await zhao!.call(listCustomersContract, { query: { filter, with_count: true } });
    assert.equal(list.body.count?.value, flow.count, JSON.stringify(list));
    assert.deepEqual(
      (await li!.call(tiers.readMovementsContract, { query: { ladder: "code" } })).body.months.at(-1)!.flows,
      [],
    );
    assert.equal((await house.anonymous.call(tiers.readMovementsContract, { query: { ladder: "code" } })).status, 401);
  });
});

test("an own field that rules speak of is not retired", async () => {
  const label = { zh: "信用评分", en: "Credit points" };
  const field = await zhao!.call(createOwnFieldContract, { body: { kind: "number", label } });
  assert.equal(field.status, 200, JSON.stringify(field.problem));
  const isReady = async () =>
    (await zhao!.call(listFieldsContract, {})).body.fields.some((one) => one.field === field.body.key);
  await until(isReady);
  const condition = { all: [{ field: field.body.key, op: "gte" as const, value: 5 }] };
  await set("code", { ...plain, rules: [{ value: "A", condition, share: null }] });
  const id = await create({ [field.body.key]: 7 });
  await until(async () => (await codeOf(id)).value === "A");
  assert.deepEqual(gaps((await codeOf(id)).why), [{ less: 2 }]);
  const retired = await zhao!.call(retireOwnFieldContract, { params: { fieldId: field.body.id } });
  assert.deepEqual([retired.status, retired.problem.id], [409, "own_field.in_use"]);
  await set("code", plain);
  assert.equal((await zhao!.call(retireOwnFieldContract, { params: { fieldId: field.body.id } })).status, 200);
});
