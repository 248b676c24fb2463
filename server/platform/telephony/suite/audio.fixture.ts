import assert from "node:assert/strict";
import { type Declare, prompts, tones } from "./engine.fixture.ts";

/** Who hears whom. */
export function audioContract(contract: Declare): void {
  contract("two legs hear each other; who is left alone hears nothing", async (trial) => {
    const { caller, agent, callId, callerLeg } = await trial.bridged();
    await trial.adapter.bridge(callId, [callerLeg, "agent"]);
    assert.deepEqual(trial.toldOf("bridge.changed"), [
      { kind: "bridge.changed", callId, legIds: [callerLeg, "agent"] },
    ]);
    assert.deepEqual((await trial.adapter.snapshot()).bridges, [{ callId, legIds: [callerLeg, "agent"] }]);
    await agent.hangup();
    await trial.hears(caller);
    assert.deepEqual(trial.told.slice(-2), [
      { kind: "leg.ended", callId, legId: "agent", by: "them", cause: "normal" },
      { kind: "bridge.changed", callId, legIds: [callerLeg] },
    ]);
    assert.deepEqual((await trial.adapter.snapshot()).bridges, []);
  });

  contract("an answered leg hears nothing until something is done with it", async (trial) => {
    const { phone, callId } = await trial.answered();
    const agent = await trial.agent(callId, "agent", "lee@agents.test", tones.agent);
    await trial.pass(300);
    assert.deepEqual([phone.hears(), agent.hears()], [[], []]);
  });

  contract("a parked leg hears music, then nothing", async (trial) => {
    const { caller, agent, callerLeg } = await trial.bridged();
    await trial.adapter.park(callerLeg, "music");
    await trial.hears(caller, prompts.music.tone);
    await trial.hears(agent);
    assert.deepEqual(trial.bridges().at(-1), ["agent"]);
    await trial.adapter.park(callerLeg, null);
    await trial.hears(caller);
  });

  contract("music ends where a bridge begins", async (trial) => {
    const { phone, callId, legId } = await trial.answered();
    await trial.adapter.park(legId, "music");
    await trial.hears(phone, prompts.music.tone);
    const agent = await trial.agent(callId, "agent", "lee@agents.test", tones.agent);
    await trial.adapter.bridge(callId, [legId, "agent"]);
    await trial.hears(phone, tones.agent);
    await trial.hears(agent, tones.caller);
  });

  contract("a held leg hears music and is not heard, and comes back", async (trial) => {
    const { caller, agent, callerLeg } = await trial.bridged();
    await trial.adapter.hold(callerLeg, true, "music");
    await trial.hears(caller, prompts.music.tone);
    await trial.hears(agent);
    const { legs, bridges } = await trial.adapter.snapshot();
    assert.deepEqual(
      legs.map(({ isHeld }) => isHeld),
      [true, false],
    );
    assert.equal(bridges.length, 1, "the bridge is still there");
    await trial.adapter.hold(callerLeg, false, null);
    await trial.hears(caller, tones.agent);
    await trial.hears(agent, tones.caller);
    assert.equal(trial.toldOf("bridge.changed").length, 1);
  });

  contract("a muted leg is not heard but hears, also in its next bridge", async (trial) => {
    const { caller, agent, callId, callerLeg } = await trial.bridged();
    await trial.adapter.mute("agent", true);
    await trial.hears(caller);
    await trial.hears(agent, tones.caller);
    await trial.adapter.park(callerLeg, null);
    await trial.hears(agent);
    await trial.adapter.bridge(callId, [callerLeg, "agent"]);
    await trial.hears(agent, tones.caller);
    await trial.pass(200);
    await trial.hears(caller);
    assert.deepEqual(
      (await trial.adapter.snapshot()).legs.map(({ isMuted }) => isMuted),
      [false, true],
    );
    await trial.adapter.mute("agent", false);
    await trial.hears(caller, tones.agent);
  });

  contract("a device asks for hold and gives it up", async (trial) => {
    const { caller, agent } = await trial.bridged();
    await agent.hold(true);
    await trial.until(() => trial.kindsOf("agent").at(-1), "leg.held");
    await trial.hears(caller);
    assert.deepEqual(
      (await trial.adapter.snapshot()).legs.map(({ isHolding }) => isHolding),
      [false, true],
    );
    await agent.hold(false);
    await trial.until(() => trial.kindsOf("agent").at(-1), "leg.resumed");
    await trial.hears(caller, tones.agent);
    await trial.hears(agent, tones.caller);
  });

  contract("a blind transfer: music while the new agent rings, then the two hear each other", async (trial) => {
    const { caller, agent, callId, callerLeg } = await trial.bridged();
    await trial.adapter.park(callerLeg, "music");
    await trial.adapter.hangup("agent", "transferred");
    await trial.until(() => agent.state, "idle");
    await trial.hears(caller, prompts.music.tone);
    const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
    await trial.adapter.bridge(callId, [callerLeg, "other"]);
    await trial.hears(caller, tones.other);
    await trial.hears(other, tones.caller);
  });

  contract(
    "a transfer with consultation: agents talk while the caller hears music, then the caller has the other one",
    async (trial) => {
      const { caller, agent, callId, callerLeg } = await trial.bridged();
      await trial.adapter.park(callerLeg, "music");
      const other = await trial.agent(callId, "other", "kim@agents.test", tones.other);
      await trial.adapter.bridge(callId, ["agent", "other"]);
      await trial.hears(agent, tones.other);
      await trial.hears(other, tones.agent);
      await trial.hears(caller, prompts.music.tone);
      await trial.adapter.bridge(callId, [callerLeg, "other"]);
      await trial.adapter.hangup("agent", "transferred");
      await trial.hears(caller, tones.other);
      await trial.hears(other, tones.caller);
      assert.deepEqual(trial.bridges().slice(1), [["agent"], ["agent", "other"], ["agent"], [callerLeg, "other"]]);
    },
  );

  contract("packets that stay away are told of once until they come again", async (trial) => {
    const { agent } = await trial.bridged();
    const lost = () => trial.toldOf("media.lost").map(({ legId }) => legId);
    agent.cutOff(true);
    await trial.until(lost, ["agent"]);
    await trial.pass(1500);
    assert.deepEqual(lost(), ["agent"]);
    agent.cutOff(false);
    await trial.pass(1500);
    agent.cutOff(true);
    await trial.until(lost, ["agent", "agent"]);
  });
}
