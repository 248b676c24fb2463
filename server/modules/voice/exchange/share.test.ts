import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineEvent } from "../../../platform/telephony/adapter.ts";
import { TurnedClock } from "../../../platform/telephony/memory/clock.ts";
import { memoryEngine } from "../../../platform/telephony/memory/memory.ts";
import { prompts, Trial } from "../../../platform/telephony/suite/engine.fixture.ts";
import { divide } from "./share.ts";

test("what happened to a call before its organisation claimed it is told to that one, once, and to no other", async () => {
  const clock = new TurnedClock(1);
  const engine = memoryEngine({ clock, newId: () => "", trunkIds: ["carrier"], prompts });
  const { adapter, phones } = engine;
  const trial = new Trial({ adapter, phones, pass: (ms) => clock.turn(ms), close: () => adapter.close() });
  const phone = await trial.agent("call", "leg", "lee@agents.test", 1000);
  const shared = divide(adapter, () => undefined);
  await phone.hangup();
  const told: Record<string, EngineEvent["kind"][]> = { ours: [], others: [] };
  for (const [name, calls] of [
    ["others", []],
    ["ours", ["call"]],
  ] as const) {
    const share = shared.share(name);
    for (const callId of calls) share.claim(callId);
    for (let times = 0; times < 2; times++) share.listen(({ kind }) => told[name]!.push(kind));
  }
  assert.deepEqual(told, { ours: ["leg.ended"], others: [] });
});
