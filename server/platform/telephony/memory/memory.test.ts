import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineError } from "../adapter.ts";
import type { CallStore, KeptCall } from "../keep.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";
import { dialing, prompts, silenceMs, Trial, tones } from "../suite/engine.fixture.ts";
import { Switchboard } from "../switchboard.ts";
import { TurnedClock } from "./clock.ts";
import { memoryEngine } from "./memory.ts";

async function open() {
  const clock = new TurnedClock(1);
  let made = 0;
  const newId = () => `made-${++made}`;
  const kept = new Map<string, KeptCall>();
  const store: CallStore = {
    save: (call) => void kept.set(call.callId, structuredClone(call)),
    remove: (callId) => void kept.delete(callId),
    load: async () => [...kept.values()],
  };
  const options = { clock, newId, store, trunkIds: ["carrier"], prompts, silenceMs };
  const { adapter, phones, plant } = memoryEngine(options);
  const pass = (ms: number) => clock.turn(ms);
  return { adapter, phones, plant, clock, store, kept, pass, close: () => adapter.close() };
}

adapterContract("memory", open);

test("an engine that is down refuses verbs and calls, and tells when it goes and comes", async () => {
  const engine = await open();
  const trial = new Trial(engine);
  const { legId } = await trial.answered();
  engine.plant.setUp(false);
  await assert.rejects(
    trial.adapter.park(legId, "music"),
    (error) => error instanceof EngineError && error.code === "down",
  );
  await trial.refuses(trial.adapter.dial("call", "leg", { kind: "user", address: "lee@agents.test" }, dialing), "down");
  const late = await trial.phones.subscriber("5550101");
  await late.call("5550199");
  assert.equal(late.status, 503);
  engine.plant.setUp(true);
  assert.deepEqual(
    trial.toldOf("engine.changed").map(({ isUp }) => isUp),
    [false, true],
  );
  await trial.adapter.park(legId, "music");
});

test("who was bridged while the engine was down hears the other as soon as it is back, asked again or not", async () => {
  for (const isAskedAgain of [true, false]) {
    const engine = await open();
    const trial = new Trial(engine);
    const { phone: caller, callId, legId } = await trial.answered();
    const agent = await trial.agent(callId, "agent", "lee@agents.test", tones.agent);
    engine.plant.setUp(false);
    await trial.refuses(trial.adapter.bridge(callId, [legId, "agent"]), "down");
    assert.deepEqual(caller.hears(), []);
    engine.plant.setUp(true);
    if (isAskedAgain) await trial.adapter.bridge(callId, [legId, "agent"]);
    else await trial.pass(1000);
    assert.deepEqual([caller.hears(), agent.hears()], [[tones.agent], [tones.caller]]);
  }
});

test("another switchboard goes on with the calls of one that is no more", async () => {
  const engine = await open();
  const trial = new Trial(engine);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  await trial.adapter.hold(callerLeg, true, "music");
  await trial.adapter.mute("agent", true);
  const before = await trial.adapter.snapshot();
  const gone = await trial.answered();
  await gone.phone.hangup();
  assert.deepEqual([...engine.kept.keys()], [callId]);

  const adapter = await Switchboard.takeOver(engine.plant, engine.clock, engine.store);
  const next = new Trial({ ...engine, adapter });
  assert.deepEqual(await adapter.snapshot(), before);
  assert.deepEqual(next.told, []);
  assert.deepEqual(caller.hears(), [prompts.music.tone]);
  await adapter.hold(callerLeg, false, null);
  await adapter.mute("agent", false);
  await next.hears(caller, tones.agent);
  await next.hears(agent, tones.caller);
  await agent.hangup();
  await caller.hangup();
  await next.pass(1);
  assert.deepEqual(next.kindsOf(callerLeg), ["leg.ended"]);
  assert.equal(engine.kept.size, 0);
});

test("who hangs up after calls were taken up and before anybody listens is told of to who listens first", async () => {
  const engine = await open();
  const { caller, callerLeg } = await new Trial(engine).bridged();
  const adapter = await Switchboard.takeOver(engine.plant, engine.clock, engine.store);
  await caller.hangup();
  const next = new Trial({ ...engine, adapter });
  assert.deepEqual(next.kindsOf(callerLeg), ["leg.ended"]);
});

test("nothing takes time but what the clock brings", async () => {
  const engine = await open();
  const trial = new Trial(engine);
  const { legId } = await trial.answered();
  await trial.adapter.play(legId, "play", ["welcome"], { isLooped: false, isStoppedByKey: false });
  await trial.pass(prompts.welcome.ms - 1);
  assert.deepEqual(trial.toldOf("play.finished"), []);
  await trial.pass(1);
  assert.equal(trial.toldOf("play.finished").length, 1);
});
