import assert from "node:assert/strict";
import type { Call } from "../../server/modules/voice/control/call.ts";
import type { Verb } from "../../server/modules/voice/control/effect.ts";
import type { World } from "./world.ts";

/** A supervisor is none of the call's business. In a world without faults: nobody is picked up before somebody is there for them, nobody is rung who is in the call, but on another device that they ask for. */
export function asksInTime({ call, engine, opening, isCalm }: World, verb: Verb): void {
  assert.ok(!("legId" in verb) || verb.legId !== monitor, "who listens is left alone");
  if (!isCalm) return;
  if (verb.name === "answer")
    assert.ok(
      opening.caller.kind === "incoming" && (opening.greeting || engine.legs.some(({ state }) => state === "up")),
    );
  if (verb.name === "dial") {
    const { inside, outside } = opening.terms.shown;
    assert.equal(verb.options.from, verb.target.kind === "user" ? inside : outside, "what a device shows");
  }
  if (verb.name === "dial" && verb.target.kind === "user" && call.ring?.purpose !== "rejoin") {
    const userId = verb.target.address.slice(0, 2);
    assert.ok(!engine.legs.some((leg) => leg.userId === userId && leg.state === "up"), `${userId} is in the call`);
  }
}

/** What is paused is paused: a second recording of a call would go on. */
export function recordsOnce({ engine }: World, verb: Verb): void {
  if (verb.name !== "record" || verb.action !== "start") return;
  const others = [...engine.recordings.keys()].filter((id) => !id.startsWith(stray) && id !== verb.recordingId);
  assert.deepEqual(others, [], "one recording at a time");
}

/** The leg of a supervisor, which is not the call's. */
export const monitor = "monitor";

/** How ids begin that another program left at the engine. */
export const stray = "stray";

/** Who wanted us and was left without anybody is called back; who was served, or did not want us, is not. */
export function owesWhatItOwes({ ledger, isCalm, isServed }: World, before: Call): void {
  if (!isCalm || before.endedAt !== null || !ledger.ended) return;
  const { ring, greeting, next, customer, direction } = before;
  const isGreeted = greeting !== null && next !== null;
  const isInVain = (ring !== null && !["consult", "caller", "rejoin"].includes(ring.purpose)) || isGreeted;
  const isOurs = direction !== "inbound" && before.answeredAt === null;
  const isOwed = customer !== null && !isServed && !isOurs && (isInVain || ledger.ended.cause === "lost");
  assert.equal(ledger.callbacks.length, isOwed ? 1 : 0, `a callback, after ${ledger.ended.cause}`);
  if (ring?.by && isOwed) assert.equal(ledger.callbacks[0]!.userId, ring.by.userId, "who had them last calls back");
}

/** What stands written when all is over. */
export function isTold({ ledger, call, heardMs, isCalm, opening }: World): void {
  assert.ok(ledger.started && ledger.ended, "beginning and end are written");
  assert.equal(ledger.answered?.at ?? null, call.answeredAt);
  assert.deepEqual([...ledger.doing], [], "nobody is left in the call");
  const isMissed = opening.direction === "inbound" && call.customer !== null && ledger.answered === null;
  if (isMissed) assert.equal(ledger.callbacks.length, 1, "who was never answered is called back");
  const { wrapUpMs } = opening.terms;
  for (const { spent, legId, party, to } of ledger.legs.values()) {
    const heard = heardMs.get(legId) ?? 0;
    const talked = spent.talking + spent.conference;
    if (isCalm)
      assert.ok(talked <= heard && heard <= talked + spent.consult, `${legId} heard ${heard}, talked ${talked} ms`);
    if (party.kind !== "user") continue;
    const wrapUp = ledger.wrapUps.get(legId);
    const isTakenOver = [...ledger.legs.values()].some(
      (other) =>
        other.legId !== legId &&
        other.party.kind === "user" &&
        other.party.userId === party.userId &&
        other.from <= to &&
        other.to >= to &&
        ledger.connected.has(other.legId),
    );
    if (talked > 0 && wrapUpMs > 0) assert.ok(wrapUp || isTakenOver, `${legId} has talked and wraps up`);
    if (wrapUp) assert.ok(ledger.connected.has(legId) && wrapUpMs > 0, `${legId} has nothing to wrap up`);
    if (wrapUp && isCalm) assert.ok(wrapUp.to - wrapUp.from <= wrapUpMs, "wrap-up has a limit");
  }
}
