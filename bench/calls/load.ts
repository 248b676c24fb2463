/** How many calls, how fast, for how long. */
export interface Load {
  /** New calls a second. */
  rate: number;
  /** Seconds that each call lasts after it was answered. */
  hold: number;
  /** Calls in all. */
  total: number;
  /** Of these, how many are listened to packet by packet. */
  heard: number;
}

/** @param scale share of the full size; a trial with 0.1 has a tenth of the calls at once. @param seconds for which new calls come */
export function loadOf(scale: number, full: { rate: number; hold: number; seconds: number }): Load {
  const rate = Math.max(1, full.rate * scale);
  const total = Math.round(rate * full.seconds);
  return { rate, hold: full.hold, total, heard: Math.min(90, Math.max(2, Math.round(total / 20))) };
}

/** People that are needed so that nobody has two calls at once, a second of set-up and of parting included. */
export const peopleFor = ({ rate, hold, total }: Load): number => Math.min(total, Math.ceil(rate * (hold + 3)) + 4);
