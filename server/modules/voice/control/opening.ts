import { type Call, noTime, type Outside, type Recording } from "./call.ts";
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
    recording: noRecording(),
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
      unansweredSince: null,
      checkAt: now + limits.check,
      changedAt: now,
      restartedAt: null,
      failures: 0,
    },
  };
}

const noRecording = (): Recording => ({
  id: null,
  isPaused: false,
  isPausedThere: false,
  isAsked: false,
  isRefused: false,
  sides: { left: [], right: [] },
  losses: 0,
  isDoubtful: false,
});

function customerOf(opening: Opening): Outside | null {
  const parties = [opening.caller.party, ...opening.wanted.rings.map(({ party }) => party)];
  for (const party of parties) if (party.kind === "outside" && party.number !== null) return party;
  return null;
}
