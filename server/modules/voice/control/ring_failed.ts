import { findLeg, placed, type Ring, type User } from "./call.ts";
import { type Draft, notify } from "./draft.ts";
import { endCall } from "./end.ts";
import { limits } from "./limits.ts";
import { startRing } from "./ring.ts";

/** Nobody of a ring is left to take it: each purpose has its way back, and the last of them ends the call. */
export function followFailedRing(draft: Draft): void {
  if (draft.call.ring?.legIds.length === 0) ringFailed(draft, draft.call.ring);
}

function ringFailed(draft: Draft, { purpose, by, code }: Ring): void {
  const { call } = draft;
  if (purpose === "consult") {
    call.ring = null;
    const asking = call.consult && findLeg(call, call.consult.by);
    if (asking) notify(draft, asking.party, { kind: "not_reached", wanted: "consult", code });
    backToLine(draft);
  } else if (purpose === "transfer" && by) {
    notify(draft, by, { kind: "not_reached", wanted: "transfer", code });
    ringBack(draft, by);
  } else if (purpose === "rejoin") {
    call.ring = null;
    if (by) notify(draft, by, { kind: "not_reached", wanted: "rejoin", code });
  } else giveUp(draft, code);
}

/** Somebody waits, or has asked to be connected, and nobody is left to ring. */
function giveUp(draft: Draft, code: number): void {
  const { call } = draft;
  for (const { party } of placed(call, "waiting"))
    notify(draft, party, { kind: "not_reached", wanted: "number", code });
  const isOurs = call.direction !== "inbound" && call.answeredAt === null;
  endCall(draft, isOurs ? "failed" : "nobody", { kind: "us" }, code);
}

/** The consultation is over, or came to nothing: whoever is left of it is with the waiting party. */
export function backToLine({ call }: Draft): void {
  call.consult = null;
  for (const leg of [...placed(call, "waiting"), ...placed(call, "aside")]) {
    leg.place = "line";
    leg.isHolding = false;
  }
}

/** Rings the person who had the waiting party last. */
export function ringBack(draft: Draft, by: User): void {
  const target = { kind: "user", address: by.address } as const;
  startRing(
    draft,
    "ring_back",
    { rings: [{ party: by, target, isAutoAnswer: false }], timeoutMs: limits.ringBack },
    by,
  );
}
