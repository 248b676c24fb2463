import type { Leg } from "./call.ts";
import { type Draft, persist } from "./draft.ts";

/** Whoever has talked writes down what it was about, for so long as the terms allow. */
export function beginWrapUp({ call, now }: Draft, leg: Leg): void {
  const { wrapUpMs } = call.terms;
  if (leg.party.kind !== "user" || !leg.hasTalked || wrapUpMs === 0) return;
  call.wrapUps.push({ userId: leg.party.userId, legId: leg.id, since: now, until: now + wrapUpMs });
}

/** @returns false when this person has nothing to wrap up */
export function endWrapUp(draft: Draft, userId: string, disposition: string | null): boolean {
  const { call, now } = draft;
  const wrapUp = call.wrapUps.find((one) => one.userId === userId);
  if (!wrapUp) return false;
  call.wrapUps = call.wrapUps.filter((one) => one !== wrapUp);
  const { legId, since: from } = wrapUp;
  persist(draft, { kind: "wrap_up", callId: call.id, legId, userId, from, to: now, disposition });
  return true;
}
