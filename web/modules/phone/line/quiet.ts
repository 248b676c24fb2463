/** What is known of the sound of a call, in milliseconds of one clock. */
export interface Hearing {
  packets: number;
  /** When a packet came last. */
  heardAt: number;
  /** When the edge was asked last whether it is there; null: not since a packet came. */
  askedAt: number | null;
  /** Since when a question has no answer. */
  waitingSince: number | null;
  /** Since when something may be wrong with the way of the audio alone, as the edge answers. */
  brokenSince: number | null;
  wasCut: boolean;
  /** The edge is there, though no packet comes. */
  wasAnswered: boolean;
}

/**
 * heard: packets come. quiet: none come, though the edge answers, so the other side may say nothing (hold, mute).
 * cut: neither packets nor answers. stuck: the edge answers and the audio does not find its way by itself.
 */
export type Sound = "heard" | "quiet" | "cut" | "stuck";

/** Together less than two seconds from the last packet to the word on the page. */
const askAfter = 400;
const unansweredAfter = 900;
const quietAfter = 1000;
const askAgainAfter = 1000;
/** A browser mends a short cut by itself. */
const stuckAfter = 2500;

export const beginHearing = (now: number): Hearing => ({
  packets: 0,
  heardAt: now,
  askedAt: null,
  waitingSince: null,
  brokenSince: null,
  wasCut: false,
  wasAnswered: false,
});

/** One look. @param packets that have come in all. @param isConnected whether the browser takes its way for good */
export function lookAt(before: Hearing, now: number, packets: number, isConnected: boolean): Hearing {
  if (packets !== before.packets) return { ...beginHearing(now), packets };
  const wasCut = before.wasCut || soundOf(before, now) === "cut";
  // a call that begins has all the time that its way takes to be found
  const hasLost = wasCut || (!isConnected && packets > 0);
  const isBroken = before.waitingSince === null && before.askedAt !== null && hasLost;
  return { ...before, wasCut, brokenSince: isBroken ? (before.brokenSince ?? now) : null };
}

export const shouldAsk = ({ heardAt, askedAt }: Hearing, now: number): boolean =>
  now - heardAt >= askAfter && (askedAt === null || now - askedAt >= askAgainAfter);

export const asked = (before: Hearing, now: number): Hearing => ({
  ...before,
  askedAt: now,
  waitingSince: before.waitingSince ?? now,
});

export const answered = (before: Hearing): Hearing => ({ ...before, waitingSince: null, wasAnswered: true });

export function soundOf({ heardAt, waitingSince, brokenSince, wasAnswered }: Hearing, now: number): Sound {
  if (waitingSince !== null && now - waitingSince >= unansweredAfter) return "cut";
  if (brokenSince !== null && now - brokenSince >= stuckAfter) return "stuck";
  return wasAnswered && now - heardAt >= quietAfter ? "quiet" : "heard";
}
