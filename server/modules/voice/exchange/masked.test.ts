import assert from "node:assert/strict";
import { after, test } from "node:test";
import { giveRole, maskedGrants } from "../../customers/masked.fixture.ts";
import { listMyCallsContract, placeCallContract } from "../call.contract.ts";
import { customer, desks, engine, house, openExchange, ours, until, zhao, zhou } from "./exchange.fixture.ts";

const exchange = await openExchange();
after(() => exchange.close());

const telephone = { object: "telephone", action: "use", scope: "all" as const, fields: null };
const number = "+8619900003101";
const hidden = /0000\s?3101|0000\s?31/;
const id = await customer("打码客户", "199 0000 3101", zhao!);
const rung = async () => {
  const caller = await engine.phones.subscriber(number);
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await until(async () => (await zhou!.call(listMyCallsContract)).body.calls.length === 1);
  const told = JSON.stringify([(await zhou!.call(listMyCallsContract)).body, desks.zhou.ring]);
  await caller.hangup();
  await until(() => exchange.callCount === 0);
  return told;
};

test("who sees numbers whole is rung with them", async () => {
  assert.match(await rung(), hidden);
});

test("who sees numbers masked is told none whole: by the page, by the device, when called and when calling", async () => {
  await giveRole(house, "zhou", [...maskedGrants, telephone]);
  assert.doesNotMatch(await rung(), hidden);
  assert.equal((await zhou!.call(placeCallContract, { body: { customer_id: id } })).status, 200);
  await exchange.wake();
  await until(() => desks.zhou.ring !== null && desks.zhou.state === "talking");
  assert.doesNotMatch(JSON.stringify([(await zhou!.call(listMyCallsContract)).body, desks.zhou.ring]), hidden);
  await desks.zhou.hangup();
  await until(async () =>
    (await zhou!.call(listMyCallsContract)).body.calls.every(({ occupation }) => occupation !== "in_call"),
  );
});

test("nor is who reads no numbers at all", async () => {
  await giveRole(house, "zhou", [{ object: "customer", action: "read", scope: "all", fields: ["stage"] }, telephone]);
  assert.doesNotMatch(await rung(), hidden);
});

test("a task to call back names nobody's number whole whose record has it", async () => {
  const tasks = await house.db.selectFrom("task").select("title").where("customer_id", "=", id).execute();
  assert.ok(tasks.length > 0);
  assert.doesNotMatch(JSON.stringify(tasks), hidden);
});
