import assert from "node:assert/strict";
import { test } from "node:test";
import { TurnedClock } from "./memory/clock.ts";
import { memoryEngine } from "./memory/memory.ts";
import { dialing, prompts, Trial } from "./suite/engine.fixture.ts";
import type { TrunkLimit } from "./trunk_load.ts";

async function open(limit: TrunkLimit) {
  const limits = { carrier: limit };
  const clock = new TurnedClock(1);
  let made = 0;
  const newId = () => `made-${++made}`;
  const limitOf = (trunkId: string) => (trunkId === "carrier" ? limits.carrier : undefined);
  const { adapter, phones } = memoryEngine({ clock, newId, trunkIds: ["carrier"], prompts, limitOf });
  const trial = new Trial({ adapter, phones, pass: (ms) => clock.turn(ms), close: () => adapter.close() });
  const dial = async (legId: string, number: string) => {
    await adapter.dial("out", legId, { kind: "trunk", trunkId: "carrier", number }, dialing);
    return trial.kindsOf(legId).at(-1);
  };
  return { trial, limits, dial };
}

test("a trunk that carries all it may: callers hear busy, calls out fail with 503, and whoever talks talks on", async () => {
  const { trial, limits, dial } = await open({ channels: 2, perMinute: null });
  const { caller, agent, callerLeg } = await trial.bridged();
  const called = await trial.phones.subscriber("5550101");
  assert.equal(await dial("second", "5550101"), "leg.ringing");
  await called.answer();
  const incoming = trial.toldOf("leg.incoming").length;
  const third = await trial.phones.subscriber("5550102");
  await third.call("5550199");
  assert.equal(third.status, 486);
  assert.equal(trial.toldOf("leg.incoming").length, incoming, "nobody is told of it");
  assert.equal(await dial("third", "5550102"), "leg.failed");
  assert.deepEqual(
    trial.toldOf("leg.failed").map(({ legId, code }) => [legId, code]),
    [["third", 503]],
  );
  limits.carrier = { channels: 1, perMinute: null };
  await trial.hears(caller, 1000);
  await trial.hears(agent, 440);
  await trial.adapter.hangup("second", "normal");
  assert.equal(await dial("fourth", "5550101"), "leg.failed", "one is still there");
  await trial.adapter.hangup(callerLeg, "normal");
  assert.equal(await dial("fifth", "5550101"), "leg.ringing");
});

test("calls between devices take no channel of a trunk", async () => {
  const { trial, dial } = await open({ channels: 1, perMinute: null });
  const lee = await trial.phones.device("lee@agents.test");
  await trial.phones.device("kim@agents.test");
  await lee.call("kim");
  await trial.adapter.dial("in", "kim", { kind: "user", address: "kim@agents.test" }, dialing);
  await trial.phones.subscriber("5550101");
  assert.equal(await dial("out", "5550101"), "leg.ringing");
});

test("calls out in any minute are counted, and those that come in are not", async () => {
  const { trial, dial } = await open({ channels: 10, perMinute: 2 });
  await trial.phones.subscriber("5550101");
  await trial.phones.subscriber("5550102");
  await trial.phones.subscriber("5550103");
  await trial.caller();
  assert.equal(await dial("one", "5550101"), "leg.ringing");
  await trial.pass(30_000);
  assert.equal(await dial("two", "5550102"), "leg.ringing");
  assert.equal(await dial("three", "5550103"), "leg.failed");
  await trial.pass(29_999);
  assert.equal(await dial("four", "5550103"), "leg.failed");
  await trial.pass(1);
  assert.equal(await dial("five", "5550103"), "leg.ringing");
});
