import type { RecordSides } from "../../../platform/telephony/adapter.ts";
import { type Call, type Leg, placed, type Recording } from "./call.ts";
import { ask, type Draft, newId, persist } from "./draft.ts";

/** So often in a row a recording may be lost before it was seen once; the call goes on without then. */
const mostLosses = 3;

/**
 * A recording begins with the first conversation and goes on with whoever has it: one that was transferred is recorded with the
 * next, what is said aside and to music is not. One that was lost begins anew, but never while it is paused: what is said then
 * must be nowhere.
 */
export function keepRecording(draft: Draft): void {
  const { call } = draft;
  if (!isToBeRecorded(call)) stopRecording(draft);
  else record(draft, call.recording, sidesOf(call));
}

function record(draft: Draft, recording: Recording, talking: RecordSides | null): void {
  const { call } = draft;
  const sides = talking ?? { left: [], right: [] };
  if (recording.id === null) {
    if (recording.isPaused || talking === null || recording.losses >= mostLosses) return;
    recording.id = newId(draft);
    recording.isPausedThere = false;
    persist(draft, { kind: "recording.started", callId: call.id, recordingId: recording.id, at: draft.now });
    hear(draft, recording.id, sides);
    return;
  }
  const { id: recordingId } = recording;
  if (recording.isPaused !== recording.isPausedThere) {
    ask(draft, { name: "record", callId: call.id, recordingId, action: recording.isPaused ? "pause" : "resume" });
    recording.isPausedThere = recording.isPaused;
  }
  if (!isSame(recording.sides, sides)) hear(draft, recordingId, sides);
}

/** Whoever asks, where it does not begin by itself. */
export function askRecording({ call }: Draft, isAsked: boolean): boolean {
  const { recording, terms } = call;
  if (terms.recording !== "asked" || (isAsked && recording.isRefused)) return false;
  recording.isAsked = isAsked;
  return true;
}

export function pauseRecording({ call }: Draft, isPaused: boolean): boolean {
  if (call.terms.recording === "never" || call.recording.isRefused) return false;
  call.recording.isPaused = isPaused;
  return true;
}

/** Who is told of a recording has said no. */
export function refuseRecording(draft: Draft): void {
  const { call } = draft;
  if (call.recording.isRefused) return;
  call.recording.isRefused = true;
  persist(draft, { kind: "recording.refused", callId: call.id, at: draft.now });
}

export function stopRecording(draft: Draft): void {
  const { call } = draft;
  const recordingId = call.recording.id;
  if (recordingId === null) return;
  ask(draft, { name: "record", callId: call.id, recordingId, action: "stop" });
  call.recording.id = null;
}

function isToBeRecorded({ answeredAt, terms, recording }: Call): boolean {
  if (answeredAt === null || recording.isRefused) return false;
  return terms.recording === "always" || (terms.recording === "asked" && recording.isAsked);
}

/**
 * Left the party outside, right ours; among colleagues left who was there first. Only what another one hears is recorded: not who
 * holds or is held, not who is muted. Null: nobody talks.
 */
function sidesOf(call: Call): RecordSides | null {
  const line = placed(call, "line").filter(({ state, isHolding }) => state === "up" && !isHolding);
  if (line.length < 2) return null;
  const outside = line.filter(({ party }) => party.kind === "outside");
  const left = outside.length > 0 ? outside : line.slice(0, 1);
  const right = line.filter((leg) => !left.includes(leg));
  const heard = (legs: readonly Leg[]) => legs.filter(({ isMuted }) => !isMuted).map(({ id }) => id);
  return { left: heard(left), right: heard(right) };
}

function hear(draft: Draft, recordingId: string, sides: RecordSides): void {
  ask(draft, { name: "record", callId: draft.call.id, recordingId, action: "start", sides });
  draft.call.recording.sides = sides;
}

const isSame = (one: RecordSides, other: RecordSides): boolean =>
  one.left.join(" ") === other.left.join(" ") && one.right.join(" ") === other.right.join(" ");
