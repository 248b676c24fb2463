import type { EndCause, RejectCause } from "../../../platform/telephony/adapter.ts";
import { type Call, isLive, placed } from "./call.ts";
import { type Draft, notify, persist } from "./draft.ts";
import type { CallbackReason, CallCause, EndedBy } from "./effect.ts";
import { endLeg } from "./leg.ts";
import { stopRecording } from "./recording.ts";

/** Ends the call for all that are in it, once. Wrap-ups, and legs that the engine has still, live on. */
export function endCall(draft: Draft, cause: CallCause, by: EndedBy, code: number | null = null): void {
  const { call, now } = draft;
  if (call.endedAt !== null) return;
  leaveCallback(draft, cause);
  stopRecording(draft);
  for (const leg of call.legs.filter(isLive)) {
    if (leg.place === "rung") notify(draft, leg.party, { kind: "stopped", legId: leg.id, reason: "cancelled" });
    endLeg(draft, leg, endCauses[cause], refusalOf(code));
  }
  call.endedAt = now;
  call.ring = call.next = call.greeting = call.consult = null;
  call.spent[call.activity] += now - call.since;
  const told = { kind: "call.ended", callId: call.id, cause, by, code } as const;
  persist(draft, { ...told, from: call.startedAt, to: now, spent: { ...call.spent } });
}

const endCauses: Record<CallCause, EndCause> = {
  hung_up: "normal",
  abandoned: "normal",
  nobody: "no_answer",
  failed: "normal",
  lost: "media_lost",
};

/** Whoever wanted us and was left without anybody is called back, by the person who had them last if there was one. */
function leaveCallback({ call, effects }: Draft, cause: CallCause): void {
  if (!call.customer || call.isServed || !isOwed(call, cause)) return;
  const last = call.ring?.by ?? placed(call, "line").find(({ party }) => party.kind === "user")?.party;
  const userId = last?.kind === "user" ? last.userId : null;
  effects.push({ kind: "callback_task", callId: call.id, number: call.customer.number, reason: cause, userId });
}

function isOwed(call: Call, cause: CallCause): cause is CallbackReason {
  if (cause === "lost") return call.direction === "inbound" || call.answeredAt !== null;
  return cause === "nobody" || cause === "abandoned";
}

function refusalOf(code: number | null): RejectCause {
  if (code === 486 || code === 600) return "busy";
  if (code === 603) return "declined";
  if (code === 404) return "not_found";
  return code === 503 ? "congestion" : "unavailable";
}
