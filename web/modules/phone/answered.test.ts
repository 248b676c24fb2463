import assert from "node:assert/strict";
import { test } from "node:test";
import { answeredElsewhere } from "./answered.ts";

const here = { picked: null, playing: null };
const rings = { id: "tea", occupation: "ringing", rung_for: "offer" } as const;
const talks = { ...rings, occupation: "in_call" } as const;

test("a call that rang and is answered by the desk phone is found once", () => {
  assert.deepEqual(answeredElsewhere([rings], [talks], here), [talks]);
  assert.deepEqual(answeredElsewhere([talks], [talks], here), []);
});

test("a call that still rings, was missed, or was not seen ringing is none", () => {
  assert.deepEqual(answeredElsewhere([rings], [rings], here), []);
  assert.deepEqual(answeredElsewhere([rings], [], here), []);
  assert.deepEqual(answeredElsewhere([], [talks], here), []);
});

test("what the page picks up itself is left to it, as soon as it was asked", () => {
  assert.deepEqual(answeredElsewhere([rings], [talks], { picked: "tea", playing: null }), []);
  assert.deepEqual(answeredElsewhere([rings], [talks], { picked: null, playing: "tea" }), []);
  assert.deepEqual(answeredElsewhere([rings], [talks], { picked: "other", playing: "other" }), [talks]);
});

test("whom one calls oneself, or comes back to, is on the page already", () => {
  for (const rung_for of ["caller", "rejoin"] as const)
    assert.deepEqual(answeredElsewhere([{ ...rings, rung_for }], [{ ...talks, rung_for }], here), []);
  for (const rung_for of ["transfer", "consult", "ring_back"] as const)
    assert.equal(answeredElsewhere([{ ...rings, rung_for }], [{ ...talks, rung_for }], here).length, 1);
});
