import { type Call, isLive } from "./call.ts";
import { ask, type Draft } from "./draft.ts";
import { endCall } from "./end.ts";
import { limits } from "./limits.ts";
import { greetingOver, ringTimedOut } from "./ring.ts";
import { askSnapshot } from "./snapshot.ts";
import { endWrapUp } from "./wrap_up.ts";

interface Deadline {
  /** When it comes, in milliseconds since 1970; null: what it watches over is not there. */
  at(call: Call): number | null;
  /** Moves or removes itself by what it does. */
  meet(draft: Draft): void;
}

/** Every unstable state and what ends it. How long each may last stands in limits.ts. */
const deadlines: Deadline[] = [
  { at: ({ ring }) => ring?.until ?? null, meet: ringTimedOut },
  { at: ({ greeting }) => greeting?.until ?? null, meet: greetingOver },
  { at: ({ legs }) => least(legs.map((leg) => (isLive(leg) ? null : leg.retryAt))), meet: hangUpAgain },
  { at: ({ wrapUps }) => least(wrapUps.map(({ until }) => until)), meet: endWrapUps },
  { at: engineGivenUpAt, meet: (draft) => endCall(draft, "lost", { kind: "us" }) },
  { at: silentUntil, meet: (draft) => endCall(draft, "lost", { kind: "us" }) },
  { at: snapshotAt, meet: askSnapshot },
];

/** When a `tick` is due at the latest, in milliseconds since 1970; null when the call is done. */
export const nextDeadline = (call: Call): number | null => least(deadlines.map(({ at }) => at(call)));

export function meetDeadlines(draft: Draft): void {
  for (const { at, meet } of deadlines) {
    const due = at(draft.call);
    if (due !== null && due <= draft.now) meet(draft);
  }
}

function hangUpAgain(draft: Draft): void {
  for (const leg of draft.call.legs) {
    if (isLive(leg) || leg.retryAt > draft.now) continue;
    leg.retryAt = draft.now + limits.hangUp;
    ask(draft, { name: "hangup", legId: leg.id, cause: "normal" });
  }
}

function endWrapUps(draft: Draft): void {
  for (const { userId, until } of draft.call.wrapUps) if (until <= draft.now) endWrapUp(draft, userId, null);
}

function engineGivenUpAt({ endedAt, engine }: Call): number | null {
  return endedAt === null && engine.unansweredSince !== null ? engine.unansweredSince + limits.engineBack : null;
}

/** While anybody is heard they can hang up; when all have been silent together for long enough, we do. */
function silentUntil({ endedAt, legs, engine }: Call): number | null {
  const up = legs.filter(({ state }) => state === "up");
  if (endedAt !== null || up.length === 0 || up.some(({ silentSince }) => silentSince === null)) return null;
  return Math.max(engine.changedAt, ...up.map(({ silentSince }) => silentSince!)) + limits.silence;
}

function snapshotAt({ endedAt, engine }: Call): number | null {
  if (endedAt !== null) return null;
  return engine.askedAt === null ? engine.checkAt : engine.askedAt + limits.snapshot;
}

function least(times: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const time of times) if (time !== null && (first === null || time < first)) first = time;
  return first;
}
