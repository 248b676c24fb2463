import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { listMyCallsContract } from "./call.contract.ts";
import { spokenName } from "./caller_name.ts";
import { type Call, isLive, isUserLeg, type Leg, partOf } from "./control/call.ts";

type MyCall = ResponseOf<typeof listMyCallsContract>["calls"][number];
type View = Pick<
  MyCall,
  "rung_for" | "is_holding" | "is_muted" | "is_consulting" | "recording" | "others" | "wrap_up_until"
>;

/** A call as one person's page shows it. Pure. */
export function viewOf(call: Call | null, userId: string, names: ReadonlyMap<string, string>): View {
  if (!call) return nothing;
  const mine = partOf(call, userId);
  const wrapUp = call.wrapUps.find((one) => one.userId === userId);
  return {
    rung_for: isRung(call, userId) ? call.ring!.purpose : null,
    is_holding: mine?.isHolding ?? false,
    is_muted: mine?.isMuted ?? false,
    is_consulting: mine !== undefined && call.consult?.by === mine.id,
    recording: recordingOf(call),
    others: call.legs.filter((leg) => isLive(leg) && !isUserLeg(leg, userId)).map((leg) => other(leg, names)),
    wrap_up_until: wrapUp ? new Date(wrapUp.until).toISOString() : null,
  };
}

const nothing: View = {
  rung_for: null,
  is_holding: false,
  is_muted: false,
  is_consulting: false,
  recording: "never",
  others: [],
  wrap_up_until: null,
};

const isRung = ({ legs, ring }: Call, userId: string): boolean =>
  ring !== null && legs.some((leg) => isUserLeg(leg, userId) && isLive(leg) && leg.place === "rung");

/** Paused is what the engine was asked to pause and has not refused: what is said meanwhile is nowhere. */
function recordingOf({ terms, recording, answeredAt, endedAt }: Call): View["recording"] {
  if (terms.recording === "never" || answeredAt === null || endedAt !== null) return "never";
  if (recording.isRefused) return "refused";
  if (recording.isPaused) return recording.id !== null && recording.isDoubtful ? "on" : "paused";
  if (recording.id !== null) return "on";
  return terms.recording === "asked" ? "off" : "never";
}

function other({ party, place, state }: Leg, names: ReadonlyMap<string, string>): View["others"][number] {
  const user = party.kind === "user" ? { id: party.userId, name: names.get(party.userId) ?? party.address } : null;
  const isRinging = state !== "up" && place === "rung";
  return {
    name: party.kind === "outside" ? spokenName(party.name) : (user?.name ?? null),
    user,
    state: isRinging ? "ringing" : place === "waiting" ? "waiting" : place === "aside" ? "aside" : "talking",
  };
}
