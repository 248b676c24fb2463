import assert from "node:assert/strict";
import { test } from "node:test";
import { isDone } from "./call.ts";
import { begin, customer, inbound, people, seenBy, talking } from "./scene.fixture.ts";

const back = { kind: "engine.changed", isUp: true, at: begin } as const;
const legs = (scene: ReturnType<typeof talking>) => seenBy(scene.call).legs;

test("everything told twice changes nothing the second time", () => {
  const scene = inbound(people("lee", "wang"));
  scene.answers("c-1").fails("c-2", 487).forget().answers("c-1").fails("c-2", 487).answers("c-2");
  assert.deepEqual(scene.verbs(), []);
  scene.ends("in").ends("c-1").forget().ends("in").ends("c-1");
  assert.deepEqual([scene.verbs(), scene.rows("call.ended").length, scene.rows("leg.ended").length], [[], 1, 3]);
});

test("an answer that was never told is found at the next look, five seconds later at most", () => {
  const scene = inbound(people("lee"));
  scene.passes(4999).forget();
  const seen = legs(scene).map((leg) => ({ ...leg, state: leg.legId === "c-1" ? ("up" as const) : leg.state }));
  scene.happens({ kind: "engine.changed", isUp: false, at: begin }).sees({ legs: seen });
  assert.deepEqual(scene.verbs(), ["answer in", "bridge in c-1"]);
});

test("a hang-up that was never told is found at the next look", () => {
  const scene = talking();
  scene.passes(1000).happens({ kind: "media.lost", callId: "c", legId: "in", at: begin });
  scene.sees({ legs: legs(scene).filter(({ legId }) => legId !== "in") });
  assert.deepEqual([scene.verbs(), scene.callbacks()], [["hangup c-1 normal"], []]);
});

test("the engine dies and comes back with both legs: they are bridged again, and held again", () => {
  const scene = talking();
  scene.asks("lee", { name: "hold" }).asks("lee", { name: "mute" }).passes(1000).forget().happens(back);
  const silent = legs(scene).map((leg) => ({ ...leg, isHeld: false, isMuted: false }));
  scene.sees({ legs: silent, bridges: [] });
  assert.deepEqual(scene.verbs(), ["bridge in c-1", "hold in true music", "mute c-1 true"]);
});

test("the engine takes the agent's leg along: they are rung back while the customer hears music", () => {
  const scene = talking();
  scene
    .passes(1000)
    .happens(back)
    .sees({ legs: legs(scene).filter(({ legId }) => legId === "in"), bridges: [] });
  assert.deepEqual(scene.verbs(), ["dial c-2 lee@house", "park in music"]);
  assert.deepEqual(scene.answers("c-2").verbs(), ["bridge in c-2"]);
});

test("the engine takes all legs along: the call was lost, and the customer is called back", () => {
  const scene = talking();
  scene.passes(1000).happens(back).sees({ legs: [], bridges: [] });
  assert.deepEqual([scene.verbs(), scene.callbacks()], [["hangup c-1 media_lost"], [`${customer.number} lost lee`]]);
});

test("a leg at the engine that no state knows is hung up; a supervisor's is left alone", () => {
  const scene = talking();
  scene.passes(1000).happens(back);
  const [leg] = legs(scene);
  scene.sees({ legs: [...legs(scene), { ...leg!, legId: "x" }, { ...leg!, legId: "m", isMonitor: true }] });
  assert.deepEqual(scene.verbs(), ["hangup x normal"]);
});

test("a snapshot of before a conversation began does not take it apart", () => {
  const scene = inbound(people("lee"));
  scene.passes(4000).happens(back);
  const before = seenBy(scene.call);
  const answered = before.legs.map((leg) => ({ ...leg, state: leg.legId === "c-1" ? ("up" as const) : leg.state }));
  scene.answers("c-1").forget().sees({ legs: answered, bridges: [] });
  assert.deepEqual(scene.verbs(), []);
});

test("an engine that does not answer for twenty seconds has lost its calls; their legs are hung up until they are gone", () => {
  const scene = talking();
  scene.happens({ kind: "engine.changed", isUp: false, at: begin });
  scene.passes(19_999, "is away");
  assert.equal(scene.call.endedAt, null);
  scene.forget().passes(4001, "is away");
  assert.deepEqual([scene.callbacks(), scene.doing()], [[`${customer.number} lost lee`], { lee: "wrap_up" }]);
  const once = ["hangup in media_lost", "hangup c-1 media_lost"];
  const again = ["hangup in normal", "hangup c-1 normal"];
  assert.deepEqual(scene.verbs(), [...once, ...again, ...again]);
  scene.refuses("hangup", "in", "gone").refuses("hangup", "c-1", "gone").passes(30_000);
  assert.ok(isDone(scene.call));
});

test("a bridge that the engine does not make is asked for again, and given up after some tries", () => {
  const scene = talking();
  let tries = 0;
  for (; scene.refuses("bridge", null, "limit").call.endedAt === null; tries++) {
    scene.passes(1).forget().happens(back).sees({ bridges: [] });
    assert.deepEqual(scene.verbs(), ["bridge in c-1"]);
  }
  assert.deepEqual([tries, scene.callbacks()], [6, [`${customer.number} lost lee`]]);
});

test("a number without a line fails like a device that is not there", () => {
  const scene = inbound(people("lee", "wang"));
  scene.forget().refuses("dial", "c-1", "no_target");
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  scene.refuses("hangup", "c-1", "gone").refuses("dial", "c-2", "down");
  assert.deepEqual(scene.callbacks(), [`${customer.number} nobody anybody`]);
});

test("what cannot be refused any more, since it was answered, is hung up", () => {
  const scene = inbound(people());
  assert.deepEqual(scene.forget().refuses("reject", "in", "wrong_state").passes(2000).verbs(), ["hangup in normal"]);
  scene.ends("in");
  assert.ok(isDone(scene.call));
});

test("a call in which nobody has been heard for half a minute ends; while one is heard it goes on", () => {
  const scene = talking();
  const lost = (legId: string) => scene.happens({ kind: "media.lost", callId: "c", legId, at: begin });
  lost("in").passes(60_000);
  assert.equal(scene.call.endedAt, null);
  lost("c-1").passes(29_999);
  assert.equal(scene.call.endedAt, null);
  scene.passes(1);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "lost", by: { kind: "us" } }]);
});

test("silence counts anew when the one who was heard leaves two others", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .answers("c-2")
    .asks("lee", { name: "conference" });
  for (const legId of ["c-1", "c-2"]) scene.happens({ kind: "media.lost", callId: "c", legId, at: begin });
  scene.passes(60_000).ends("in").passes(29_999);
  assert.equal(scene.call.endedAt, null);
  assert.notEqual(scene.passes(1).call.endedAt, null);
});
