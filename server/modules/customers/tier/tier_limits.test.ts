import assert from "node:assert/strict";
import { test } from "node:test";
import { listCustomersContract } from "../customer.contract.ts";
import type { LadderDraft } from "./ladder.contract.ts";
import { previewLadderContract } from "./tier.contract.ts";
import { codeOf, create, plain, set, trade, zhao } from "./tier.fixture.ts";

const lately = (field: string, count: number) => ({
  field,
  op: "in_last" as const,
  value: { count, unit: "day" as const },
});

test("a day at the end of time is explained like any other", async () => {
  const id = await create({ founded_on: "9999-12-31" });
  await set("code", { ...plain, rules: [{ value: "A", condition: { all: [lately("founded_on", 30)] }, share: null }] });
  const { value, if_nothing_happens } = await codeOf(id);
  assert.deepEqual([value, if_nothing_happens], ["C", null]);
});

const many = (each: number): LadderDraft => ({
  ...plain,
  rules: Array.from({ length: 50 }, (_, rule) => ({
    value: "A",
    condition: { all: Array.from({ length: each }, (_, one) => lately("trade_last_on", 10 + ((rule + one) % 50))) },
    share: null,
  })),
});

test("fifty rules with five hundred sentences are explained; more are refused before a run chokes on them", async () => {
  const id = await create();
  await trade(id, 100_00, 0);
  await set("code", many(10));
  const { value, position, why } = await codeOf(id);
  assert.deepEqual([value, position, why.length], ["A", 1, 10]);
  const refused = await zhao!.call(previewLadderContract, { params: { ladder: "code" }, body: many(11) });
  assert.deepEqual([refused.status, refused.problem.id], [400, "tier.bad_rule"]);
  assert.deepEqual(refused.problem.fields, [{ field: "rules", reason: "too_many" }]);
});

test("a month before the calendar's first finds nobody", async () => {
  const filter = JSON.stringify({ all: [{ field: "code_moved", op: "any", value: ["C>A@0000-01", "C>A@9999-12"] }] });
  const list = await zhao!.call(listCustomersContract, { query: { filter } });
  assert.deepEqual([list.status, list.body.rows], [200, []]);
});
