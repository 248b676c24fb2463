import assert from "node:assert/strict";
import { after, test } from "node:test";
import { deactivateUserContract } from "../../people/people.contract.ts";
import { desks, engine, lastCall, openExchange, ours, until, zhao, zhou } from "./exchange.fixture.ts";

const exchange = await openExchange();
after(() => exchange.close());

test("who is deactivated in a call is in it no more", async () => {
  const caller = await engine.phones.subscriber("+8619900004002");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await desks.zhou.answer();
  await until(() => caller.state === "talking" && desks.zhou.state === "talking");
  const params = { userId: zhou!.userId };
  assert.equal((await zhao!.call(deactivateUserContract, { params })).status, 200);
  engine.plant.setUp(true); // it is looked around then, as every fifteen seconds
  await until(() => desks.zhou.state === "idle" && caller.state === "idle");
  await until(async () => (await lastCall()).ended_at !== null);
  assert.equal((await lastCall()).ended_by, "user");
});
