import { type Leg, type Offer, partOf } from "./call.ts";
import { type Draft, notify } from "./draft.ts";
import { endLeg } from "./leg.ts";
import { startRing } from "./ring.ts";

/** Somebody's device has lost the call, or they want it on another one: they are rung while their part goes on. */
export function rejoin(draft: Draft, { party }: Leg, offer: Offer): boolean {
  if (draft.call.ring !== null || party.kind !== "user") return false;
  startRing(draft, "rejoin", offer, party);
  return true;
}

/** The part goes over to the device that was picked up, as it is: muted, on hold, or asking somebody aside. */
export function takePart(draft: Draft, leg: Leg): void {
  const { call } = draft;
  const before = leg.party.kind === "user" ? partOf(call, leg.party.userId) : undefined;
  if (!before) {
    endLeg(draft, leg, "normal");
    return;
  }
  const { place, isHolding, isMuted, hasTalked } = before;
  Object.assign(leg, { place, isHolding, isMuted, hasTalked });
  if (call.consult?.by === before.id) call.consult = { by: leg.id };
  before.hasTalked = false;
  notify(draft, leg.party, { kind: "connected", legId: leg.id });
  endLeg(draft, before, "transferred");
}
