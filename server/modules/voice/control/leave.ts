import { type Call, isUp, isUserLeg, isWaitedFor, type Leg, type Party, placed } from "./call.ts";
import type { Draft } from "./draft.ts";
import type { EndedBy } from "./effect.ts";
import { endCall } from "./end.ts";
import { endLeg, forgetLeg } from "./leg.ts";
import { cancelRing, ringLost } from "./ring.ts";
import { backToLine, ringBack } from "./ring_failed.ts";

/** The engine has this leg no more. What that means for the call depends on where it was, and whether we had ended it. */
export function legGone(draft: Draft, leg: Leg, code: number, isLost: boolean): void {
  const isAwaited = leg.state === "ending";
  forgetLeg(draft, leg);
  if (isAwaited) return;
  if (leg.place === "rung") ringLost(draft, leg, code);
  else followLeaving(draft, leg, isLost);
}

/** A person leaves: by hanging up, or because a transfer is done. */
export function leave(draft: Draft, leg: Leg, cause: "normal" | "transferred"): void {
  endLeg(draft, leg, cause);
  followLeaving(draft, leg, false);
}

/** The others go on without a leg where they can; otherwise the call ends by it. `isLost`: it did not want to go. */
function followLeaving(draft: Draft, leg: Leg, isLost: boolean): void {
  const { ring } = draft.call;
  if (ring?.purpose === "rejoin" && ring.by && isUserLeg(leg, ring.by.userId)) cancelRing(draft);
  if (leg.place === "aside") leaveAside(draft, leg);
  else if (leg.place === "waiting") leaveWaiting(draft, leg, isLost);
  else leaveLine(draft, leg, isLost);
}

/** A call is there for the one who waits. */
function leaveWaiting(draft: Draft, { party }: Leg, isLost: boolean): void {
  const { ring, greeting, next } = draft.call;
  const isWanting = isWaitedFor(ring) || (greeting !== null && next !== null);
  const isAbandoned = isWanting && party.kind === "outside";
  endCall(draft, isLost ? "lost" : isAbandoned ? "abandoned" : "hung_up", endedBy(party));
}

/** Of three two remain. Of two, a person of ours who was lost is rung back; whoever wanted to go ends the call. */
function leaveLine(draft: Draft, { party }: Leg, isLost: boolean): void {
  const { call } = draft;
  const [other, third] = placed(call, "line");
  if (third) call.isServed ||= isCustomer(call, party);
  else if (isLost && party.kind === "user" && other) {
    other.place = "waiting";
    ringBack(draft, party);
  } else endCall(draft, isLost ? "lost" : "hung_up", endedBy(party));
}

const isCustomer = ({ customer }: Call, party: Party): boolean =>
  party.kind === "outside" && party.number === customer?.number;

const endedBy = (party: Party): EndedBy =>
  party.kind === "user" ? { kind: "user", userId: party.userId } : { kind: "outside" };

/** Who asked and goes leaves the waiting party to the one who was asked; who was asked and goes gives it back. */
function leaveAside(draft: Draft, leg: Leg): void {
  const { call } = draft;
  const isRinging = !placed(call, "aside").some(isUp);
  const isAsking = call.consult?.by === leg.id;
  if (isAsking && isRinging && call.ring && leg.party.kind === "user") {
    call.consult = null;
    call.ring = { ...call.ring, purpose: "transfer", by: leg.party };
  } else backToLine(draft);
}
