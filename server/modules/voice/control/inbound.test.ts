import assert from "node:assert/strict";
import { test } from "node:test";
import { isDone } from "./call.ts";
import { begin, customer, inbound, people } from "./scene.fixture.ts";

test("a customer calls: the team rings, the first to answer has them, and only then is the call picked up", () => {
  const scene = inbound(people("lee", "wang"));
  assert.deepEqual(scene.verbs(), ["dial c-1 lee@house", "dial c-2 wang@house"]);
  assert.deepEqual(scene.told("lee"), ["pop", "ringing"]);
  assert.deepEqual(scene.doing(), { lee: "ringing", wang: "ringing" });
  scene.passes(4000).forget().answers("c-2");
  assert.deepEqual(scene.verbs(), ["hangup c-1 answered_elsewhere", "answer in", "bridge in c-2"]);
  assert.deepEqual([scene.told("lee"), scene.told("wang")], [["stopped"], ["connected"]]);
  assert.deepEqual(scene.doing(), { lee: null, wang: "in_call" });
  assert.equal(scene.rows("call.answered").length, 1);
});

test("the customer hangs up: the call ends by them, and the agent wraps up until they are done", () => {
  const scene = inbound(people("lee"));
  scene.passes(4000).answers("c-1").passes(60_000).forget().ends("in");
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  scene.ends("c-1");
  assert.deepEqual(scene.doing(), { lee: "wrap_up" });
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [
    { cause: "hung_up", by: { kind: "outside" }, from: begin, to: begin + 64_000 },
  ]);
  scene.passes(5000).asks("lee", { name: "wrapUpDone", disposition: "sold" });
  assert.partialDeepStrictEqual(scene.rows("wrap_up"), [
    { userId: "lee", from: begin + 64_000, to: begin + 69_000, disposition: "sold" },
  ]);
  assert.deepEqual([scene.doing(), isDone(scene.call), scene.callbacks()], [{ lee: null }, true, []]);
});

test("the agent hangs up: the customer's leg ends too, and wrap-up ends at its limit", () => {
  const scene = inbound(people("lee"));
  scene.answers("c-1").passes(9000).forget().asks("lee", { name: "hangUp" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal", "hangup in normal"]);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ by: { kind: "user", userId: "lee" } }]);
  scene.ends("c-1").ends("in").passes(30_000);
  assert.partialDeepStrictEqual(scene.rows("wrap_up"), [{ disposition: null, to: begin + 39_000 }]);
  assert.ok(isDone(scene.call));
});

test("nobody answers: the caller is refused and called back, and those who were rung are told why it stopped", () => {
  const scene = inbound(people("lee", "wang"));
  scene.forget().fails("c-1", 486).fails("c-2", 408);
  assert.deepEqual(scene.verbs(), ["reject in unavailable"]);
  assert.deepEqual(scene.callbacks(), [`${customer.number} nobody anybody`]);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "nobody", code: 408 }]);
  assert.equal(scene.rows("wrap_up").length, 0);
});

test("a device that never says anything rings no longer than its time and two seconds", () => {
  const scene = inbound(people("lee"));
  scene.passes(21_999);
  assert.equal(scene.call.endedAt, null);
  scene.passes(1).forget();
  assert.deepEqual([scene.call.endedAt, scene.callbacks()], [begin + 22_000, [`${customer.number} nobody anybody`]]);
});

test("nobody is there to be rung: the caller is refused at once and called back", () => {
  const scene = inbound(people());
  assert.deepEqual(scene.verbs(), ["reject in unavailable"]);
  assert.deepEqual(scene.callbacks(), [`${customer.number} nobody anybody`]);
});

test("the only agent is busy: so the caller hears", () => {
  assert.deepEqual(inbound(people("lee")).forget().fails("c-1", 486).verbs(), ["reject in busy"]);
});

test("an agent refuses on the page: their devices stop, the others ring on", () => {
  const scene = inbound(people("lee", "wang"));
  scene.forget().asks("lee", { name: "hangUp" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  scene.answers("c-2");
  assert.deepEqual(scene.verbs(), ["answer in", "bridge in c-2"]);
});

test("the caller gives up while it rings: nobody rings on, and they are called back", () => {
  const scene = inbound(people("lee"));
  scene.forget().ends("in");
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  assert.deepEqual(scene.callbacks(), [`${customer.number} abandoned anybody`]);
});

test("an answer that crosses the caller's hang-up connects nobody, and is hung up until it is gone", () => {
  const scene = inbound(people("lee"));
  scene.ends("in").forget().answers("c-1");
  assert.deepEqual(scene.verbs(), []);
  assert.deepEqual(scene.passes(4000).verbs(), ["hangup c-1 normal", "hangup c-1 normal"]);
  scene.refuses("hangup", "c-1", "gone");
  assert.ok(isDone(scene.call));
});

test("an agent with two devices answers on one: the other stops, and the agent is in the call", () => {
  const offer = people("lee", "lee");
  const scene = inbound(offer);
  scene.forget().answers("c-2");
  assert.deepEqual(scene.verbs(), ["hangup c-1 answered_elsewhere", "answer in", "bridge in c-2"]);
  assert.deepEqual(scene.doing(), { lee: "in_call" });
});

test("with a greeting the call is picked up, greeted, and then rings with music", () => {
  const scene = inbound(people("lee"), { greeting: { prompts: ["welcome"], durationMs: 6000 } });
  assert.deepEqual(scene.verbs(), ["answer in", "play in c-1 welcome"]);
  scene.happens({ kind: "play.finished", callId: "c", legId: "in", playId: "c-1", reason: "end", at: begin });
  assert.deepEqual(scene.verbs(), ["dial c-2 lee@house", "park in music"]);
  assert.deepEqual(scene.answers("c-2").verbs(), ["bridge in c-2"]);
});

test("a greeting whose end is never told is over two seconds after its length", () => {
  const scene = inbound(people("lee"), { greeting: { prompts: ["welcome"], durationMs: 6000 } });
  scene.forget().passes(8000);
  assert.deepEqual(scene.verbs(), ["dial c-2 lee@house", "park in music"]);
});
