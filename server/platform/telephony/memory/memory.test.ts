import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineError } from "../adapter.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";
import { dialing, prompts, silenceMs, Trial } from "../suite/engine.fixture.ts";
import { TurnedClock } from "./clock.ts";
import { memoryEngine } from "./memory.ts";

async function open() {
  const clock = new TurnedClock(1);
  let made = 0;
  const newId = () => `made-${++made}`;
  const { adapter, phones, plant } = memoryEngine({ clock, newId, trunkIds: ["carrier"], prompts, silenceMs });
  return { adapter, phones, plant, pass: (ms: number) => clock.turn(ms), close: () => adapter.close() };
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
