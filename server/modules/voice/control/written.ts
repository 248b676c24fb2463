import { isDeepStrictEqual } from "node:util";
import type { Call } from "./call.ts";
import type { Stepped } from "./step.ts";

/**
 * Whether a step has to survive. One that did nothing but ask the engine what there is, or hear that all is as it was, has not: every call
 * does that every few seconds, and whoever takes it up asks anew. How long there has been no answer has to.
 */
export function isToBeWritten(before: Call, { state, effects }: Stepped): boolean {
  const isAsking = effects.every((effect) => effect.kind === "verb" && effect.verb.name === "snapshot");
  return !isAsking || isUnanswered(state) || !isDeepStrictEqual(unasked(before), unasked(state));
}

/** What is left when it does not matter when was asked and answered, as long as there are answers. */
const unasked = (call: Call): Call => ({
  ...call,
  now: 0,
  engine: { ...call.engine, askedAt: null, unansweredSince: isUnanswered(call) ? 0 : null, checkAt: 0 },
});

/** Its first question has failed, or was asked again since no answer came. */
const isUnanswered = ({ engine: { askedAt, unansweredSince } }: Call): boolean =>
  unansweredSince !== null && askedAt !== unansweredSince;

/**
 * A call as whoever takes it up goes on with it. What had been waited for when it was written last counts; nobody waited since: a wait that was
 * over meanwhile would end the call before the first look at it. One question without an answer may have been answered after it was written.
 * @param now milliseconds since 1970
 */
export function takenUp(call: Call, now: number): Call {
  const goesOn = (since: number | null) => since && now - (call.now - since);
  return {
    ...call,
    engine: {
      ...call.engine,
      askedAt: null,
      unansweredSince: isUnanswered(call) ? goesOn(call.engine.unansweredSince) : null,
    },
    legs: call.legs.map((leg) => ({ ...leg, silentSince: goesOn(leg.silentSince) })),
  };
}
