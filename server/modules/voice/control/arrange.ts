import { type Call, isUp, type Leg, placed, type Sound } from "./call.ts";
import { ask, type Draft, newId } from "./draft.ts";

/**
 * Asks the engine for what differs between where the legs belong and what it was asked for last. That is all there is to
 * bridging: whoever moves a leg says where it belongs. Who must not be heard any more is parked before others are bridged.
 * @returns whether nothing differed
 */
export function arrange(draft: Draft): boolean {
  const { call, effects } = draft;
  if (call.endedAt !== null) return true;
  const before = effects.length;
  const [line, aside] = [together(call, "line"), together(call, "aside")];
  for (const leg of call.legs) if (isToBeAnswered(call, leg)) answer(draft, leg);
  for (const leg of call.legs.filter(isUp)) if (!line.includes(leg) && !aside.includes(leg)) park(draft, leg);
  for (const group of [line, aside]) bridge(draft, group);
  const isSettled = effects.length === before;
  for (const leg of line) hold(draft, leg, line);
  for (const leg of aside) hold(draft, leg, []);
  for (const leg of call.legs.filter(isUp)) mute(draft, leg);
  keepRecording(draft);
  return isSettled;
}

function together(call: Call, place: "line" | "aside"): Leg[] {
  const legs = placed(call, place);
  return legs.length > 1 ? legs : [];
}

function park(draft: Draft, leg: Leg): void {
  const { call } = draft;
  const { sound } = leg.there;
  if (sound.kind === "play" && call.greeting) return;
  const isRingback = leg.place === "aside" || (leg.party.kind === "user" && call.answeredAt === null);
  const music = isRingback ? call.terms.ringTone : call.terms.music;
  if (sound.kind === "park" && sound.music === music) return;
  ask(draft, { name: "park", legId: leg.id, music });
  setSound(call, [leg], { kind: "park", music });
}

/** A caller is picked up when somebody is there to talk with, and again where the engine did not do it. */
function isToBeAnswered(call: Call, { state, place }: Leg): boolean {
  return state === "incoming" && (place !== "waiting" || call.answeredAt !== null);
}

export function answer(draft: Draft, leg: Leg): void {
  ask(draft, { name: "answer", legId: leg.id });
  leg.state = "up";
}

function bridge(draft: Draft, group: readonly Leg[]): void {
  const { call } = draft;
  if (group.length === 0 || group.every((leg) => isBridged(leg, group))) return;
  const legIds = group.map(({ id }) => id);
  ask(draft, { name: "bridge", callId: call.id, legIds });
  setSound(call, group, { kind: "bridge", legIds });
}

function isBridged({ there: { sound } }: Leg, group: readonly Leg[]): boolean {
  return (
    sound.kind === "bridge" &&
    sound.legIds.length === group.length &&
    group.every(({ id }) => sound.legIds.includes(id))
  );
}

/** Whoever was bridged with these legs hears them no more. */
function setSound(call: Call, legs: readonly Leg[], sound: Sound): void {
  for (const { there } of call.legs) {
    if (there.sound.kind !== "bridge") continue;
    there.sound = { kind: "bridge", legIds: there.sound.legIds.filter((id) => legs.every((leg) => leg.id !== id)) };
  }
  for (const leg of legs) leg.there.sound = sound;
}

/** Of two the one who does not hold is held and hears music; of three who holds steps out while the others go on. */
function hold(draft: Draft, leg: Leg, line: readonly Leg[]): void {
  const isPair = line.length === 2;
  const isHeld = line.some((one) => one.isHolding && (one === leg) !== isPair);
  if (isHeld === leg.there.isHeld) return;
  ask(draft, { name: "hold", legId: leg.id, isHeld, music: isHeld && isPair ? draft.call.terms.music : null });
  leg.there.isHeld = isHeld;
}

function mute(draft: Draft, { id: legId, isMuted, there }: Leg): void {
  if (isMuted === there.isMuted) return;
  ask(draft, { name: "mute", legId, isMuted });
  there.isMuted = isMuted;
}

/** It begins with the first conversation. One that was lost begins anew, but never while it is paused: what is said then must be nowhere. */
function keepRecording(draft: Draft): void {
  const { call } = draft;
  const { recording } = call;
  if (!call.terms.isRecorded || call.answeredAt === null) return;
  if (recording.id === null) {
    if (recording.isPaused) return;
    recording.id = newId(draft);
    recording.isPausedThere = false;
    ask(draft, { name: "record", callId: call.id, recordingId: recording.id, action: "start" });
  } else if (recording.isPaused !== recording.isPausedThere) {
    const action = recording.isPaused ? "pause" : "resume";
    ask(draft, { name: "record", callId: call.id, recordingId: recording.id, action });
    recording.isPausedThere = recording.isPaused;
  }
}
