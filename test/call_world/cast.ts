import type { Offer, Party, Terms, User } from "../../server/modules/voice/control/call.ts";
import type { Command, Opening } from "../../server/modules/voice/control/event.ts";
import type { Random } from "../generate/random.ts";
import { playMs } from "./engine.ts";

export const users = ["u1", "u2", "u3", "u4"] as const;
export const callId = "c";

/** One of them has two devices. */
const addressesOf = (userId: string): string[] =>
  userId === "u4" ? [`${userId}@house`, `${userId}-desk@house`] : [`${userId}@house`];

const ringsOf = (userId: string): Offer["rings"] =>
  addressesOf(userId).map((address) => ({
    party: { kind: "user", userId, address },
    target: { kind: "user", address },
    isAutoAnswer: false,
  }));

const outsideRing = (number: string): Offer["rings"][number] => ({
  party: { kind: "outside", number, name: null },
  target: { kind: "trunk", trunkId: "t", number },
  isAutoAnswer: false,
});

function drawOffer(random: Random, outsideShare: number): Offer {
  const timeoutMs = random.between(3, 25) * 1000;
  if (random.chance(outsideShare)) return { rings: [outsideRing(`+86138${random.between(100, 999)}`)], timeoutMs };
  const rung = random.chance(0.5) ? [random.pick(users)] : users.filter(() => random.chance(0.5));
  return { rings: rung.flatMap(ringsOf), timeoutMs };
}

export function drawOpening(random: Random): Opening {
  const direction = random.pick(["inbound", "inbound", "inbound", "outbound", "internal"] as const);
  const userId = random.pick(users);
  const own: User = { kind: "user", userId, address: `${userId}@house` };
  const from: Party =
    direction === "inbound"
      ? { kind: "outside", number: random.chance(0.9) ? "+8613900000001" : null, name: null }
      : own;
  const isRung = direction !== "inbound" && random.chance(0.5);
  const terms: Terms = {
    number: "4000",
    shown: { inside: { number: "+8613900000001", name: null }, outside: { number: "4000", name: null } },
    music: "music",
    ringTone: "ring",
    recording: random.pick(["always", "always", "asked", "never"] as const),
    announcement: random.chance(0.3) ? { prompts: ["told"], durationMs: playMs } : null,
    refusalKey: random.chance(0.5) ? "5" : null,
    wrapUpMs: random.pick([0, 3000, 20_000]),
  };
  return {
    callId,
    direction,
    caller: isRung
      ? { kind: "rung", party: own, offer: { rings: ringsOf(userId), timeoutMs: 10_000 } }
      : { kind: "incoming", legId: "in", party: from },
    wanted: drawOffer(random, direction === "outbound" ? 1 : 0),
    greeting: direction === "inbound" && random.chance(0.3) ? { prompts: ["welcome"], durationMs: playMs } : null,
    terms,
  };
}

const conference = ["conference", "conference", "conference"] as const;
const plain = [
  "hangUp",
  "hold",
  "resume",
  "mute",
  "unmute",
  "completeTransfer",
  "cancelConsult",
  "conference",
  "leaveConference",
  "leaveConference",
  "leaveConference",
  "startRecording",
  "stopRecording",
  "pauseRecording",
  "resumeRecording",
] as const;

/** Of somebody who consults a colleague mostly what ends a consultation, which few would come to otherwise. */
export function drawCommand(random: Random, userId: string, isConsulting: boolean): Command {
  const chance = random.next();
  if (isConsulting && random.chance(0.6))
    return { name: random.pick(["completeTransfer", "cancelConsult", ...conference]) };
  if (chance < 0.17) return { name: "consult", offer: drawOffer(random, 0.2) };
  if (chance < 0.3) return { name: "blindTransfer", offer: drawOffer(random, 0.2) };
  if (chance < 0.36) return { name: "sendKeys", digits: random.pick(["12#", "", "x"]) };
  if (chance < 0.42) return { name: "wrapUpDone", disposition: random.pick([null, "sold"]) };
  if (chance < 0.5) return { name: "rejoin", offer: { ...drawOffer(random, 0), rings: ringsOf(userId) } };
  return { name: random.pick(plain) };
}
