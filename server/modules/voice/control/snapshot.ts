import type { Snapshot } from "../../../platform/telephony/adapter.ts";
import { findLeg, isUp, type Leg, type Sound } from "./call.ts";
import { ask, type Draft } from "./draft.ts";
import { legGone } from "./leave.ts";
import { limits } from "./limits.ts";
import { greetingOver, legAnswered, unavailable } from "./ring.ts";

/** Asks what there is. */
export function askSnapshot(draft: Draft): void {
  const { call, now } = draft;
  if (call.endedAt !== null) return;
  call.engine.askedAt = now;
  call.engine.unansweredSince ??= now;
  ask(draft, { name: "snapshot", callId: call.id, askedAt: now });
}

/**
 * Believes the engine: what is gone has ended, what answered unheard is there, what nobody knows is ended, and the rest is
 * set right after. An answer may be late, or come twice: of what began since it was asked for it does not know.
 */
export function believe(draft: Draft, askedAt: number, snapshot: Snapshot): void {
  const { call, now } = draft;
  const { engine } = call;
  const isRestarted = engine.restartedAt !== null && engine.restartedAt <= askedAt;
  const isOfNow = askedAt > engine.changedAt;
  engine.unansweredSince = null;
  engine.checkAt = now + (isOfNow ? limits.check : limits.retry);
  if (engine.askedAt === askedAt) engine.askedAt = null;
  if (isRestarted) engine.restartedAt = null;
  const seen = new Map(snapshot.legs.filter(({ callId }) => callId === call.id).map((leg) => [leg.legId, leg]));
  for (const [legId, { isMonitor }] of seen)
    if (!isMonitor && !findLeg(call, legId)) ask(draft, { name: "hangup", legId, cause: "normal" });
  for (const leg of call.legs) {
    const there = seen.get(leg.id);
    if (there?.state === "up") legAnswered(draft, leg);
    else if (there?.state === "ringing" && leg.state === "dialing") leg.state = "ringing";
    else if (!there && leg.startedAt < askedAt) legGone(draft, leg, unavailable, isRestarted);
  }
  if (isOfNow) for (const leg of call.legs) takeSound(leg, seen.get(leg.id), snapshot, now);
  if (isOfNow) takeRecordings(draft, snapshot);
  if (call.greeting && !call.legs.some(({ there }) => there.sound.kind === "play")) greetingOver(draft);
}

function takeSound(leg: Leg, there: Snapshot["legs"][number] | undefined, { bridges }: Snapshot, now: number): void {
  if (!isUp(leg) || !there) return;
  if (there.state === "incoming") leg.state = "incoming";
  const { isHeld, isMuted, music, playId } = there;
  leg.silentSince = there.isSilent ? (leg.silentSince ?? now) : null;
  const bridge = bridges.find(({ legIds }) => legIds.length > 1 && legIds.includes(leg.id));
  const alone: Sound = playId === null ? { kind: "park", music } : { kind: "play" };
  const hold = !isHeld ? { isHeld } : bridge ? { isHeld, music } : null;
  leg.there = { sound: bridge ? { kind: "bridge", legIds: bridge.legIds } : alone, hold, isMuted };
}

/** There is one at most: another would go on while ours is paused. */
function takeRecordings(draft: Draft, { recordings }: Snapshot): void {
  const { call } = draft;
  const ours = recordings.filter(({ callId }) => callId === call.id);
  for (const { recordingId } of ours)
    if (recordingId !== call.recording.id) ask(draft, { name: "record", callId: call.id, recordingId, action: "stop" });
  const recording = ours.find(({ recordingId }) => recordingId === call.recording.id);
  if (recording) call.recording.losses = 0;
  else if (call.recording.id !== null) call.recording.losses++;
  if (!recording) call.recording.id = null;
  call.recording.isDoubtful = false;
  call.recording.isPausedThere = recording?.isPaused ?? false;
  call.recording.sides = { left: recording?.left ?? [], right: recording?.right ?? [] };
}
