import assert from "node:assert/strict";
import { test } from "node:test";
import { people, talking } from "./scene.fixture.ts";

const again = { name: "rejoin", offer: people("lee") } as const;

test("a device that is picked up instead takes the part over, and nobody wraps up", () => {
  const scene = talking();
  scene.asks("lee", again);
  assert.deepEqual([scene.verbs(), scene.doing()], [["dial c-2 lee@house"], { lee: "in_call" }]);
  assert.deepEqual(scene.forget().answers("c-2").verbs(), ["hangup c-1 transferred", "bridge in c-2"]);
  scene.ends("c-1");
  assert.deepEqual([scene.doing(), scene.call.wrapUps, scene.call.endedAt], [{ lee: "in_call" }, [], null]);
});

test("who was muted stays muted, and who held holds on", () => {
  const scene = talking();
  scene.asks("lee", { name: "mute" }).asks("lee", { name: "hold" }).asks("lee", again).forget().answers("c-2");
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred", "bridge in c-2", "hold in true music", "mute c-2 true"]);
  scene.forget().asks("lee", { name: "resume" });
  assert.deepEqual(scene.verbs(), ["hold in false "]);
});

test("a conference and a consultation go on with the other device", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .answers("c-2")
    .forget();
  scene.asks("lee", again).answers("c-3");
  assert.deepEqual(scene.verbs(), ["dial c-3 lee@house", "hangup c-1 transferred", "bridge c-2 c-3"]);
  scene.ends("c-1").asks("lee", { name: "conference" }).forget().asks("lee", again).answers("c-4");
  assert.deepEqual(scene.verbs(), ["dial c-4 lee@house", "hangup c-3 transferred", "bridge in c-2 c-4"]);
});

test("nobody picks up: everything is as it was", () => {
  const scene = talking();
  scene.asks("lee", again).forget().fails("c-2", 480);
  assert.deepEqual(
    [scene.verbs(), scene.told("lee"), scene.doing()],
    [[], ["stopped", "not_reached"], { lee: "in_call" }],
  );
  scene.forget().asks("lee", again).ends("in");
  assert.deepEqual(scene.verbs(), ["dial c-3 lee@house", "hangup c-1 normal", "hangup c-3 normal"]);
});

test("while somebody else is rung it is refused; a transfer that is asked meanwhile goes before", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .forget()
    .asks("lee", again);
  assert.deepEqual([scene.verbs(), scene.told("lee")], [[], ["refused"]]);
  const other = talking();
  other
    .asks("lee", again)
    .forget()
    .asks("lee", { name: "blindTransfer", offer: people("wang") });
  assert.deepEqual(other.verbs(), [
    "hangup c-1 transferred",
    "hangup c-2 normal",
    "dial c-3 wang@house",
    "park in music",
  ]);
});

test("the device that lost the call is gone for good before the other is picked up: they are rung back", () => {
  const scene = talking();
  scene.asks("lee", again).passes(1000).forget();
  scene.happens({ kind: "leg.ended", callId: "c", legId: "c-1", by: "us", cause: "media_lost", at: scene.call.now });
  assert.equal(scene.call.endedAt, null);
});
