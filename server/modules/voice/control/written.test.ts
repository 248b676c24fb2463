import assert from "node:assert/strict";
import { test } from "node:test";
import type { Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Call } from "./call.ts";
import { nextDeadline } from "./deadlines.ts";
import type { ControlEvent } from "./event.ts";
import { seenBy, talking } from "./scene.fixture.ts";
import { step } from "./step.ts";
import { isToBeWritten, takenUp } from "./written.ts";

/** A call and what was written of it. */
function follow(call: Call) {
  const one = {
    call,
    written: call,
    times: 0,
    happens(event: ControlEvent, at: number) {
      const stepped = step(one.call, event, at);
      if (isToBeWritten(one.call, stepped)) {
        one.written = stepped.state;
        one.times++;
      }
      one.call = stepped.state;
    },
    /** Comes back when it wants to be looked at, and is told what there is. */
    looks(more: Partial<Snapshot> = {}) {
      const due = nextDeadline(one.call)!;
      one.happens({ kind: "tick" }, due);
      one.answers(more);
    },
    answers(more: Partial<Snapshot> = {}) {
      const askedAt = one.call.engine.askedAt!;
      const snapshot = { ...seenBy(one.call), ...more };
      one.happens({ kind: "snapshot", askedAt, snapshot }, askedAt + 20);
    },
  };
  return one;
}

const minutes = 60_000;
const changed = (at: number) => ({ kind: "engine.changed", isUp: true, at }) as const;

test("a call in which nothing happens is looked at every five seconds and written never", () => {
  const quiet = follow(talking().call);
  const began = quiet.call.now;
  quiet.looks();
  quiet.times = 0;
  while (quiet.call.now < began + 5 * minutes) quiet.looks();
  assert.equal(quiet.times, 0);
  assert.equal(quiet.call.engine.unansweredSince, null);
});

test("what a look finds is written, and what it sets right", () => {
  const found = (more: (call: Call) => Partial<Snapshot>) => {
    const one = follow(talking().call);
    one.looks();
    one.times = 0;
    one.looks(more(one.call));
    return one.times;
  };
  const legsOf = (call: Call) => seenBy(call).legs;
  assert.equal(
    found(() => ({})),
    0,
  );
  assert.equal(
    found((call) => ({ legs: legsOf(call).map((leg) => ({ ...leg, isSilent: true })) })),
    1,
    "silence",
  );
  assert.equal(
    found((call) => ({ legs: legsOf(call).slice(1) })),
    1,
    "who is gone",
  );
  assert.equal(
    found(() => ({ bridges: [] })),
    1,
    "who hears nobody",
  );
  assert.equal(
    found((call) => ({ legs: legsOf(call).map((leg) => ({ ...leg, isMuted: true })) })),
    1,
    "who is muted",
  );
});

test("that an engine came back is written, and that it was looked at since", () => {
  const one = follow(talking().call);
  one.looks();
  one.times = 0;
  one.happens(changed(one.call.now + 1000), one.call.now + 1000);
  assert.equal(one.times, 1);
  assert.equal(one.written.engine.restartedAt, one.call.now);
  one.answers();
  assert.equal(one.times, 2);
  assert.equal(one.written.engine.restartedAt, null);
});

test("a call taken up after quiet minutes is not given up, though what was written still waits", () => {
  const one = follow(talking().call);
  one.looks();
  const at = one.call.now + 1000;
  for (const leg of ["in", "c-1"]) one.happens({ kind: "media.lost", callId: "c", legId: leg, at }, at);
  one.answers(); // they are silent still
  one.happens({ kind: "command", userId: "lee", command: { name: "mute" } }, one.call.now + 10);
  const due = nextDeadline(one.call)!;
  one.happens({ kind: "tick" }, due);
  one.happens({ kind: "command", userId: "lee", command: { name: "unmute" } }, due + 10); // written while a look is under way
  assert.notEqual(one.written.engine.unansweredSince, null);
  const later = one.call.now + 5 * minutes;
  assert.notEqual(step(one.written, changed(later), later).state.endedAt, null, "as it was written it would be lost");

  const next = follow(takenUp(one.written, later));
  next.happens(changed(later), later);
  assert.equal(next.call.endedAt, null);
  next.answers({ legs: seenBy(next.call).legs.map((leg) => ({ ...leg, isSilent: false })) });
  while (next.call.now < later + 2 * minutes) next.looks();
  assert.equal(next.call.endedAt, null);
});

test("who takes a call up whose engine stays away gives it up in its own time", () => {
  const one = follow(talking().call);
  one.looks();
  const later = one.call.now + 5 * minutes;
  const next = follow(takenUp(one.written, later));
  next.happens(changed(later), later);
  for (let due = nextDeadline(next.call)!; next.call.endedAt === null; due = nextDeadline(next.call)!)
    next.happens({ kind: "tick" }, due);
  assert.equal(next.call.endedAt, later + 20_000);
});

test("whose engine stays away is given up in one time, however often somebody else takes the call up", () => {
  const one = follow(talking().call);
  one.looks();
  const began = one.call.now + 1000;
  one.happens(changed(began), began);
  let next = one;
  for (let due = nextDeadline(next.call)!; due < began + 60_000; due = nextDeadline(next.call)!) {
    next.happens({ kind: "tick" }, due);
    if (next.call.endedAt !== null) break;
    next = follow(takenUp(next.written, due));
    next.happens(changed(due), due);
  }
  assert.equal(next.call.endedAt, began + 20_000);
});
