import { isUp, isUserLeg, type Leg, type Offer, partOf, placed } from "./call.ts";
import { ask, type Draft } from "./draft.ts";
import type { Command } from "./event.ts";
import { leave } from "./leave.ts";
import { endLeg } from "./leg.ts";
import { askRecording, pauseRecording } from "./recording.ts";
import { rejoin } from "./rejoin.ts";
import { cancelRing, ringLost, startRing } from "./ring.ts";
import { backToLine } from "./ring_failed.ts";
import { endWrapUp } from "./wrap_up.ts";

/** Does what a person asks, or refuses what does not fit the call as it is now: others may have been quicker. */
export function obey(draft: Draft, userId: string, command: Command): void {
  if (isDoneFor(draft, userId, command)) return;
  draft.effects.push({ kind: "notify", userId, notice: { kind: "refused", command: command.name } });
}

function isDoneFor(draft: Draft, userId: string, command: Command): boolean {
  if (command.name === "wrapUpDone") return endWrapUp(draft, userId, command.disposition);
  const leg = partOf(draft.call, userId);
  if (command.name === "hangUp") return leg ? hangUp(draft, leg) : decline(draft, userId);
  return leg !== undefined && isUp(leg) && isDoneOn(draft, leg, command);
}

function isDoneOn(draft: Draft, leg: Leg, command: Command): boolean {
  switch (command.name) {
    case "hold":
    case "resume":
      return setHolding(leg, command.name === "hold");
    case "mute":
    case "unmute":
      leg.isMuted = command.name === "mute";
      return true;
    case "blindTransfer":
      return transfer(draft, leg, command.offer);
    case "consult":
      return consult(draft, leg, command.offer);
    case "rejoin":
      return rejoin(draft, leg, command.offer);
    case "completeTransfer":
    case "cancelConsult":
    case "conference":
      return draft.call.consult?.by === leg.id && endConsult(draft, leg, command.name);
    case "leaveConference":
      return leg.place === "line" && placed(draft.call, "line").length > 2 && hangUp(draft, leg);
    case "sendKeys":
      return sendKeys(draft, leg, command.digits);
    case "startRecording":
    case "stopRecording":
      return askRecording(draft, command.name === "startRecording");
    case "pauseRecording":
    case "resumeRecording":
      return pauseRecording(draft, command.name === "pauseRecording");
    default:
      return false;
  }
}

function hangUp(draft: Draft, leg: Leg): true {
  leave(draft, leg, "normal");
  return true;
}

/** Who is merely rung refuses on all of their devices. */
function decline(draft: Draft, userId: string): boolean {
  const rung = placed(draft.call, "rung").filter((leg) => isUserLeg(leg, userId));
  for (const leg of rung) endLeg(draft, leg, "normal");
  for (const leg of rung) ringLost(draft, leg, 603);
  return rung.length > 0;
}

function setHolding(leg: Leg, isHolding: boolean): boolean {
  if (leg.place !== "line") return false;
  leg.isHolding = isHolding;
  return true;
}

function transfer(draft: Draft, leg: Leg, offer: Offer): boolean {
  const other = onlyOther(draft, leg);
  if (!other || leg.party.kind !== "user") return false;
  other.place = "waiting";
  endLeg(draft, leg, "transferred");
  startRing(draft, "transfer", offer, leg.party);
  return true;
}

function consult(draft: Draft, leg: Leg, offer: Offer): boolean {
  const other = onlyOther(draft, leg);
  if (!other) return false;
  other.place = "waiting";
  leg.place = "aside";
  draft.call.consult = { by: leg.id };
  startRing(draft, "consult", offer);
  return true;
}

/** Whom a person talks with, where there is exactly one. */
function onlyOther({ call }: Draft, leg: Leg): Leg | undefined {
  const others = placed(call, "line").filter((one) => one !== leg);
  return leg.place === "line" && others.length === 1 ? others[0] : undefined;
}

function endConsult(draft: Draft, leg: Leg, how: "completeTransfer" | "cancelConsult" | "conference"): boolean {
  const asked = placed(draft.call, "aside").find((one) => one !== leg);
  if (how === "completeTransfer") {
    leave(draft, leg, "transferred");
    return true;
  }
  if (how === "conference" && !asked) return false;
  if (how === "cancelConsult") {
    cancelRing(draft);
    if (asked) endLeg(draft, asked, "normal");
  }
  backToLine(draft);
  return true;
}

/** Keys are for machines, which are outside; where nobody is, they go to the colleague. */
function sendKeys(draft: Draft, leg: Leg, digits: string): boolean {
  const others = placed(draft.call, leg.place).filter((one) => one !== leg && isUp(one));
  const outside = others.filter(({ party }) => party.kind === "outside");
  if (!/^[0-9*#A-D]+$/.test(digits) || leg.place === "waiting" || others.length === 0) return false;
  for (const other of outside.length > 0 ? outside : others) ask(draft, { name: "sendDtmf", legId: other.id, digits });
  return true;
}
