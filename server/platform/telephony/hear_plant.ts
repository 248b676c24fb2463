import type { Leg } from "./board.ts";
import type { PlantEvent } from "./plant.ts";
import { reviveCall } from "./revive.ts";
import type { Wiring } from "./wiring.ts";

/** What a plant says, taken in and told. Of a leg that has gone nothing is told. */
export function hearPlant(wiring: Wiring, event: PlantEvent): void {
  if (event.kind === "leg.incoming" && !comesIn(wiring, event)) return;
  if (event.kind === "leg.incoming" || event.kind === "endpoint.changed" || event.kind === "engine.changed") {
    wiring.tell(event);
    return;
  }
  if (event.kind === "record.lost") {
    const recording = wiring.board.recordings.get(event.recordingId);
    if (recording) wiring.mark(recording, "stop");
    return;
  }
  if (event.kind === "audio.gone") {
    const { callId } = event;
    void wiring.inTurn(callId, () => reviveCall(wiring, callId)).catch(() => {}); // silence will tell
    return;
  }
  const leg = wiring.board.legs.get(event.legId);
  if (!leg) return;
  hearLeg(wiring, leg, event);
  wiring.keeper.keep(leg.callId);
}

/** @returns false for a caller whose trunk carries all it may: they hear busy, and nobody is told */
function comesIn(wiring: Wiring, { callId, legId, source }: Extract<PlantEvent, { kind: "leg.incoming" }>): boolean {
  const trunkId = source.kind === "trunk" ? source.trunkId : null;
  const isTaken = trunkId === null || wiring.load.hasChannel(trunkId);
  if (isTaken) wiring.seat(callId, legId, "incoming", trunkId);
  else void wiring.plant.refuse({ callId, legId }, busy);
  return isTaken;
}

const busy = 486;

type LegEvent = Extract<PlantEvent, { legId: string }> & { kind: Exclude<PlantEvent["kind"], "leg.incoming"> };

function hearLeg(wiring: Wiring, leg: Leg, event: LegEvent): void {
  const { callId, legId } = leg;
  switch (event.kind) {
    case "ringing":
      if (leg.state !== "dialing") break;
      leg.state = "ringing";
      wiring.tell({ kind: "leg.ringing", callId, legId });
      break;
    case "answered":
      if (leg.state === "up") break;
      leg.state = "up";
      leg.ringsUntil?.cancel();
      wiring.tell({ kind: "leg.answered", callId, legId });
      break;
    case "failed":
      wiring.drop(leg, { kind: "leg.failed", callId, legId, code: event.code });
      break;
    case "hung_up":
      wiring.drop(leg, { kind: "leg.ended", callId, legId, by: "them", cause: "normal" });
      break;
    case "held":
    case "resumed":
      if (leg.isHolding === (event.kind === "held")) break;
      leg.isHolding = event.kind === "held";
      wiring.tell({ kind: leg.isHolding ? "leg.held" : "leg.resumed", callId, legId });
      wiring.reconnect(callId);
      break;
    case "key":
      wiring.tell({ kind: "dtmf", callId, legId, digit: event.digit });
      leg.plays.key(event.digit);
      break;
    case "media.back":
      leg.isSilent = false;
      break;
    case "media.lost":
      if (leg.isSilent) break;
      leg.isSilent = true;
      wiring.tell({ kind: "media.lost", callId, legId });
      break;
  }
}
