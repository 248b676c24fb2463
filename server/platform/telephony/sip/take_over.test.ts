import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { tonesIn } from "#test/telephony/alaw.ts";
import type { ControllerOptions } from "#test/telephony/controller.ts";
import { callsIn, type Engines, openEngine, openPhones, startEngines } from "#test/telephony/engine.ts";
import { readRecording } from "#test/telephony/recording.ts";
import { RecordingDamaged } from "../../recording/format.ts";
import { callFiles } from "../call_files.ts";
import { withoutPrograms as skip } from "../engine/voice.fixture.ts";
import { Ng } from "../rtpengine/ng.ts";
import { prompts, Trial, tones } from "../suite/engine.fixture.ts";

let engines: Engines;
before(async () => {
  if (!skip) engines = await startEngines();
});

/** A controller that has connected a caller with an agent and was killed, and what it has kept. */
async function killedController(t: TestContext, { key, talkMs = 0 }: { key?: Buffer; talkMs?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-kept-"));
  const { places, outside, address, password } = engines.options;
  const controller = await startController({
    ...{ places, outside, address, password, folder },
    ...(key && { key: key.toString("base64") }),
  });
  t.after(async () => {
    controller.child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });
  const phones = openPhones(engines);
  t.after(() => phones.close());
  const agent = await phones.device("lee@agents.test");
  const caller = await phones.subscriber("5550100");
  agent.say(tones.agent);
  caller.say(tones.caller);
  await caller.call("5550199");
  await until(() => agent.state === "ringing");
  await agent.answer();
  const [, callId] = (await controller.line(/^bridged/)).split(" ") as [string, string];
  await until(() => caller.hears()[0] === tones.agent && agent.hears()[0] === tones.caller);
  await sleep(talkMs);
  controller.child.kill("SIGKILL");
  await once(controller.child, "exit");
  return { folder, phones, agent, caller, callId };
}

async function startController(options: ControllerOptions) {
  const script = join(import.meta.dirname, "../../../../test/telephony/controller.ts");
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => lines.push(line));
  const line = async (pattern: RegExp): Promise<string> => {
    await until(() => lines.some((one) => pattern.test(one)));
    return lines.find((one) => pattern.test(one))!;
  };
  await line(/^ready/);
  return { child, line };
}

/** rtpengine forgets a call, as one does that was killed and started anew. */
async function forget(callId: string): Promise<void> {
  const ng = new Ng(engines.places.ng);
  await ng.ask({ command: "delete", "call-id": callId, "delete-delay": 0 });
  ng.close();
}

async function until(isSo: () => boolean): Promise<void> {
  for (let left = 400; !isSo(); left--) {
    assert.ok(left > 0, "not within 8 s");
    await sleep(20);
  }
}

test("a controller is killed: audio goes on, the next one has the call and does all with it", { skip }, async (t) => {
  const { folder, phones, agent, caller, callId } = await killedController(t);
  await sleep(500);
  await until(() => caller.hears()[0] === tones.agent && agent.hears()[0] === tones.caller); // nobody is there and they talk

  const engine = await openEngine(engines, { store: callFiles(folder), phones });
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { legs, bridges } = await trial.adapter.snapshot();
  const agentLeg = `agent-${callId}`;
  const callerLeg = legs.find(({ legId }) => legId !== agentLeg)!.legId;
  assert.deepEqual(
    legs.map(({ state }) => state),
    ["up", "up"],
  );
  assert.deepEqual(bridges, [{ callId, legIds: [callerLeg, agentLeg] }]);
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);

  await trial.adapter.hold(callerLeg, true, "music");
  await trial.hears(caller, prompts.music.tone);
  await trial.hears(agent);
  await trial.adapter.hold(callerLeg, false, null);
  await trial.hears(caller, tones.agent);
  await agent.hold(true);
  await trial.until(() => trial.kindsOf(agentLeg), ["leg.held"]);
  await agent.hold(false);
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);
  await agent.press("5");
  await trial.until(() => trial.toldOf("dtmf").map(({ digit }) => digit), ["5"]);

  await caller.hangup();
  await trial.until(() => trial.kindsOf(callerLeg), ["leg.ended"]);
  await trial.adapter.hangup(agentLeg, "normal");
  await trial.until(() => agent.state, "idle");
  assert.deepEqual(await readdir(folder), []);
});

test("who has hung up while nobody was there is ended, and the other one is still there", { skip }, async (t) => {
  const { folder, phones, agent, caller, callId } = await killedController(t);
  await caller.hangup();
  caller.cutOff(true);
  await sleep(11_500);
  const engine = await openEngine(engines, { store: callFiles(folder), phones });
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { legs, bridges } = await trial.adapter.snapshot();
  assert.deepEqual(
    legs.map(({ legId }) => legId),
    [`agent-${callId}`],
  );
  assert.deepEqual(bridges, []);
  await trial.hears(agent);
  await trial.adapter.hangup(`agent-${callId}`, "normal");
  await trial.until(() => agent.state, "idle");
});

test("calls whose audio has gone meanwhile are given new audio", { skip }, async (t) => {
  const { folder, phones, agent, caller, callId } = await killedController(t);
  await forget(callId);
  assert.deepEqual(await callsIn(engines.places), []);
  const engine = await openEngine(engines, { store: callFiles(folder), phones });
  t.after(() => engine.close());
  const trial = new Trial(engine);
  await trial.hears(caller, tones.agent);
  await trial.hears(agent, tones.caller);
  await caller.hangup();
  await trial.adapter.hangup(`agent-${callId}`, "normal");
  await trial.until(() => agent.state, "idle");
  assert.deepEqual(await readdir(folder), []);
});

test("whose phone knows of no call any more is ended, with audio or without", { skip }, async (t) => {
  const { folder, phones, agent, caller, callId } = await killedController(t);
  await forget(callId);
  await caller.hangup();
  const engine = await openEngine(engines, { store: callFiles(folder), phones });
  t.after(() => engine.close());
  const trial = new Trial(engine);
  const { legs } = await trial.adapter.snapshot();
  assert.deepEqual(
    legs.map(({ legId }) => legId),
    [`agent-${callId}`],
  );
  await trial.adapter.hangup(`agent-${callId}`, "normal");
  await trial.until(() => agent.state, "idle");
  assert.deepEqual(await readdir(folder), []);
});

test("a controller is killed in a recorded call: what was said until then is whole, and encrypted", {
  skip,
}, async (t) => {
  const key = randomBytes(32);
  const { folder } = await killedController(t, { key, talkMs: 1500 });
  const path = join(folder, "recording.zrec");
  let read = await readRecording(path, "recording", key);
  for (let left = 50; read.end !== "whole" && left > 0; left--) {
    await sleep(20);
    read = await readRecording(path, "recording", key);
  }
  assert.equal(read.end, "whole", "the media process has seen to it");
  assert.ok(read.seconds > 1.3 && read.seconds < 3, `${read.seconds} s`);
  assert.deepEqual(tonesIn(read.left, Object.values(tones)), [tones.caller]);
  assert.deepEqual(tonesIn(read.right, Object.values(tones)), [tones.agent]);
  await assert.rejects(readRecording(path, "recording", randomBytes(32)), RecordingDamaged);
});
