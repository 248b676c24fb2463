import { type Call, noTime, type Outside, type Party } from "./call.ts";
import type { Opening } from "./event.ts";
import { limits } from "./limits.ts";

/** A call before anything has happened in it. */
export function newCall(opening: Opening, now: number): Call {
  return {
    id: opening.callId,
    direction: opening.direction,
    terms: opening.terms,
    customer: customerOf(opening),
    isServed: false,
    legs: [],
    ring: null,
    next: opening.wanted,
    greeting: null,
    consult: null,
    recording: { id: null, isPaused: false, isPausedThere: false },
    wrapUps: [],
    startedAt: now,
    answeredAt: null,
    endedAt: null,
    made: 0,
    now,
    activity: "ringing",
    since: now,
    spent: noTime(),
    told: {},
    engine: {
      askedAt: null,
      seenAt: 0,
      unansweredSince: null,
      checkAt: now + limits.check,
      changedAt: now,
      restartedAt: null,
      failures: 0,
    },
  };
}

/** Who calls; null when a person who wants to call has no device to be rung on. */
export function callerOf({ caller }: Opening): Party | null {
  return caller.kind === "incoming" ? caller.party : (caller.offer.rings[0]?.party ?? null);
}

function customerOf(opening: Opening): Outside | null {
  const parties = [callerOf(opening), ...opening.wanted.rings.map(({ party }) => party)];
  for (const party of parties) if (party?.kind === "outside" && party.number !== null) return party;
  return null;
}
