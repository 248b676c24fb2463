import type { Hearing } from "../plant.ts";
import type { NgCommand } from "./ng.ts";

/** Whom audio goes to and comes from: an ordinary phone or trunk (RTP), a browser (ICE, DTLS-SRTP), or a process of ours on this machine (RTP). */
export type Profile = "rtp" | "web" | "inside";

/** One side of a pair in rtpengine: a leg, or what stands in for a partner. */
export interface Party {
  readonly tag: string;
  readonly profile: Profile;
  /** Its own description, cleaned. */
  readonly sdp: string;
}

/** Names of rtpengine's interfaces by profile; absent with one interface. */
export type Interfaces = { readonly inside: string; readonly outside: string } | undefined;

/**
 * Ports stay the same through all pairs of a leg (port latching), so that no phone is told of a change.
 * The relay's own addresses are behind no translation: it trusts what descriptions say.
 */
const rtp = {
  "transport-protocol": "RTP/AVP",
  ICE: "remove",
  "rtcp-mux": ["demux"],
  flags: ["port latching", "trust address"],
} as const;
const web = {
  "transport-protocol": "UDP/TLS/RTP/SAVPF",
  ICE: "force",
  // the relay is where it says it is: the browser alone looks for the way, and need not wait for a second search
  "ICE-lite": "both",
  "rtcp-mux": ["require"],
  SDES: ["off"],
  flags: ["port latching", "trust address", "generate mid"],
} as const;
const faces = { rtp, web, inside: rtp } as const;

/** G.711 A-law from end to end: nothing is transcoded. */
const codec = { strip: ["all"], offer: ["PCMA", "telephone-event"] } as const;

/** A port of 127.0.0.1 that takes and sends A-law and keys. */
export const describePort = (port: number): string =>
  [
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP 8 101`,
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=sendrecv",
    "",
  ].join("\r\n");
/** Nobody: audio for it is discarded (RFC 863). */
const nobodySdp = describePort(9);

/** Who stands in for a partner of a leg that has none. */
export const nobodyFor = ({ tag }: Pick<Party, "tag">): Party => ({
  tag: `${tag}.p`,
  profile: "inside",
  sdp: nobodySdp,
});

/** Makes the description that a leg is rung with; its answer is given to `answerRing`. */
export function offerRing(callId: string, leg: Pick<Party, "tag" | "profile">, interfaces?: Interfaces): NgCommand {
  return offer(callId, nobodyFor(leg), leg, interfaces);
}

export function answerRing(callId: string, leg: Party): NgCommand {
  return answer(callId, nobodyFor(leg), leg);
}

/** A pair that hear each other; the second command's reply is the description for the first of them. */
export function pair(callId: string, from: Party, to: Party, interfaces?: Interfaces): [NgCommand, NgCommand] {
  return [offer(callId, from, to, interfaces), answer(callId, from, to)];
}

/** Who is a pair and who needs the mixer. Two who hear each other, and whom nobody else hears, are one. */
export function partnersOf(hearing: Hearing): { pairs: Map<string, string>; mixed: Set<string> } {
  const listeners = new Map<string, string[]>();
  for (const [legId, heard] of hearing) {
    for (const other of heard) listeners.set(other, [...(listeners.get(other) ?? []), legId]);
  }
  const onlyOf = (names: readonly string[] | undefined): string | null => (names?.length === 1 ? names[0]! : null);
  const [pairs, mixed] = [new Map<string, string>(), new Set<string>()];
  for (const [legId, heard] of hearing) {
    const other = onlyOf(heard);
    const isPair =
      other !== null &&
      onlyOf(hearing.get(other)) === legId &&
      onlyOf(listeners.get(legId)) === other &&
      onlyOf(listeners.get(other)) === legId;
    if (isPair) pairs.set(legId, other);
    else if (heard.length > 0 || listeners.has(legId)) mixed.add(legId);
  }
  return { pairs, mixed };
}

/** Partners by tag; both sides stand in it, a leg without one with null. */
export type Pairs = ReadonlyMap<string, string | null>;

/**
 * The commands that lead from some pairs to others. Whoever leaves a partner is parked before anybody is paired anew:
 * a new pair clears only who listens to its two legs, and the old partner would still be heard.
 */
export function rewire(
  callId: string,
  before: Pairs,
  after: Pairs,
  parties: ReadonlyMap<string, Party>,
  interfaces?: Interfaces,
): NgCommand[] {
  const changed = [...after].filter(([tag, partner]) => (before.get(tag) ?? null) !== partner);
  const left = changed.filter(([tag]) => before.get(tag)).map(([tag]) => parties.get(tag)!);
  const joined = changed.filter(([tag, partner]) => partner !== null && (tag < partner || !after.has(partner)));
  return [
    ...left.flatMap((leg) => pair(callId, leg, nobodyFor(leg), interfaces)),
    ...joined.flatMap(([tag, partner]) => pair(callId, parties.get(tag)!, parties.get(partner!)!, interfaces)),
  ];
}

function offer(
  callId: string,
  from: Pick<Party, "tag" | "profile" | "sdp">,
  to: Pick<Party, "tag" | "profile">,
  interfaces: Interfaces,
): NgCommand {
  return {
    command: "offer",
    "call-id": callId,
    "from-tag": from.tag,
    "to-tag": to.tag,
    sdp: from.sdp,
    codec,
    ...(interfaces && { direction: [faceOf(interfaces, from), faceOf(interfaces, to)] }),
    ...faces[to.profile],
  };
}

function answer(callId: string, from: Pick<Party, "tag" | "profile">, to: Party): NgCommand {
  return {
    command: "answer",
    "call-id": callId,
    "from-tag": from.tag,
    "to-tag": to.tag,
    sdp: to.sdp,
    ...faces[from.profile],
  };
}

const faceOf = (interfaces: NonNullable<Interfaces>, { profile }: Pick<Party, "profile">): string =>
  profile === "inside" ? interfaces.inside : interfaces.outside;
