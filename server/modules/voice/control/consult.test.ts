import assert from "node:assert/strict";
import { test } from "node:test";
import { people, type Scene, talking } from "./scene.fixture.ts";

const askWang = { name: "consult", offer: people("wang") } as const;

function consulting(): Scene {
  const scene = talking();
  scene.asks("lee", askWang).passes(3000).answers("c-2").passes(5000).forget();
  return scene;
}

test("while a colleague is asked the customer hears music, the agent a ringing tone, and then only the two talk", () => {
  const scene = talking();
  scene.asks("lee", askWang);
  assert.deepEqual(scene.verbs(), ["dial c-2 wang@house", "park in music", "park c-1 tone"]);
  assert.deepEqual(scene.answers("c-2").verbs(), ["bridge c-1 c-2"]);
  assert.deepEqual(scene.doing(), { lee: "in_call", wang: "in_call" });
});

test("the transfer is completed: the colleague has the customer, who asked leaves and wraps up", () => {
  const scene = consulting();
  scene.asks("lee", { name: "completeTransfer" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred", "bridge in c-2"]);
  assert.deepEqual(scene.doing(), { lee: "wrap_up", wang: "in_call" });
});

test("the consultation is cancelled: the colleague is let go without wrap-up, the agent is with the customer again", () => {
  const scene = consulting();
  scene.asks("lee", { name: "cancelConsult" });
  assert.deepEqual(scene.verbs(), ["hangup c-2 normal", "bridge in c-1"]);
  assert.deepEqual(scene.doing(), { lee: "in_call", wang: null });
});

test("cancelled while the colleague still rings: they stop, the agent is with the customer again", () => {
  const scene = talking();
  scene.asks("lee", askWang).forget().asks("lee", { name: "cancelConsult" });
  assert.deepEqual(scene.verbs(), ["hangup c-2 normal", "bridge in c-1"]);
  assert.deepEqual(scene.told("wang"), ["stopped"]);
});

test("the colleague is busy: the agent is told and is with the customer again", () => {
  const scene = talking();
  scene.asks("lee", askWang).forget().fails("c-2", 486);
  assert.deepEqual([scene.verbs(), scene.told("lee")], [["bridge in c-1"], ["not_reached"]]);
});

test("completed before the colleague answers: it goes on as a blind transfer, and comes back when nobody answers", () => {
  const scene = talking();
  scene.asks("lee", askWang).forget().asks("lee", { name: "completeTransfer" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 transferred"]);
  assert.deepEqual(scene.fails("c-2", 408).verbs(), ["dial c-3 lee@house"]);
});

test("who asked hangs up: the customer is with the colleague, as if the transfer had been completed", () => {
  assert.deepEqual(consulting().ends("c-1").verbs(), ["bridge in c-2"]);
});

test("who was asked hangs up: the agent is with the customer again", () => {
  assert.deepEqual(consulting().ends("c-2").verbs(), ["bridge in c-1"]);
});

test("the customer hangs up while they wait: the call ends for all", () => {
  const scene = consulting();
  assert.deepEqual(scene.ends("in").verbs(), ["hangup c-1 normal", "hangup c-2 normal"]);
  assert.deepEqual(scene.callbacks(), []);
});

test("a conference of three: all hear each other, whoever leaves leaves two", () => {
  for (const [leaver, rest] of [
    ["in", "c-1 c-2"],
    ["c-1", "in c-2"],
    ["c-2", "in c-1"],
  ] as const) {
    const scene = consulting();
    scene.asks("lee", { name: "conference" });
    assert.deepEqual(scene.verbs(), ["bridge in c-1 c-2"]);
    scene.passes(4000).ends(leaver);
    assert.deepEqual(scene.verbs(), [], "the engine takes the leg out of the bridge by itself");
    assert.deepEqual(scene.call.legs.map(({ id }) => id).join(" "), rest);
    assert.equal(scene.call.endedAt, null);
    scene.ends(rest.split(" ")[0]!);
    assert.notEqual(scene.call.endedAt, null);
  }
});

test("who set up a conference leaves it by the button; of two nobody can", () => {
  const scene = consulting();
  scene.asks("lee", { name: "conference" }).forget().asks("lee", { name: "leaveConference" });
  assert.deepEqual(scene.verbs(), ["hangup c-1 normal", "bridge in c-2"]);
  scene.ends("c-1").forget().asks("wang", { name: "leaveConference" });
  assert.deepEqual([scene.verbs(), scene.told("wang")], [[], ["refused"]]);
});

test("only who asked may end a consultation, and a conference needs the colleague to be there", () => {
  const scene = talking();
  scene.asks("lee", askWang).forget().asks("lee", { name: "conference" });
  assert.deepEqual(scene.told("lee"), ["refused"]);
  scene.answers("c-2").forget();
  for (const name of ["completeTransfer", "cancelConsult", "conference"] as const) scene.asks("wang", { name });
  assert.deepEqual([scene.verbs(), scene.told("wang")], [[], ["refused", "refused", "refused"]]);
});

test("two people transfer at once: the first has it, the second is refused", () => {
  const scene = consulting();
  scene.asks("lee", { name: "conference" }).asks("lee", { name: "leaveConference" }).ends("c-1").forget();
  scene
    .asks("wang", { name: "blindTransfer", offer: people("chen") })
    .asks("wang", { name: "blindTransfer", offer: people("zhou") });
  assert.deepEqual(scene.verbs(), ["hangup c-2 transferred", "dial c-3 chen@house", "park in music"]);
  assert.ok(scene.told("wang").includes("refused"));
});
