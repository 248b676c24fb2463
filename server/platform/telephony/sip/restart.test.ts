import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine, startEngines } from "#test/telephony/engine.ts";
import { withoutPrograms as skip, until } from "../engine/voice.fixture.ts";
import { dialing, Trial, tones } from "../suite/engine.fixture.ts";

test("Kamailio is killed: calls go on, and a desk phone rings within two seconds that has not registered again", {
  skip,
}, async (t) => {
  const engines = await startEngines();
  const engine = await openEngine(engines);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const kim = await trial.phones.device("kim@agents.test");
  kim.say(tones.other);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const before = (await trial.adapter.snapshot()).registered;

  engines.kill("kamailio");
  const killed = performance.now();
  await trial.until(() => trial.toldOf("engine.changed").map(({ isUp }) => isUp), [false, true]);
  assert.deepEqual((await trial.adapter.snapshot()).registered.sort(), before.sort());
  await trial.adapter.dial(callId, "other", { kind: "user", address: "kim@agents.test" }, dialing);
  await until(() => kim.state === "ringing", 2000);
  const ms = Math.round(performance.now() - killed);
  t.diagnostic(`${ms} ms from the kill to the ring`);
  assert.ok(ms < 2000);

  await kim.answer();
  await trial.until(() => trial.kindsOf("other").at(-1), "leg.answered");
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);
  await trial.adapter.bridge(callId, [callerLeg, "other"]);
  await trial.hears(caller, tones.other);
  await trial.hears(kim, tones.caller);
  await caller.hangup();
  await trial.until(() => trial.kindsOf(callerLeg).at(-1), "leg.ended");
  await agent.hangup();
  await trial.until(() => trial.kindsOf("agent").at(-1), "leg.ended");
});

test("who had unregistered is not put back", { skip }, async (t) => {
  const engines = await startEngines();
  const engine = await openEngine(engines);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const kim = await trial.phones.device("kim@agents.test");
  await trial.until(() => trial.toldOf("endpoint.changed").length, 1);
  await kim.unregister();
  await trial.until(() => trial.toldOf("endpoint.changed").length, 2);
  engines.kill("kamailio");
  await trial.until(() => trial.toldOf("engine.changed").map(({ isUp }) => isUp), [false, true]);
  assert.deepEqual((await trial.adapter.snapshot()).registered, []);
  await trial.adapter.dial("call", "leg", { kind: "user", address: "kim@agents.test" }, dialing);
  await trial.until(() => trial.toldOf("leg.failed").map(({ code }) => code), [480]);
});
