import type { Trouble } from "./state.ts";

/** What may be wrong at the same time, the worst first: who is not heard does not notice it by themselves. */
const places = ["microphone", "network", "speaker"] as const;
export type Place = (typeof places)[number];

let known: Partial<Record<Place, Trouble | null>> = {};

/** @returns the worst that is known now */
export function noteTrouble(place: Place, trouble: Trouble | null): Trouble | null {
  known[place] = trouble;
  return places.map((one) => known[one]).find(Boolean) ?? null;
}

/** A call has ended, and its troubles with it. */
export function forgetTroubles(): null {
  known = {};
  return null;
}

export const troubleAt = (place: Place): Trouble | null => known[place] ?? null;
