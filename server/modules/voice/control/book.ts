import { type Activity, type Call, isUp, type Leg, placed } from "./call.ts";
import { type Draft, persist } from "./draft.ts";

/** Gives every leg and the call the activity that follows from where the legs are now, and closes the books of what they did before. */
export function keepBooks(draft: Draft): void {
  const { call, now } = draft;
  for (const leg of call.legs) {
    if (leg.state === "ending") continue;
    const activity = activityOf(call, leg);
    if (leg.place === "line" && isUp(leg)) leg.hasTalked = true;
    if (activity === leg.activity) continue;
    closeSegment(draft, leg);
    leg.activity = activity;
  }
  if (call.endedAt !== null) return;
  const activity = callActivity(call);
  if (activity === call.activity) return;
  call.spent[call.activity] += now - call.since;
  call.activity = activity;
  call.since = now;
}

/** The end of a leg's life: what it did last, and the sum, which is its life to the millisecond. */
export function closeBook(draft: Draft, leg: Leg): void {
  closeSegment(draft, leg);
  const { id: legId, party, startedAt: from, spent } = leg;
  persist(draft, { kind: "leg.ended", callId: draft.call.id, legId, party, from, to: draft.now, spent: { ...spent } });
}

function closeSegment(draft: Draft, leg: Leg): void {
  const { id: legId, party, activity, since: from } = leg;
  const to = draft.now;
  if (to > from) persist(draft, { kind: "segment", callId: draft.call.id, legId, party, activity, from, to });
  leg.spent[activity] += to - from;
  leg.since = to;
}

function activityOf(call: Call, leg: Leg): Activity {
  if (!isUp(leg)) return "ringing";
  if (leg.place === "aside") return "consult";
  if (leg.place === "waiting") return isFirstWait(call) ? "ringing" : "held";
  const line = placed(call, "line").filter(isUp);
  if (line.length < 2) return "ringing";
  if (line.length === 2) return line.some((one) => one.isHolding) ? "held" : "talking";
  const isAlone = leg.isHolding || line.every((one) => one === leg || one.isHolding);
  return isAlone ? "held" : "conference";
}

function callActivity(call: Call): Activity {
  if (call.consult) return "consult";
  const line = placed(call, "line").filter(isUp);
  if (line.length < 2) return "ringing";
  if (line.length > 2) return "conference";
  return line.some((one) => one.isHolding) ? "held" : "talking";
}

/** Before the wanted party is there nobody was put on hold. */
const isFirstWait = (call: Call): boolean => call.answeredAt === null;
