import type { LegName } from "../plant.ts";
import type { Means } from "./connect.ts";
import { answerRing, nobodyFor, offerRing, type Party, type Profile, pair } from "./media.ts";
import { NgRefusal, type NgReply } from "./ng.ts";
import { answerTo, asksForHold, audioOf, withAnswerDirection } from "./sdp.ts";
import { ringTag, type Seats, unknown } from "./seats.ts";
import { lastPacketAt } from "./watch.ts";

/** What a phone was offered, and under which name its answer is given. */
export interface Offered {
  readonly tag: string;
  readonly profile: Profile;
  readonly offer: string;
}

/** How rtpengine has a leg that another process has kept: packets came lately or it holds, none for long, or not at all. */
export type Standing = "there" | "silent" | "unknown";

/** Who was quiet for longer has hung up while nobody was there to be told, in milliseconds. */
const longestSilence = 10_000;

export async function admitLeg(means: Means, seats: Seats, { callId, legId }: LegName, offer: string): Promise<string> {
  const party: Party = { tag: legId, profile: profileOf(offer), sdp: audioOf(offer) };
  const answer = await pairUp(means, callId, party, nobodyFor(party));
  seats.seat(callId, legId, party);
  return withAnswerDirection(answerTo(offer, answer), offer);
}

export async function ringLeg(
  { ng, interfaces }: Means,
  seats: Seats,
  { callId, legId }: LegName,
  profile: Profile,
): Promise<Offered> {
  const tag = ringTag(legId, profile);
  seats.open(callId).rings.set(tag, false);
  const { sdp } = await ng.ask(offerRing(callId, { tag, profile }, interfaces));
  return { tag, profile, offer: sdp! };
}

export async function reofferLeg(
  { ng, interfaces }: Means,
  seats: Seats,
  { callId, legId }: LegName,
): Promise<Offered> {
  const { call, seat } = seats.find(callId, legId);
  const { tag, profile } = seat.party;
  const { sdp } = await ng.ask(offerRing(callId, { tag, profile }, interfaces));
  call.isGone = false;
  return { tag, profile, offer: sdp! };
}

/** @returns whether rtpengine still knew of the offer. @throws RangeError when the audio is no good */
export async function seatAnswered(
  { ng }: Means,
  seats: Seats,
  { callId, legId }: LegName,
  { tag, profile }: Offered,
  answer: string,
): Promise<boolean> {
  const party: Party = { tag, profile, sdp: audioOf(answer) };
  const call = seats.calls.get(callId);
  const isLost =
    call?.rings.get(tag) || (await ng.ask(answerRing(callId, party)).catch(refusalOf)) instanceof NgRefusal;
  call?.rings.delete(tag);
  seats.seat(callId, legId, party);
  return !isLost;
}

export async function answerReoffer(
  means: Means,
  seats: Seats,
  { callId, legId }: LegName,
  offer: string,
): Promise<string> {
  const { call, seat } = seats.find(callId, legId);
  seat.party = { ...seat.party, sdp: audioOf(offer) };
  const name = seat.partner ?? "";
  const partner = call.seats.get(name)?.party ?? call.mixes.get(name) ?? nobodyFor(seat.party);
  return withAnswerDirection(answerTo(offer, await pairUp(means, callId, seat.party, partner)), offer);
}

export async function takeUpLeg(
  { ng }: Means,
  seats: Seats,
  { callId, legId }: LegName,
  party: Party,
  now: number,
): Promise<Standing> {
  seats.seat(callId, legId, party).partner = unknown;
  const reply = await ng.ask({ command: "query", "call-id": callId }).catch(refusalOf);
  const at = reply instanceof NgRefusal ? 0 : lastPacketAt(reply, party.tag);
  if (at === 0) return "unknown";
  return !asksForHold(party.sdp) && now - at > longestSilence ? "silent" : "there";
}

/** @returns the description for the first of them */
async function pairUp({ ng, interfaces }: Means, callId: string, one: Party, other: Party): Promise<string> {
  const [offer, answer] = pair(callId, one, other, interfaces);
  await ng.ask(offer);
  const { sdp }: NgReply = await ng.ask(answer);
  return sdp!;
}

function refusalOf(error: unknown): NgRefusal {
  if (error instanceof NgRefusal) return error;
  throw error;
}

const profileOf = (sdp: string): Profile => (/^m=audio \d+ UDP\/TLS\//m.test(sdp) ? "web" : "rtp");
