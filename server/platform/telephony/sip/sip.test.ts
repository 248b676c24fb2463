import { before, test } from "node:test";
import { type Engines, openEngine, openEngineOn, startEngines } from "#test/telephony/engine.ts";
import { withoutPrograms } from "../engine/voice.fixture.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";
import { Trial, tones } from "../suite/engine.fixture.ts";
import { SipPlant } from "./plant.ts";

let engines: Engines;
before(async () => {
  if (!withoutPrograms) engines = await startEngines();
});

/** These need a recorder. */
const withoutRecorder = ["a recording counts what was recorded, without pauses, and stops with the call"];

adapterContract("Kamailio and rtpengine", () => openEngine(engines), {
  except: withoutRecorder,
  skip: withoutPrograms,
});

test("the mixer is killed in a conference: another one takes its place", { skip: withoutPrograms }, async (t) => {
  const plant = await SipPlant.open(engines.options);
  const engine = openEngineOn(engines, plant);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
  await trial.adapter.bridge(callId, [callerLeg, "agent", "other"]);
  await trial.hears(caller, tones.agent, tones.other);
  process.kill(plant.mixerPid!, "SIGKILL");
  await trial.hears(caller);
  await trial.hears(caller, tones.agent, tones.other);
  await trial.hears(agent, tones.caller, tones.other);
  await trial.hears(other, tones.caller, tones.agent);
  await trial.adapter.sendDtmf("other", "42#");
  await trial.until(() => other.keys, "42#");
  await agent.press("7");
  await trial.until(() => trial.toldOf("dtmf").map(({ legId, digit }) => legId + digit), ["agent7"]);
});
