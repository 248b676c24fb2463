import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import { tonesIn } from "#test/telephony/alaw.ts";
import { BrowserPhone, withoutBrowser } from "#test/telephony/browser_phone.ts";
import { openEngine, password, startEngines } from "#test/telephony/engine.ts";
import { readRecording } from "#test/telephony/recording.ts";
import type { SipPhone } from "#test/telephony/sip_phone.ts";
import { withoutPrograms } from "../engine/voice.fixture.ts";
import { dialing, prompts, Trial, tones } from "../suite/engine.fixture.ts";

const skip = withoutPrograms;
/** Engines of its own: who is killed often is started again later each time. */
async function open(t: TestContext) {
  const engines = await startEngines();
  const engine = await openEngine(engines);
  t.after(() => engine.close());
  const trial = new Trial(engine);
  /** Kills rtpengine. @param isWhole whether everybody hears again what they should. @returns milliseconds until then */
  const killRelay = async (isWhole: () => boolean | Promise<boolean>): Promise<number> => {
    engines.kill("rtpengine");
    const began = performance.now();
    await trial.pass(200); // what was heard before is forgotten by then
    while (!(await isWhole())) {
      assert.ok(performance.now() - began < 3000, "audio is back within 3 s");
      await trial.pass(10);
    }
    return performance.now() - began;
  };
  return { engines, trial, killRelay };
}

const says = (heard: readonly number[], ...expected: number[]): boolean => heard.join() === expected.join();

test("rtpengine is killed while two talk: both hear each other again, and all that can be done with a call is done", {
  skip,
}, async (t) => {
  const { trial, killRelay } = await open(t);
  const { caller, agent, callerLeg, agentLeg } = await trial.bridged();
  const ms = await killRelay(() => says(caller.hears(), tones.agent) && says(agent.hears(), tones.caller));
  t.diagnostic(`${Math.round(ms)} ms without audio`);
  await trial.adapter.hold(callerLeg, true, "music");
  await trial.hears(caller, prompts.music.tone);
  await trial.hears(agent);
  await trial.adapter.hold(callerLeg, false, null);
  await trial.hears(caller, tones.agent);
  await trial.adapter.mute(agentLeg, true);
  await trial.hears(caller);
  await killRelay(() => says(agent.hears(), tones.caller));
  await trial.hears(caller);
  await trial.adapter.mute(agentLeg, false);
  await trial.hears(caller, tones.agent);
  await agent.press("5");
  await trial.until(() => trial.toldOf("dtmf").map(({ digit }) => digit), ["5"]);
  await trial.adapter.sendDtmf(agentLeg, "42");
  await trial.until(() => agent.keys, "42");
});

test("a held leg has its music again, a device that holds itself goes on holding", { skip }, async (t) => {
  const { trial, killRelay } = await open(t);
  const { caller, agent, callerLeg, agentLeg } = await trial.bridged();
  await trial.adapter.hold(callerLeg, true, "music");
  await trial.hears(caller, prompts.music.tone);
  await killRelay(() => says(caller.hears(), prompts.music.tone) && says(agent.hears()));
  await trial.adapter.hold(callerLeg, false, null);
  await trial.hears(caller, tones.agent);
  await agent.hold(true);
  await trial.until(() => trial.kindsOf(agentLeg).at(-1), "leg.held");
  await killRelay(() => says(caller.hears()));
  await agent.hold(false);
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);
});

test("a conference of three through the mixer is whole again", { skip }, async (t) => {
  const { trial, killRelay } = await open(t);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
  await trial.adapter.bridge(callId, [callerLeg, "agent", "other"]);
  await trial.hears(caller, tones.agent, tones.other);
  await killRelay(
    () =>
      says(caller.hears(), tones.agent, tones.other) &&
      says(agent.hears(), tones.caller, tones.other) &&
      says(other.hears(), tones.caller, tones.agent),
  );
  await trial.adapter.bridge(callId, ["agent", "other"]);
  await trial.hears(agent, tones.other);
  await trial.hears(caller);
});

test("a recording goes on in the same file", { skip }, async (t) => {
  const { engines, trial, killRelay } = await open(t);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const recordingId = `recording-${callId}`;
  const key = randomBytes(32);
  await trial.adapter.record(callId, recordingId, "start", { left: [callerLeg], right: ["agent"], key });
  await trial.pass(400);
  await killRelay(() => says(caller.hears(), tones.agent) && says(agent.hears(), tones.caller));
  await trial.pass(400);
  caller.say(tones.other);
  await trial.pass(600);
  await trial.adapter.record(callId, recordingId, "stop");
  assert.deepEqual(trial.toldOf("record.finished").length, 1);
  const { left, right, end } = await readRecording(engines.options.recordingPath(recordingId), recordingId, key);
  assert.equal(end, "whole");
  const heard = [left, right].map((bytes) => tonesIn(bytes, Object.values(tones)));
  assert.deepEqual(heard, [[tones.caller, tones.other], [tones.agent]]);
});

test("a phone that answers nothing holds nobody up", { skip }, async (t) => {
  const { trial, killRelay } = await open(t);
  const { caller, agent, callId, callerLeg } = await trial.bridged();
  const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
  (agent as SipPhone).isDeaf = true;
  await killRelay(() => true);
  await trial.pass(4500);
  await trial.adapter.bridge(callId, [callerLeg, "other"]);
  await trial.hears(caller, tones.other);
  await trial.hears(other, tones.caller);
  (agent as SipPhone).isDeaf = false;
});

test("who rings while it is killed is heard when they pick up", { skip }, async (t) => {
  const { trial, killRelay } = await open(t);
  const { phone: caller, callId, legId } = await trial.answered();
  const agent = await trial.phones.device("lee@agents.test");
  agent.say(tones.agent);
  await trial.adapter.dial(callId, "agent", { kind: "user", address: "lee@agents.test" }, dialing);
  await trial.until(() => agent.state, "ringing");
  await trial.adapter.park(legId, "music");
  await killRelay(() => says(caller.hears(), prompts.music.tone));
  await agent.answer();
  await trial.until(() => trial.kindsOf("agent").at(-1), "leg.answered");
  await trial.adapter.bridge(callId, [legId, "agent"]);
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);
});

test("a browser is given a new way to its audio (ICE, DTLS) in the call", {
  skip: skip || withoutBrowser,
}, async (t) => {
  const { engines, trial, killRelay } = await open(t);
  const address = "kim@agents.test";
  const browser = await BrowserPhone.open({
    wsPort: engines.places.ws,
    address,
    password,
    tone: tones.agent,
    listenFor: [prompts.music.tone, ...Object.values(tones)],
  });
  t.after(() => browser.close());
  const { phone: caller, callId, legId } = await trial.answered();
  await trial.adapter.dial(callId, "agent", { kind: "user", address }, dialing);
  await trial.until(() => trial.kindsOf("agent").at(-1), "leg.answered");
  await trial.adapter.bridge(callId, [legId, "agent"]);
  await trial.hears(caller, tones.agent);
  const isWholeWith = (tone: number) => {
    caller.say(tone); // another one each time: Chromium plays on for a while what it has heard
    return async () => says(caller.hears(), tones.agent) && says(await browser.hears(), tone);
  };
  const ms = await killRelay(isWholeWith(tones.other));
  t.diagnostic(`${Math.round(ms)} ms without audio`);
  await killRelay(isWholeWith(tones.caller));
  await trial.adapter.park(legId, "music");
  await trial.hears(caller, prompts.music.tone);
});
