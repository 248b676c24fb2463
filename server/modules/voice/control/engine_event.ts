import type { EngineEvent } from "../../../platform/telephony/adapter.ts";
import { findLeg, type Leg } from "./call.ts";
import { type Draft, notify } from "./draft.ts";
import { legGone } from "./leave.ts";
import { refuseRecording } from "./recording.ts";
import { greetingOver, legAnswered, unavailable } from "./ring.ts";
import { askSnapshot } from "./snapshot.ts";

/** What the engine tells: each event may be missing, late against other legs, or told twice. */
export function hear(draft: Draft, event: EngineEvent): void {
  const { call } = draft;
  if (event.kind === "engine.changed") hearEngine(draft, event.isUp);
  if (!("callId" in event) || event.callId !== call.id || !("legId" in event)) return;
  const leg = findLeg(call, event.legId);
  if (leg) hearLeg(draft, leg, event);
}

function hearLeg(draft: Draft, leg: Leg, event: EngineEvent): void {
  switch (event.kind) {
    case "leg.ringing":
      if (leg.state === "dialing") leg.state = "ringing";
      break;
    case "leg.answered":
      legAnswered(draft, leg);
      break;
    case "leg.failed":
      legGone(draft, leg, event.code, false);
      break;
    case "leg.ended":
      legGone(draft, leg, unavailable, event.cause === "media_lost" || event.cause === "shutdown");
      break;
    case "leg.held":
    case "leg.resumed":
      leg.silentSince = null;
      if (leg.party.kind === "user" && leg.place === "line") leg.isHolding = event.kind === "leg.held";
      break;
    case "dtmf":
      leg.silentSince = null;
      hearKey(draft, leg, event.digit);
      break;
    case "play.finished":
      if (draft.call.greeting?.playId === event.playId) greetingOver(draft);
      break;
    case "media.lost":
      wentSilent(draft, leg);
  }
}

/** Who is greeted is told of a recording, and by which key they refuse it. */
function hearKey(draft: Draft, leg: Leg, digit: string): void {
  const { call } = draft;
  const isGreeted = call.greeting !== null && leg.there.sound.kind === "play";
  if (isGreeted && digit === call.terms.refusalKey) refuseRecording(draft);
}

/** It may be gone, its device dead or its network: whoever is in the call is told, and the engine asked. */
function wentSilent(draft: Draft, leg: Leg): void {
  leg.silentSince ??= draft.now;
  for (const { party } of draft.call.legs) notify(draft, party, { kind: "media_lost", legId: leg.id });
  askSnapshot(draft);
}

function hearEngine(draft: Draft, isUp: boolean): void {
  if (isUp) Object.assign(draft.call.recording, { losses: 0 });
  if (isUp) draft.call.engine.restartedAt = draft.now;
  askSnapshot(draft);
}
