import assert from "node:assert/strict";
import { test } from "node:test";
import { updateUserContract } from "../../people/people.contract.ts";
import { giveRole, maskedGrants, numbers } from "../masked.fixture.ts";
import type { LadderDraft } from "./ladder.contract.ts";
import * as tiers from "./tier.contract.ts";
import { create, house, plain, set, settings, trade, zhao } from "./tier.fixture.ts";

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
