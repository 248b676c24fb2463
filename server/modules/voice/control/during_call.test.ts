import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, inbound, people, talking, terms } from "./scene.fixture.ts";

test("hold: the customer hears music, resume: they hear the agent; twice is as good as once", () => {
  const scene = talking();
  scene.asks("lee", { name: "hold" }).asks("lee", { name: "hold" });
  assert.deepEqual(scene.verbs(), ["hold in true music"]);
  scene.asks("lee", { name: "resume" }).asks("lee", { name: "resume" });
  assert.deepEqual(scene.verbs(), ["hold in false "]);
});

test("the device's own hold key does the same", () => {
  const scene = talking();
  const told = { callId: "c", legId: "c-1", at: begin } as const;
  assert.deepEqual(scene.happens({ kind: "leg.held", ...told }).verbs(), ["hold in true music"]);
  assert.deepEqual(scene.happens({ kind: "leg.resumed", ...told }).verbs(), ["hold in false "]);
});

test("hold in a conference: who holds steps out, the others go on; when one of them goes, the other is held", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .answers("c-2")
    .asks("lee", { name: "conference" })
    .forget();
  assert.deepEqual(scene.asks("lee", { name: "hold" }).verbs(), ["hold c-1 true "]);
  assert.deepEqual(scene.ends("c-2").verbs(), ["hold in true music", "hold c-1 false "]);
});

test("who is on hold is transferred and asked about like anybody else", () => {
  const scene = talking();
  scene
    .asks("lee", { name: "hold" })
    .forget()
    .asks("lee", { name: "consult", offer: people("wang") });
  assert.deepEqual(scene.verbs(), ["dial c-2 wang@house", "park in music", "park c-1 tone"]);
  scene.asks("lee", { name: "cancelConsult" });
  assert.deepEqual(scene.verbs(), ["hangup c-2 normal", "bridge in c-1", "hold in false "]);
});

test("mute is the agent's own, and lasts through a consultation", () => {
  const scene = talking();
  assert.deepEqual(scene.asks("lee", { name: "mute" }).verbs(), ["mute c-1 true"]);
  scene
    .asks("lee", { name: "consult", offer: people("wang") })
    .answers("c-2")
    .forget();
  assert.deepEqual(scene.asks("lee", { name: "unmute" }).verbs(), ["mute c-1 false"]);
});

test("keys go to the party outside, and what is no key is refused", () => {
  const scene = talking();
  assert.deepEqual(scene.asks("lee", { name: "sendKeys", digits: "12*#" }).verbs(), ["sendDtmf in 12*#"]);
  scene.forget().asks("lee", { name: "sendKeys", digits: "hello" }).asks("lee", { name: "sendKeys", digits: "" });
  assert.deepEqual([scene.verbs(), scene.told("lee")], [[], ["refused", "refused"]]);
});

test("a recording begins with the conversation, pauses for a card number, and ends with the call", () => {
  const scene = talking({ recording: "always" });
  assert.equal(scene.call.recording.id, "c-2");
  assert.deepEqual(scene.asks("lee", { name: "pauseRecording" }).verbs(), ["record c-2 pause"]);
  assert.deepEqual(scene.asks("lee", { name: "resumeRecording" }).verbs(), ["record c-2 resume"]);
  assert.deepEqual(scene.ends("in").verbs(), ["record c-2 stop", "hangup c-1 normal"]);
});

test("a recording that was lost begins anew, but not while it is paused", () => {
  const scene = talking({ recording: "always" });
  scene.asks("lee", { name: "pauseRecording" }).passes(5000).forget();
  const restart = { kind: "engine.changed", isUp: true, at: begin } as const;
  scene.passes(1000).happens(restart).sees({ recordings: [] });
  assert.deepEqual(scene.verbs(), []);
  assert.deepEqual(scene.asks("lee", { name: "resumeRecording" }).verbs(), ["record c-3 start in|c-1"]);
});

test("what people ask who are not in the call is refused", () => {
  const scene = talking();
  for (const name of ["hold", "mute", "hangUp", "completeTransfer", "leaveConference"] as const)
    scene.asks("wang", { name });
  scene.asks("lee", { name: "pauseRecording" });
  assert.deepEqual([scene.verbs(), scene.told("wang").length, scene.told("lee")], [[], 5, ["refused"]]);
});

test("who talks is recorded, ours on one side: the next after a transfer, and nobody while the caller waits", () => {
  const scene = inbound(people("lee"), { terms: { ...terms, recording: "always" } });
  assert.deepEqual(scene.answers("c-1").verbs().slice(-1), ["record c-2 start in|c-1"]);
  scene.asks("lee", { name: "blindTransfer", offer: people("kim") });
  assert.ok(scene.verbs().includes("record c-2 start |"), "what the caller says to the music is not recorded");
  assert.ok(scene.answers("c-3").verbs().includes("record c-2 start in|c-3"));
});

test("what nobody hears is not recorded: who is on hold, who put them there, who is muted", () => {
  const scene = talking({ recording: "always" });
  const asked = (name: "hold" | "resume" | "mute" | "unmute") =>
    scene
      .asks("lee", { name })
      .verbs()
      .filter((verb) => verb.startsWith("record"));
  scene.forget();
  assert.deepEqual(asked("hold"), ["record c-2 start |"]);
  assert.deepEqual(asked("resume"), ["record c-2 start in|c-1"]);
  assert.deepEqual(asked("mute"), ["record c-2 start in|"]);
  assert.deepEqual(asked("unmute"), ["record c-2 start in|c-1"]);
});

test("where somebody may start it, it starts and stops when they say so", () => {
  const scene = talking({ recording: "asked" });
  assert.deepEqual(scene.verbs(), []);
  assert.deepEqual(scene.asks("lee", { name: "startRecording" }).verbs(), ["record c-2 start in|c-1"]);
  assert.deepEqual(scene.asks("lee", { name: "startRecording" }).verbs(), []);
  assert.deepEqual(scene.asks("lee", { name: "stopRecording" }).verbs(), ["record c-2 stop"]);
  assert.deepEqual(scene.asks("lee", { name: "startRecording" }).verbs(), ["record c-3 start in|c-1"]);
  assert.deepEqual(talking().asks("lee", { name: "startRecording" }).told("lee"), ["refused"]);
});

test("a key of the greeting refuses the recording for the whole call; the same key later does nothing", () => {
  const greeting = { prompts: ["told"], durationMs: 4000 };
  const asked = { terms: { ...terms, recording: "always", refusalKey: "9" }, greeting } as const;
  const dtmf = (digit: string) => ({ kind: "dtmf", callId: "c", legId: "in", digit, at: 0 }) as const;
  const over = { kind: "play.finished", callId: "c", legId: "in", playId: "c-1", reason: "end", at: 0 } as const;
  const refused = inbound(people("lee"), asked);
  refused.happens(dtmf("9")).happens(dtmf("9")).happens(over).answers("c-2");
  assert.equal(refused.rows("recording.refused").length, 1);
  assert.equal(refused.rows("recording.started").length, 0);
  const late = inbound(people("lee"), asked);
  late.happens(dtmf("8")).happens(over).answers("c-2").happens(dtmf("9"));
  assert.equal(late.rows("recording.refused").length, 0);
  assert.equal(late.rows("recording.started").length, 1);
});

test("an engine that cannot record is asked three times, and the call goes on", () => {
  const scene = talking({ recording: "always" });
  for (let i = 0; i < 5; i++) scene.refuses("record", null, "limit").passes(600, "is away").sees({ recordings: [] });
  assert.equal(scene.rows("recording.started").length, 3);
  assert.equal(scene.call.endedAt, null);
});
