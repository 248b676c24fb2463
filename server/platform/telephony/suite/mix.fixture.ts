import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Declare, tones } from "./engine.fixture.ts";

const { caller: callerTone, agent: agentTone, other: otherTone, supervisor: supervisorTone } = tones;

/** What needs a mixer or a recorder. */
export function mixContract(contract: Declare): void {
  contract("a conference of three, one of whom is held, then leaves", async (trial) => {
    const { caller, agent, callId, callerLeg } = await trial.bridged();
    const other = await trial.agent(callId, "other", "kim@agents.test", otherTone);
    await trial.adapter.bridge(callId, [callerLeg, "agent", "other"]);
    await trial.hears(caller, agentTone, otherTone);
    await trial.hears(agent, callerTone, otherTone);
    await trial.hears(other, callerTone, agentTone);
    await trial.adapter.hold("other", true, null);
    await trial.hears(caller, agentTone);
    await trial.hears(other);
    await trial.adapter.hold("other", false, null);
    await trial.hears(other, callerTone, agentTone);
    await trial.adapter.hangup("agent", "normal");
    await trial.hears(caller, otherTone);
    await trial.hears(other, callerTone);
    assert.deepEqual(trial.bridges(), [
      [callerLeg, "agent"],
      [callerLeg, "agent", "other"],
      [callerLeg, "other"],
    ]);
  });

  contract("a supervisor listens, whispers, speaks to all and leaves", async (trial) => {
    const { caller, agent, callId } = await trial.bridged();
    const supervisor = await trial.agent(callId, "supervisor", "kim@agents.test", supervisorTone);
    await trial.adapter.monitor(callId, "supervisor", "listen", "agent");
    await trial.hears(supervisor, callerTone, agentTone);
    await trial.hears(caller, agentTone);
    await trial.hears(agent, callerTone);
    assert.deepEqual(
      (await trial.adapter.snapshot()).legs.map(({ isMonitor }) => isMonitor),
      [false, false, true],
    );
    await trial.adapter.monitor(callId, "supervisor", "whisper", "agent");
    await trial.hears(agent, callerTone, supervisorTone);
    await trial.hears(caller, agentTone);
    await trial.adapter.monitor(callId, "supervisor", "barge", "agent");
    await trial.hears(caller, agentTone, supervisorTone);
    await trial.hears(supervisor, callerTone, agentTone);
    await trial.adapter.monitor(callId, "supervisor", "off", "agent");
    await trial.hears(supervisor);
    await trial.hears(caller, agentTone);
    assert.equal(trial.toldOf("bridge.changed").length, 1);
  });

  contract("a recording counts what was recorded, without pauses, and stops with the call", async (trial) => {
    const { caller, agent, callId, callerLeg } = await trial.bridged();
    const both = { left: [callerLeg], right: ["agent"], key: randomBytes(32) };
    await trial.refuses(trial.adapter.record(callId, "recording", "pause"), "gone");
    await trial.refuses(trial.adapter.record(callId, "recording", "start", { ...both, right: ["nobody"] }), "gone");
    await trial.adapter.record(callId, "recording", "start", both);
    await trial.pass(500);
    await trial.adapter.record(callId, "recording", "pause");
    assert.deepEqual((await trial.adapter.snapshot()).recordings, [
      { callId, recordingId: "recording", isPaused: true, left: [callerLeg], right: ["agent"] },
    ]);
    await trial.pass(400);
    await trial.adapter.record(callId, "recording", "start", { ...both, left: [] });
    assert.deepEqual((await trial.adapter.snapshot()).recordings, [
      { callId, recordingId: "recording", isPaused: true, left: [], right: ["agent"] },
    ]);
    await trial.adapter.record(callId, "recording", "resume");
    await trial.pass(300);
    await agent.hangup();
    await trial.until(() => trial.bridges().length, 2);
    assert.deepEqual(trial.toldOf("record.finished"), []);
    await caller.hangup();
    await trial.until(() => trial.toldOf("record.finished").length, 1);
    const { ms } = trial.toldOf("record.finished")[0]!;
    assert.ok(ms >= 780 && ms < 1150, `${ms} ms`);
    assert.equal(trial.told.at(-1)!.kind, "record.finished");
  });
}
