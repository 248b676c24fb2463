import assert from "node:assert/strict";
import { test } from "node:test";
import type { Offer } from "./call.ts";
import { customer, outside, people, type Scene, sceneOf, terms } from "./scene.fixture.ts";

const number = "+8613700000007";
const lee = { kind: "user", userId: "lee", address: "lee@house" } as const;

const fromPage = (wanted: Offer = outside(number)): Scene =>
  sceneOf({
    callId: "c",
    direction: "outbound",
    caller: { kind: "rung", party: lee, offer: people("lee") },
    wanted,
    greeting: null,
    terms,
  });

const fromDevice = (direction: "outbound" | "internal", wanted: Offer): Scene =>
  sceneOf({
    callId: "c",
    direction,
    caller: { kind: "incoming", legId: "in", party: lee },
    wanted,
    greeting: null,
    terms,
  });

test("an agent dials on the page: their device rings first, then the number, and they hear that it rings", () => {
  const scene = fromPage();
  assert.deepEqual(scene.verbs(), ["dial c-1 lee@house"]);
  scene.answers("c-1");
  assert.deepEqual(scene.verbs(), [`dial c-2 ${number}`, "park c-1 tone"]);
  scene.passes(3000).answers("c-2");
  assert.deepEqual(scene.verbs(), ["bridge c-1 c-2"]);
  assert.deepEqual(scene.doing(), { lee: "in_call" });
  scene.ends("c-2");
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "hung_up", by: { kind: "outside" } }]);
});

test("the number sees ours, and the agent's device the customer's", () => {
  const scene = fromPage();
  scene.answers("c-1");
  assert.deepEqual([scene.shownTo("c-1"), scene.shownTo("c-2")], [customer.number, "4000"]);
});

test("the agent's own device is not picked up: the number is never dialled", () => {
  const scene = fromPage();
  scene.forget().fails("c-1", 408);
  assert.deepEqual(scene.verbs(), []);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "failed", code: 408 }]);
  assert.deepEqual([scene.callbacks(), scene.doing()], [[], { lee: null }]);
});

test("the number is busy: the agent is told so, is let go and has nothing to wrap up", () => {
  const scene = fromPage();
  scene.answers("c-1").forget().fails("c-2", 486);
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal"]);
  assert.deepEqual(scene.told("lee"), ["not_reached", "ended"]);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "failed", code: 486 }]);
  assert.deepEqual([scene.callbacks(), scene.doing()], [[], { lee: null }]);
});

test("a device calls out: it is picked up when the number answers", () => {
  const scene = fromDevice("outbound", outside(number));
  assert.deepEqual(scene.verbs(), [`dial c-1 ${number}`]);
  assert.deepEqual(scene.answers("c-1").verbs(), ["answer in", "bridge in c-1"]);
});

for (const [code, cause] of [
  [486, "busy"],
  [603, "declined"],
  [404, "not_found"],
  [503, "congestion"],
  [408, "unavailable"],
] as const)
  test(`a device calls out in vain: it is refused with ${cause} after ${code}`, () => {
    const scene = fromDevice("outbound", outside(number));
    assert.deepEqual(scene.forget().fails("c-1", code).verbs(), [`reject in ${cause}`]);
    assert.ok(scene.told("lee").includes("not_reached"));
  });

test("an engine that has no line for the number fails the call like a busy network", () => {
  const scene = fromDevice("outbound", outside(number));
  scene.forget().refuses("dial", "c-1", "limit");
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal", "reject in congestion"]);
});

test("the agent gives up before anybody answers: the number stops ringing, and nobody owes a call back", () => {
  const scene = fromPage();
  scene.answers("c-1").forget().asks("lee", { name: "hangUp" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal", "hangup c-2 normal"]);
  assert.deepEqual(scene.callbacks(), []);
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ cause: "hung_up", by: { kind: "user", userId: "lee" } }]);
});

test("one colleague calls another, who hangs up: both are free, and there is no customer to call back", () => {
  const scene = fromDevice("internal", people("wang"));
  assert.deepEqual(scene.verbs(), ["dial c-1 wang@house"]);
  assert.deepEqual(scene.answers("c-1").verbs(), ["answer in", "bridge in c-1"]);
  scene.ends("c-1").ends("in");
  assert.partialDeepStrictEqual(scene.rows("call.ended"), [{ by: { kind: "user", userId: "wang" } }]);
  assert.deepEqual([scene.callbacks(), scene.doing()], [[], { lee: "wrap_up", wang: "wrap_up" }]);
});

test("a colleague who does not answer is not reached, and no task is made of it", () => {
  const scene = fromDevice("internal", people("wang"));
  assert.deepEqual(scene.forget().fails("c-1", 486).verbs(), ["reject in busy"]);
  assert.deepEqual(scene.callbacks(), []);
});

test("whom we call hears that they are recorded before they are connected, may refuse it, and owes us no call back", () => {
  const announcement = { prompts: ["told"], durationMs: 4000 };
  const told = { ...terms, recording: "always", announcement, refusalKey: "9" } as const;
  const begin = (): Scene =>
    sceneOf({
      ...{ callId: "c", direction: "outbound", caller: { kind: "rung", party: lee, offer: people("lee") } },
      ...{ wanted: outside(number), greeting: null, terms: told },
    } as const);
  const over = { kind: "play.finished", callId: "c", legId: "c-2", playId: "c-3", reason: "end", at: 0 } as const;
  const scene = begin();
  scene.answers("c-1").forget().answers("c-2");
  assert.deepEqual(scene.verbs(), ["play c-2 c-3 told", "park c-1 music"]);
  assert.deepEqual(scene.happens(over).verbs(), ["bridge c-1 c-2", "record c-4 start c-2|c-1"]);
  const refused = begin();
  refused
    .answers("c-1")
    .answers("c-2")
    .happens({ kind: "dtmf", callId: "c", legId: "c-2", digit: "9", at: 0 })
    .forget();
  assert.deepEqual(refused.happens(over).verbs(), ["bridge c-1 c-2"]);
  assert.deepEqual(begin().answers("c-1").answers("c-2").ends("c-2").callbacks(), []);
});
