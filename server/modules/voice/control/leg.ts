import type { EndCause, RejectCause } from "../../../platform/telephony/adapter.ts";
import { closeBook } from "./book.ts";
import { type Leg, noTime } from "./call.ts";
import { ask, type Draft, notify } from "./draft.ts";
import { limits } from "./limits.ts";
import { beginWrapUp } from "./wrap_up.ts";

export function addLeg(draft: Draft, leg: Pick<Leg, "id" | "party" | "state" | "place">): Leg {
  const added: Leg = {
    ...leg,
    startedAt: draft.now,
    isHolding: false,
    isMuted: false,
    there: { sound: { kind: "nothing" }, hold: { isHeld: false }, isMuted: false },
    retryAt: 0,
    silentSince: null,
    hasTalked: false,
    activity: "ringing",
    since: draft.now,
    spent: noTime(),
  };
  draft.call.legs.push(added);
  return added;
}

/** Asks the engine to end a leg. For its person and the accounts it has ended; the engine is asked until it is gone. */
export function endLeg(draft: Draft, leg: Leg, cause: EndCause, refusal: RejectCause = "unavailable"): void {
  if (leg.state === "incoming") ask(draft, { name: "reject", legId: leg.id, cause: refusal });
  else ask(draft, { name: "hangup", legId: leg.id, cause });
  closeLeg(draft, leg);
  leg.state = "ending";
  leg.retryAt = draft.now + limits.hangUp;
}

/** The engine has it no more. */
export function forgetLeg(draft: Draft, leg: Leg): void {
  if (leg.state !== "ending") closeLeg(draft, leg);
  const { call } = draft;
  call.legs = call.legs.filter((one) => one !== leg);
  call.engine.changedAt = draft.now;
  for (const { there } of call.legs) {
    if (there.sound.kind !== "bridge" || !there.sound.legIds.includes(leg.id)) continue;
    there.sound = { kind: "bridge", legIds: there.sound.legIds.filter((id) => id !== leg.id) };
  }
}

function closeLeg(draft: Draft, leg: Leg): void {
  closeBook(draft, leg);
  if (leg.place !== "rung") notify(draft, leg.party, { kind: "ended", legId: leg.id });
  beginWrapUp(draft, leg);
}
