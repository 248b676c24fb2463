import { findLeg, type Leg, type Offer, partOf, type RingPurpose, type User } from "./call.ts";
import { ask, type Draft, newId, notify, persist } from "./draft.ts";
import { connect, greet } from "./greeting.ts";
import { addLeg, endLeg } from "./leg.ts";
import { limits } from "./limits.ts";
import { takePart } from "./rejoin.ts";
import { endWrapUp } from "./wrap_up.ts";

type RingReason = "answered_elsewhere" | "cancelled" | "no_answer";

/** The SIP status of nobody being there to be rung, and of a rung leg that went without anybody telling why. */
export const unavailable = 480;

/** Rings everybody of the offer who is not in the call already; the first that answers has it. */
export function startRing(draft: Draft, purpose: RingPurpose, offer: Offer, by: User | null = null): void {
  const { call, now } = draft;
  cancelRing(draft);
  const isIn = (userId: string): boolean =>
    purpose !== "rejoin" && (partOf(call, userId) !== undefined || (purpose === "transfer" && by?.userId === userId));
  const rings = offer.rings.filter(({ party }) => party.kind === "outside" || !isIn(party.userId));
  const legs = rings.map(({ party }) => addLeg(draft, { id: newId(draft), party, state: "dialing", place: "rung" }));
  const until = now + offer.timeoutMs + limits.ringGrace;
  call.ring = { purpose, legIds: legs.map(({ id }) => id), until, by, code: unavailable };
  if (purpose !== "rejoin") popUp(draft, legs);
  for (const [index, { target, isAutoAnswer }] of rings.entries()) {
    const { id: legId, party } = legs[index]!;
    notify(draft, party, { kind: "ringing", legId });
    const from = call.terms.shown[party.kind === "user" ? "inside" : "outside"];
    const headers = { "x-call": call.id, "x-leg": legId };
    const options = { from, timeoutMs: offer.timeoutMs, headers, isAutoAnswer };
    ask(draft, { name: "dial", callId: call.id, legId, target, options });
  }
}

/** A leg is up. One that we ended meanwhile stays ended: its hang-up has crossed the answer. */
export function legAnswered(draft: Draft, leg: Leg): void {
  const { state, place } = leg;
  if (state === "ending" || state === "up") return;
  if (place === "rung") ringAnswered(draft, leg);
  else leg.state = "up";
}

/** The others stop, and it gets its place. */
function ringAnswered(draft: Draft, leg: Leg): void {
  const { call, now } = draft;
  const { purpose } = call.ring!;
  leg.state = "up";
  stopRing(draft, "answered_elsewhere", leg);
  if (leg.party.kind === "user") endWrapUp(draft, leg.party.userId, null);
  if (purpose === "caller") {
    leg.place = "waiting";
    ringWanted(draft);
    return;
  }
  if (purpose === "rejoin") {
    takePart(draft, leg);
    return;
  }
  const told = purpose === "offer" && leg.party.kind === "outside" ? call.terms.announcement : null;
  leg.place = purpose === "consult" ? "aside" : told ? "waiting" : "line";
  if (told) greet(draft, leg, told);
  else notify(draft, leg.party, { kind: "connected", legId: leg.id });
  if (purpose === "consult") return;
  if (!told) connect(draft);
  if (call.answeredAt !== null) return;
  call.answeredAt = now;
  persist(draft, { kind: "call.answered", callId: call.id, legId: leg.id, party: leg.party, at: now });
}

/** A rung leg is gone without an answer; a ring without legs has failed, which is followed at the end of the step. */
export function ringLost(draft: Draft, leg: Leg, code: number): void {
  const ring = draft.call.ring!;
  ring.legIds = ring.legIds.filter((id) => id !== leg.id);
  ring.code = code;
  notify(draft, leg.party, { kind: "stopped", legId: leg.id, reason: code === 408 ? "no_answer" : "failed" });
}

export function ringTimedOut(draft: Draft): void {
  const { ring } = draft.call;
  stopRing(draft, "no_answer");
  draft.call.ring = { ...ring!, legIds: [], code: 408 };
}

/** What it rang for is not followed up. */
export function cancelRing(draft: Draft): void {
  if (draft.call.ring) stopRing(draft, "cancelled");
}

/** What was said is over, or could not be said: whom the caller wants is rung, or those who wait for it are connected. */
export function greetingOver(draft: Draft): void {
  const { call } = draft;
  call.greeting = null;
  if (call.next) ringWanted(draft);
  else connect(draft);
}

/** The caller is ready, and whom they want is rung. */
export function ringWanted(draft: Draft): void {
  const { call } = draft;
  const offer = call.next;
  call.next = null;
  call.greeting = null;
  if (offer) startRing(draft, "offer", offer);
}

function stopRing(draft: Draft, reason: RingReason, winner: Leg | null = null): void {
  const { call } = draft;
  const { legIds } = call.ring!;
  call.ring = null;
  for (const legId of legIds) {
    const leg = findLeg(call, legId);
    if (!leg || leg === winner) continue;
    endLeg(draft, leg, reason === "cancelled" ? "normal" : reason);
    notify(draft, leg.party, { kind: "stopped", legId, reason });
  }
}

/** Each person once, however many devices ring. */
function popUp(draft: Draft, legs: readonly Leg[]): void {
  const { direction, terms, customer } = draft.call;
  const people = new Map(legs.flatMap(({ party }) => (party.kind === "user" ? [[party.userId, party]] : [])));
  for (const party of people.values()) notify(draft, party, { kind: "pop", direction, number: terms.number, customer });
}
