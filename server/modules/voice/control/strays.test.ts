import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, seenBy, talking } from "./scene.fixture.ts";
import { hangUpStrays } from "./strays.ts";

const { call } = talking();
const verbsAfter = (ms: number, isKnown: boolean, isMonitor = false) => {
  const snapshot = seenBy(call);
  const legs = snapshot.legs.map((leg) => ({ ...leg, isMonitor }));
  return hangUpStrays({ ...snapshot, legs }, () => isKnown, begin + ms).map((verb) =>
    "legId" in verb ? verb.legId : verb.name,
  );
};

test("legs of a call that nobody knows are hung up, but not before its first event can have come", () => {
  assert.deepEqual(verbsAfter(9999, false), []);
  assert.deepEqual(verbsAfter(10_000, false), ["in", "c-1"]);
});

test("legs of a known call, and a supervisor's, are left alone", () => {
  assert.deepEqual([verbsAfter(60_000, true), verbsAfter(60_000, false, true)], [[], []]);
});
