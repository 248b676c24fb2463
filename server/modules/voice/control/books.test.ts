import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, people, talking } from "./scene.fixture.ts";

test("every second of a long call is somewhere: ringing, talking, held, consulting, in conference, wrapping up", () => {
  const scene = talking();
  scene.passes(20_000).asks("lee", { name: "hold" }).passes(7000).asks("lee", { name: "resume" }).passes(3000);
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .passes(4000)
    .answers("c-2")
    .passes(6000);
  scene.asks("lee", { name: "conference" }).passes(11_000).asks("lee", { name: "leaveConference" }).passes(9000);
  scene.ends("c-1").ends("in").ends("c-2").passes(30_000);
  const [lee, customer, wang] = scene.rows("leg.ended");
  assert.partialDeepStrictEqual(lee, {
    ...{ from: begin, to: begin + 61_000 },
    spent: { ringing: 10_000, talking: 23_000, held: 7000, consult: 10_000, conference: 11_000 },
  });
  assert.partialDeepStrictEqual(customer, {
    ...{ from: begin, to: begin + 70_000 },
    spent: { ringing: 10_000, talking: 32_000, held: 17_000, consult: 0, conference: 11_000 },
  });
  assert.partialDeepStrictEqual(wang, {
    ...{ from: begin + 40_000, to: begin + 70_000 },
    spent: { ringing: 4000, talking: 9000, held: 0, consult: 6000, conference: 11_000 },
  });
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [
    { spent: { ringing: 10_000, talking: 32_000, held: 7000, consult: 10_000, conference: 11_000 } },
  ]);
  const wrapUps = scene.rows("wrap_up");
  assert.partialDeepStrictEqual(wrapUps, [
    { userId: "lee", from: begin + 61_000, to: begin + 91_000 },
    { userId: "wang", from: begin + 70_000, to: begin + 100_000 },
  ]);
});

test("of three in a conference, who hears nobody because both others hold is held", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .answers("c-2")
    .asks("lee", { name: "conference" });
  scene.passes(1000).asks("lee", { name: "hold" }).asks("wang", { name: "hold" }).passes(2000).ends("in");
  assert.partialDeepStrictEqual(scene.rows("leg.ended"), [{ legId: "in", spent: { conference: 1000, held: 2000 } }]);
});

test("a clock that runs back takes no time away", () => {
  const scene = talking();
  scene.passes(5000).passes(-4000).ends("in");
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [
    { to: begin + 15_000, spent: { ringing: 10_000, talking: 5000 } },
  ]);
});
