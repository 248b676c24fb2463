import assert from "node:assert/strict";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { addTradeContract } from "../trade/trade.contract.ts";
import { readCustomerTiersContract, type TierPart } from "./customer_tier.contract.ts";
import type { LadderDraft } from "./ladder.contract.ts";
import * as tiers from "./tier.contract.ts";

export const house = await startHarness();
export const [zhao, he, zhou, li, wu] = await Promise.all(
  (["zhao", "he", "zhou", "li", "wu"] as const).map((key) => house.as(key)),
);
export const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

let made = 0;
export async function create(more: object = {}, by = zhou!) {
  const body = { kind: "company" as const, name: `等级 ${++made}`, ...more };
  const reply = await by.call(createCustomerContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return reply.body.id;
}
export const trade = async (customerId: string, amount: number, ago = 3) => {
  const body = { traded_on: day(ago), amount, currency: "CNY", cost: Math.round(amount / 2) };
  assert.equal((await zhao!.call(addTradeContract, { params: { customerId }, body })).status, 200);
};
export const until = async (what: () => Promise<boolean>) => {
  for (let tries = 0; tries < 150; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("it did not come about");
};
export const settings = async () => (await zhao!.call(tiers.readTiersContract, {})).body;
export const isDone = async () =>
  (await settings()).run?.state === "done" && (await sql`select 1 from tier_due`.execute(house.db)).rows.length === 0;
export const least = (amount: number): LadderDraft["rules"][number]["condition"] => ({
  all: [{ field: "trade_amount_12_months", op: "gte", value: amount }],
});
export const plain: LadderDraft = {
  is_on: true,
  rest_value: "C",
  hold_days: 30,
  rules: [
    { value: "A", condition: least(100_000_00), share: null },
    { value: "B", condition: least(50_000_00), share: null },
  ],
};
export async function set(ladder: "stage" | "code" | "pyramid", draft: LadderDraft, by = zhao!) {
  const seen = (await settings()).ladders.find((one) => one.ladder === ladder)!.version;
  const reply = await by.call(tiers.updateLadderContract, { params: { ladder }, body: { ...draft, seen } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  await until(isDone);
}
export const ofCustomer = async (customerId: string, by = zhao!) =>
  (await by.call(readCustomerTiersContract, { params: { customerId } })).body;
export const codeOf = async (customerId: string, by = zhao!) =>
  (await ofCustomer(customerId, by)).ladders.find(({ ladder }) => ladder === "code")!;
export const gaps = (parts: readonly TierPart[]) => parts.map((part) => ("field" in part ? part.gap : null));
