import { isDeepStrictEqual } from "node:util";
import type { Call } from "./call.ts";
import type { Stepped } from "./step.ts";

/**
 * Whether a step has to survive. One that did nothing but ask the engine what there is, or hear that all is as it was, has not: every call
 * does that every few seconds, and whoever takes it up asks anew.
 */
export function isToBeWritten(before: Call, { state, effects }: Stepped): boolean {
  const isAsking = effects.every((effect) => effect.kind === "verb" && effect.verb.name === "snapshot");
  return !isAsking || !isDeepStrictEqual(unasked(before), unasked(state));
}

/** What is left when it does not matter when was asked and answered. */
const unasked = (call: Call): Call => ({
  ...call,
  now: 0,
  engine: { ...call.engine, askedAt: null, unansweredSince: null, checkAt: 0 },
});

/**
 * A call as whoever takes it up goes on with it. How long nobody had answered or was heard is not known any more: what was written may be
 * older than the last answer, and nobody asked meanwhile. A wait that was over long ago would end the call before the first look at it.
 */
export const takenUp = (call: Call): Call => ({
  ...call,
  engine: { ...call.engine, askedAt: null, unansweredSince: null },
  legs: call.legs.map((leg) => ({ ...leg, silentSince: null })),
});
