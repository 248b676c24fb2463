import assert from "node:assert/strict";
import { type Declare, prompts, type Trial, tones } from "./engine.fixture.ts";

const once = { isLooped: false, isStoppedByKey: false };
const finished = (trial: Trial) =>
  trial.toldOf("play.finished").map(({ playId, reason, digits }) => [playId, reason, digits]);

/** Prompts are played, keys gathered and sent. */
export function playContract(contract: Declare): void {
  contract("prompts are played one after the other", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.play(legId, "greeting", ["welcome", "menu"], once);
    await trial.hears(phone, prompts.welcome.tone);
    assert.deepEqual(finished(trial), []);
    await trial.hears(phone, prompts.menu.tone);
    await trial.until(() => finished(trial), [["greeting", "end", undefined]]);
    await trial.hears(phone);
  });

  contract("a looped play goes on until it is stopped", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.play(legId, "loop", ["welcome", "menu"], { ...once, isLooped: true });
    await trial.hears(phone, prompts.menu.tone);
    await trial.hears(phone, prompts.welcome.tone);
    await trial.hears(phone, prompts.menu.tone);
    await trial.adapter.play(legId, "loop", ["welcome", "menu"], { ...once, isLooped: true });
    assert.deepEqual(finished(trial), []);
    await trial.adapter.stopPlay(legId);
    assert.deepEqual(finished(trial), [["loop", "stopped", undefined]]);
    await trial.hears(phone);
    await trial.adapter.stopPlay(legId);
    assert.equal(finished(trial).length, 1);
  });

  contract("another play, a bridge or the end stops what plays", async (trial) => {
    const { phone, callId, legId } = await trial.answered();
    const agent = await trial.agent(callId, "agent", "lee@agents.test", tones.agent);
    await trial.adapter.play(legId, "first", ["music"], { ...once, isLooped: true });
    await trial.adapter.play(legId, "second", ["music"], { ...once, isLooped: true });
    await trial.adapter.bridge(callId, [legId, "agent"]);
    await trial.hears(phone, tones.agent);
    await trial.refuses(trial.adapter.play(legId, "third", ["welcome"], once), "wrong_state");
    await trial.adapter.park("agent", null);
    await trial.adapter.play("agent", "fourth", ["music"], { ...once, isLooped: true });
    await agent.hangup();
    await trial.until(
      () => finished(trial),
      [
        ["first", "stopped", undefined],
        ["second", "stopped", undefined],
        ["fourth", "stopped", undefined],
      ],
    );
    await trial.until(() => trial.kindsOf("agent").slice(-2), ["play.finished", "leg.ended"]);
  });

  contract("a prompt that is not there fails by event", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.play(legId, "play", ["welcome", "lost"], once);
    await trial.hears(phone, prompts.welcome.tone);
    await trial.until(() => finished(trial), [["play", "failed", undefined]]);
    await trial.refuses(trial.adapter.park(legId, "lost"), "gone");
  });

  contract("a key stops a prompt that may be stopped", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.play(legId, "firm", ["music"], once);
    await phone.press("1");
    await trial.until(() => trial.toldOf("dtmf").length, 1);
    await trial.hears(phone, prompts.music.tone);
    await trial.adapter.play(legId, "soft", ["music"], { ...once, isStoppedByKey: true });
    await phone.press("2");
    await trial.until(
      () => finished(trial),
      [
        ["firm", "stopped", undefined],
        ["soft", "key", undefined],
      ],
    );
    await trial.hears(phone);
  });

  contract("keys are told of in their order, muted or not", async (trial) => {
    const { agent } = await trial.bridged();
    await agent.press("159#");
    await trial.until(
      () => trial.toldOf("dtmf").map(({ legId, digit }) => legId + digit),
      ["agent1", "agent5", "agent9", "agent#"],
    );
    await trial.adapter.mute("agent", true);
    await agent.press("*0");
    await trial.until(
      () =>
        trial
          .toldOf("dtmf")
          .map(({ digit }) => digit)
          .join(""),
      "159#*0",
    );
  });

  contract("keys are gathered until there are enough", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.collect(legId, "pin", { most: 4, timeoutMs: 2000, terminator: "#" });
    await phone.press("12345");
    await trial.until(() => finished(trial), [["pin", "collected", "1234"]]);
    await trial.until(() => trial.toldOf("dtmf").length, 5);
  });

  contract("keys are gathered until the terminator", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.collect(legId, "pin", { most: 8, timeoutMs: 2000, terminator: "#" });
    await phone.press("12#");
    await trial.until(() => finished(trial), [["pin", "collected", "12"]]);
  });

  contract("keys are gathered until none comes in time", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.collect(legId, "none", { most: 4, timeoutMs: 300, terminator: null });
    await trial.until(() => finished(trial), [["none", "timeout", ""]]);
    await trial.adapter.collect(legId, "some", { most: 4, timeoutMs: 700, terminator: null });
    await phone.press("7");
    await trial.until(() => finished(trial).slice(1), [["some", "timeout", "7"]]);
  });

  contract("the time for keys begins when the prompt ends, and the key that ends it is gathered", async (trial) => {
    const { phone, legId } = await trial.answered();
    await trial.adapter.play(legId, "ask", ["welcome", "menu"], { ...once, isStoppedByKey: true });
    await trial.adapter.collect(legId, "late", { most: 2, timeoutMs: 400, terminator: null });
    await trial.until(
      () => finished(trial),
      [
        ["ask", "end", undefined],
        ["late", "timeout", ""],
      ],
    );
    await trial.adapter.play(legId, "again", ["music"], { ...once, isStoppedByKey: true });
    await trial.adapter.collect(legId, "early", { most: 2, timeoutMs: 2000, terminator: null });
    await phone.press("42");
    await trial.until(
      () => finished(trial).slice(2),
      [
        ["again", "key", undefined],
        ["early", "collected", "42"],
      ],
    );
  });

  contract("keys are sent to a leg of a bridge, and to one that is parked", async (trial) => {
    const { caller, agent, callerLeg } = await trial.bridged();
    await trial.adapter.sendDtmf("agent", "19*#");
    await trial.until(() => agent.keys, "19*#");
    assert.equal(caller.keys, "");
    await trial.hears(agent, tones.caller);
    await trial.adapter.park(callerLeg, null);
    await trial.adapter.sendDtmf(callerLeg, "05");
    await trial.until(() => caller.keys, "05");
  });
}
