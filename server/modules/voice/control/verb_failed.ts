import type { EngineErrorCode } from "../../../platform/telephony/adapter.ts";
import { findLeg, isLive } from "./call.ts";
import type { Draft } from "./draft.ts";
import type { Verb } from "./effect.ts";
import { endCall } from "./end.ts";
import { legGone } from "./leave.ts";
import { endLeg } from "./leg.ts";
import { limits, mostFailures } from "./limits.ts";
import { greetingOver, ringLost, unavailable } from "./ring.ts";

/** What the engine did not do. A leg that is gone has left; for everything else a snapshot tells where things stand, and it is asked for again. */
export function verbFailed(draft: Draft, name: Verb["name"], legId: string | null, code: EngineErrorCode): void {
  const { call, now } = draft;
  const leg = legId === null ? undefined : findLeg(call, legId);
  if (name === "snapshot") {
    call.engine.checkAt = now + limits.snapshot;
    call.engine.askedAt = null;
  } else if (name === "dial") dialFailed(draft, legId, code);
  else if (leg && code === "gone") legGone(draft, leg, unavailable, false);
  else if (name === "play" && call.greeting) greetingOver(draft);
  else if (name === "answer" || name === "bridge" || name === "park") doubtSounds(draft);
  else if (name === "record") recordingFailed(draft);
}

/** It may be there all the same, where the engine went away over the answer: it is hung up until it is known to be gone. */
function dialFailed(draft: Draft, legId: string | null, code: EngineErrorCode): void {
  const leg = legId === null ? undefined : findLeg(draft.call, legId);
  if (leg?.place !== "rung" || !isLive(leg)) return;
  endLeg(draft, leg, "normal");
  ringLost(draft, leg, code === "no_target" ? 404 : 503);
}

/** A call whose sounds cannot be set is nobody's call. */
function doubtSounds(draft: Draft): void {
  const { engine } = draft.call;
  if (++engine.failures > mostFailures) endCall(draft, "lost", { kind: "us" });
  checkSoon(draft, limits.retry * 2 ** (engine.failures - 1));
}

function recordingFailed(draft: Draft): void {
  draft.call.recording.isDoubtful = true;
  checkSoon(draft, limits.retry);
}

function checkSoon({ call, now }: Draft, ms: number): void {
  call.engine.checkAt = Math.min(call.engine.checkAt, now + ms);
}
