import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, outside, people, talking } from "./scene.fixture.ts";

const toWang = { name: "blindTransfer", offer: people("wang") } as const;

test("blind: the customer hears music while the colleague rings, and then the colleague; who transferred wraps up", () => {
  const scene = talking();
  scene.asks("lee", toWang);
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred", "dial c-2 wang@house", "park in music"]);
  assert.deepEqual(scene.doing(), { lee: "wrap_up", wang: "ringing" });
  scene.ends("c-1").passes(5000).answers("c-2");
  assert.deepEqual(scene.verbs(), ["bridge in c-2"]);
  assert.deepEqual(scene.doing(), { lee: "wrap_up", wang: "in_call" });
  assert.equal(scene.rows("call.answered").length, 1);
});

test("blind, and the colleague does not answer: who transferred is rung back, and has the customer again", () => {
  const scene = talking();
  scene.asks("lee", toWang).ends("c-1").forget().fails("c-2", 408);
  assert.deepEqual(scene.verbs(), ["dial c-3 lee@house"]);
  assert.deepEqual(scene.told("lee"), ["not_reached", "pop", "ringing"]);
  scene.passes(3000).answers("c-3");
  assert.deepEqual(scene.verbs(), ["bridge in c-3"]);
  assert.deepEqual(scene.doing(), { lee: "in_call", wang: null });
  assert.equal(scene.rows("wrap_up").length, 1, "the wrap-up ended when they were needed again");
});

test("blind, and nobody takes it, not even who transferred: the customer is let go and called back by them", () => {
  const scene = talking();
  scene.asks("lee", toWang).ends("c-1").fails("c-2", 486).forget().passes(22_000);
  assert.deepEqual(scene.verbs(), ["hangup c-3 no_answer", "hangup in no_answer"]);
  assert.deepEqual(scene.callbacks(), [`${customer.number} nobody lee`]);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "nobody", code: 408 }]);
});

test("blind to a number outside: it is dialled, and sees our number", () => {
  const scene = talking();
  scene.asks("lee", { name: "blindTransfer", offer: outside("+8613700000007") });
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred", "dial c-2 +8613700000007", "park in music"]);
  assert.equal(scene.shownTo("c-2"), "4000");
});

test("blind to one's own team: who transfers is not rung", () => {
  const scene = talking();
  scene.asks("lee", { name: "blindTransfer", offer: people("lee", "wang") });
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred", "dial c-2 wang@house", "park in music"]);
});

test("the customer gives up while a transfer rings: it stops, and they are called back", () => {
  const scene = talking();
  scene.asks("lee", toWang).ends("c-1").forget().ends("in");
  assert.deepEqual(scene.verbs(), ["hangup c-2 normal"]);
  assert.deepEqual(scene.callbacks(), [`${customer.number} abandoned lee`]);
});

test("who does not talk with exactly one other cannot transfer", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .forget()
    .asks("lee", toWang)
    .asks("wang", toWang);
  assert.deepEqual([scene.verbs(), scene.told("lee"), scene.told("wang")], [[], ["refused"], ["refused"]]);
});
