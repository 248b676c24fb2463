import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, test } from "node:test";
import { tonesIn } from "#test/telephony/alaw.ts";
import { type Engines, openEngine, openEngineOn, openPhones, startEngines } from "#test/telephony/engine.ts";
import { readRecording } from "#test/telephony/recording.ts";
import { withoutPrograms } from "../engine/voice.fixture.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";
import { dialing, Trial, tones } from "../suite/engine.fixture.ts";
import { SipPlant } from "./plant.ts";

let engines: Engines;
const key = randomBytes(32);
before(async () => {
  if (!withoutPrograms) engines = await startEngines();
});

adapterContract("Kamailio and rtpengine", () => openEngine(engines), { skip: withoutPrograms });

test("the media process is killed in a conference: another one takes its place, and the recording is told to have ended", {
  skip: withoutPrograms,
}, async (t) => {
  const plant = await SipPlant.open(engines.options);
  const engine = openEngineOn(engines, plant);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
  await trial.adapter.bridge(callId, [callerLeg, "agent", "other"]);
  await trial.hears(caller, tones.agent, tones.other);
  await trial.adapter.record(callId, `lost-${callId}`, "start", { left: [callerLeg], right: ["agent", "other"], key });
  const killed = plant.mediaPid!;
  process.kill(killed, "SIGKILL");
  await trial.until(() => trial.toldOf("record.finished").map(({ recordingId }) => recordingId), [`lost-${callId}`]);
  // the silence between the two is over before one can be sure to have heard it
  await trial.until(() => plant.mediaPid !== undefined && plant.mediaPid !== killed, true);
  await trial.hears(caller, tones.agent, tones.other);
  await trial.hears(agent, tones.caller, tones.other);
  await trial.hears(other, tones.caller, tones.agent);
  await trial.adapter.sendDtmf("other", "42#");
  await trial.until(() => other.keys, "42#");
  await agent.press("7");
  await trial.until(() => trial.toldOf("dtmf").map(({ legId, digit }) => legId + digit), ["agent7"]);
});

test("a recording has each side in its channel, whoever speaks there, and nothing of a pause", {
  skip: withoutPrograms,
}, async (t) => {
  const engine = await openEngine(engines);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const recordingId = `recording-${callId}`;
  const late = 620;
  const path = engines.options.recordingPath(recordingId);
  await trial.adapter.record(callId, recordingId, "start", { left: [callerLeg], right: ["agent"], key });
  await trial.pass(600);
  await trial.adapter.record(callId, recordingId, "pause");
  caller.say(tones.other);
  await trial.pass(600);
  caller.say(tones.caller);
  await trial.hears(agent, tones.caller);
  await trial.adapter.record(callId, recordingId, "resume");
  await trial.adapter.park(callerLeg, "music");
  await trial.pass(800);
  const before = await readRecording(path, recordingId, key);
  assert.equal(before.end, "cut", "what was said before the pause is on the disk while the call goes on");
  const other = await trial.agent(callId, "other", "kim@agents.test", tones.supervisor);
  await trial.adapter.record(callId, recordingId, "start", { left: [callerLeg], right: ["other"], key });
  await trial.adapter.hangup("agent", "transferred");
  await trial.adapter.bridge(callId, [callerLeg, "other"]);
  await trial.adapter.sendDtmf(callerLeg, "42");
  await trial.until(() => caller.keys, "42");
  caller.say(late);
  await trial.pass(600);
  await trial.adapter.record(callId, recordingId, "stop");
  const { ms } = trial.toldOf("record.finished")[0]!;
  const { seconds, left, right, end, pieces } = await readRecording(path, recordingId, key);
  assert.equal(end, "whole");
  assert.equal(pieces.length, 2, "before the pause and after it");
  assert.ok(Math.abs(seconds * 1000 - ms) < 400, `${seconds} s in the file, ${ms} ms told`);
  const heard = [left, right].map((bytes) => tonesIn(bytes, [...Object.values(tones), late]));
  assert.deepEqual(heard, [
    [tones.caller, late],
    [tones.agent, tones.supervisor],
  ]);
  assert.equal(other.state, "talking");
});

test("a key by INFO is a key, and a device's own transfer is refused", { skip: withoutPrograms }, async (t) => {
  const phones = openPhones(engines);
  const engine = await openEngine(engines, { phones });
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const lee = await phones.device("lee@agents.test");
  await trial.adapter.dial("call", "leg", { kind: "user", address: "lee@agents.test" }, dialing);
  await trial.until(() => lee.state, "ringing");
  await lee.answer();
  await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered"]);
  const type = [["Content-Type", "application/dtmf-relay"]] as const;
  assert.equal(await lee.ask("INFO", "Signal=5\r\nDuration=160\r\n", type), 200);
  await trial.until(() => trial.toldOf("dtmf").map(({ digit }) => digit), ["5"]);
  assert.equal(await lee.ask("INFO", "<media_control/>", [["Content-Type", "application/media_control+xml"]]), 200);
  assert.equal(await lee.ask("REFER", "", [["Refer-To", "<sip:5550123@agents.test>"]]), 603);
  assert.equal(trial.toldOf("dtmf").length, 1);
  assert.equal(lee.state, "talking");
});
