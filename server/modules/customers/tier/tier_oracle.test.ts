import assert from "node:assert/strict";
import { test } from "node:test";
import { updateUserContract } from "../../people/people.contract.ts";
import { giveRole, maskedGrants, numbers } from "../masked.fixture.ts";
import { addTradeContract, removeTradeContract } from "../trade/trade.contract.ts";
import { readCustomerTiersContract } from "./customer_tier.contract.ts";
import type { LadderDraft } from "./ladder.contract.ts";
import * as tiers from "./tier.contract.ts";
import { codeOf, create, day, house, plain, set, settings, trade, until, wu, zhao } from "./tier.fixture.ts";

const manage = { object: "tier", action: "manage", scope: "all" as const, fields: null };
const sees = (object: string, fields: string[] | null = null) => ({
  object,
  action: "read",
  scope: "all" as const,
  fields,
});
const rule = (field: string, op: "contains" | "gte" | "any", value: string | number | string[]): LadderDraft => ({
  ...plain,
  rules: [{ value: "A", condition: { all: [{ field, op, value }] }, share: null }],
});
const params = { ladder: "code" as const };

test("the count of a preview spells out no masked number, cost or field that the editor may not see", async () => {
  const { phone } = await numbers(house, 4711).make();
  await trade(await create(), 100_00);
  const wang = await giveRole(house, "wang", [...maskedGrants, manage]);
  const chen = await giveRole(house, "chen", [sees("customer", ["stage"]), sees("trade", []), manage]);
  const cases = [
    [wang, rule("phone", "contains", phone.slice(3, 7))],
    [chen, rule("trade_margin_12_months", "gte", 1)],
    [chen, rule("contribution_12_months", "gte", 1)],
    [chen, rule("source", "contains", "展会")],
  ] as const;
  for (const [caller, draft] of cases) {
    const { version: seen } = (await settings()).ladders.find(({ ladder }) => ladder === "code")!;
    for (const reply of [
      await caller.call(tiers.previewLadderContract, { params, body: draft }),
      await caller.call(tiers.updateLadderContract, { params, body: { ...draft, seen } }),
    ]) {
      assert.deepEqual([reply.status, reply.problem.id], [400, "tier.bad_rule"]);
      assert.deepEqual(reply.problem.fields, [{ field: "rules.0.condition", reason: "hidden" }]);
    }
    assert.equal((await zhao!.call(tiers.previewLadderContract, { params, body: draft })).status, 200);
  }
  const open = await chen.call(tiers.previewLadderContract, { params, body: rule("stage", "any", ["loyal"]) });
  assert.equal(open.status, 200);
});

test("rules that stand already may stay when somebody changes the others", async () => {
  await set("code", rule("source", "contains", "展会"));
  const chen = await giveRole(house, "chen", [sees("customer", ["stage"]), manage]);
  const body = { ...rule("source", "contains", "展会"), rest_value: "B" };
  assert.equal((await chen.call(tiers.previewLadderContract, { params, body })).status, 200);
});

test("behind the wall no rule is made of what all clients' rows add up to", async () => {
  const qiang = await giveRole(house, "qiang", [sees("customer"), sees("trade"), manage]);
  const body = { client_access: "listed" as const, client_ids: [house.ids.clients.lingyin!] };
  assert.equal(
    (await zhao!.call(updateUserContract, { params: { userId: house.ids.users.qiang! }, body })).status,
    200,
  );
  const draft = rule("trade_amount_12_months", "gte", 1);
  const reply = await qiang.call(tiers.previewLadderContract, { params, body: draft });
  assert.deepEqual([reply.status, reply.problem.id], [400, "tier.bad_rule"]);
});

test("a move does not tell what another client's trade once added up to", async () => {
  const [kanghe, lingyin] = [house.ids.clients.kanghe!, house.ids.clients.lingyin!];
  await set("code", plain);
  const id = await create({ client_ids: [kanghe, lingyin] }, zhao!);
  await until(async () => (await codeOf(id)).value === "C");
  const body = { traded_on: day(3), amount: 123_456_78, currency: "CNY", client_id: lingyin };
  const made = await zhao!.call(addTradeContract, { params: { customerId: id }, body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  await until(async () => (await codeOf(id)).value === "A");
  const removed = await zhao!.call(removeTradeContract, { params: { customerId: id, tradeId: made.body.id } });
  assert.equal(removed.status, 200, JSON.stringify(removed.problem));
  await until(async () => (await codeOf(id)).value === "C");
  assert.ok(JSON.stringify((await codeOf(id)).moves).includes("12345678"));
  const told = await wu!.call(readCustomerTiersContract, { params: { customerId: id } });
  assert.equal(told.status, 200);
  assert.equal(told.body.ladders.find(({ ladder }) => ladder === "code")!.moves.length, 2);
  assert.ok(!JSON.stringify(told.body).includes("12345678"));
});
