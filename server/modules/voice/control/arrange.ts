import { type Call, type Hold, isUp, type Leg, placed } from "./call.ts";
import { ask, type Draft } from "./draft.ts";
import { keepRecording } from "./recording.ts";

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
  leg.there.sound = { kind: "park", music };
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
  for (const { there } of group) {
    there.sound = { kind: "bridge", legIds };
    if (there.hold?.isHeld) there.hold = null;
  }
}

function isBridged({ there: { sound } }: Leg, group: readonly Leg[]): boolean {
  return (
    sound.kind === "bridge" &&
    sound.legIds.length === group.length &&
    group.every(({ id }) => sound.legIds.includes(id))
  );
}

function hold(draft: Draft, leg: Leg, line: readonly Leg[]): void {
  const wanted = holdOf(draft.call, leg, line);
  const { hold } = leg.there;
  if (hold && isSameHold(hold, wanted)) return;
  ask(draft, { name: "hold", legId: leg.id, isHeld: wanted.isHeld, music: wanted.isHeld ? wanted.music : null });
  leg.there.hold = wanted;
}

const isSameHold = (one: Hold, other: Hold): boolean =>
  one.isHeld && other.isHeld ? one.music === other.music : one.isHeld === other.isHeld;

/** Whom all others hold hears music; of three, who holds steps out while the others go on. */
function holdOf({ terms }: Call, leg: Leg, line: readonly Leg[]): Hold {
  const others = line.filter((one) => one !== leg);
  if (others.length > 0 && others.every(({ isHolding }) => isHolding)) return { isHeld: true, music: terms.music };
  return leg.isHolding && others.length > 1 ? { isHeld: true, music: null } : { isHeld: false };
}

function mute(draft: Draft, { id: legId, isMuted, there }: Leg): void {
  if (isMuted === there.isMuted) return;
  ask(draft, { name: "mute", legId, isMuted });
  there.isMuted = isMuted;
}
