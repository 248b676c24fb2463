import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf, type CallRecording, gapsOf, positionOf } from "./moment.ts";

const second = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();

/** A call that was answered after five seconds, recorded for ten, paused for twenty, and recorded for ten again. */
const recording: CallRecording = {
  ...{ call_id: "c", state: "kept", ms: 20_000, is_cut: false, is_held: false, may_download: false, people: [] },
  started_at: second(0),
  pieces: [
    { from_ms: 0, ms: 10_000, at: second(5) },
    { from_ms: 10_000, ms: 10_000, at: second(35) },
  ],
};

test("a moment of the call is found in the recording, whatever was left out before it", () => {
  const found = [0, 5, 12, 15, 25, 35, 40, 45, 60].map((at) => positionOf(recording, at * 1000) / 1000);
  assert.deepEqual(found, [0, 0, 7, 10, 10, 10, 15, 20, 20]);
  assert.deepEqual(gapsOf(recording.pieces), [10_000]);
  assert.equal(positionOf({ ...recording, pieces: [] }, 9000), 0);
});

test("there are as many bars as there is room for, and silence stays silence", () => {
  assert.deepEqual(barsOf([0, 128, 255, 0], 2), [128 / 255, 1]);
  assert.deepEqual(barsOf([255], 3), [1, 1, 1]);
  assert.deepEqual(barsOf([], 2), [0, 0]);
  assert.deepEqual(barsOf([1, 2], 1), [2 / 64], "noise is not blown up");
});
