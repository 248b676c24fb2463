import type { MediaProcess } from "../media/process.ts";
import type { Hearing } from "../plant.ts";
import { describePort, type Interfaces, type Pairs, type Party, partnersOf, rewire } from "./media.ts";
import type { Ng } from "./ng.ts";
import { placeIn } from "./sdp.ts";
import { type Call, type Seat, unknown } from "./seats.ts";

/** What carries audio out. */
export interface Means {
  readonly ng: Ng;
  readonly media: MediaProcess;
  readonly interfaces: Interfaces;
}

/** Makes the seats of a call hear whom they should: in pairs by rtpengine, all others by the mixer. */
export async function connectSeats(means: Means, callId: string, call: Call, hearing: Hearing): Promise<void> {
  const seats = [...call.seats.values()].filter(({ legId }) => hearing.has(legId));
  const { pairs, mixed } = partnersOf(hearing);
  const tags = new Map(seats.map(({ legId, party }) => [legId, party.tag]));
  const partnerOf = ({ legId, party }: Seat): string | null =>
    mixed.has(legId) ? mixTag(party.tag) : (tags.get(pairs.get(legId) ?? "") ?? null);
  const before: Pairs = new Map(seats.map(({ party, partner }) => [party.tag, partner]));
  const after: Pairs = new Map(seats.map((seat) => [seat.party.tag, partnerOf(seat)]));
  const changed = seats.filter(({ party: { tag } }) => before.get(tag) !== after.get(tag));

  for (const seat of changed) Object.assign(seat, { partner: unknown, isKeyed: false });
  await openMixes(means, callId, call, after);
  const parties = new Map([...seats.map(({ party }) => [party.tag, party] as const), ...call.mixes]);
  for (const command of rewire(callId, before, after, parties, means.interfaces)) {
    const { sdp } = await means.ng.ask(command);
    const tag = String(command["to-tag"]);
    if (command.command !== "offer" || !call.mixes.has(tag)) continue;
    const { host, port } = placeIn(sdp!);
    await means.media.aim(portName(callId, tag), host, port);
  }
  for (const seat of changed) seat.partner = after.get(seat.party.tag) ?? null;
  await hearMixes(means, callId, call, hearing);
}

/** The tag of what stands for a leg at the mixer. */
const mixTag = (tag: string): string => `${tag}.mix`;
/** The mixer knows all calls of this process. */
export const portName = (callId: string, tag: string): string => `${callId} ${tag}`;

async function openMixes({ media }: Means, callId: string, call: Call, after: Pairs): Promise<void> {
  for (const [tag, partner] of after) {
    if (partner !== mixTag(tag) || call.mixes.has(partner)) continue;
    const port = await media.open(portName(callId, partner));
    const party: Party = { tag: partner, profile: "inside", sdp: describePort(port) };
    call.mixes.set(partner, party);
  }
}

/** Says to the mixer who hears whom, and closes what nobody needs any more. */
async function hearMixes({ media }: Means, callId: string, call: Call, hearing: Hearing): Promise<void> {
  const mixed = [...call.seats.values()].filter(({ partner }) => call.mixes.has(partner ?? ""));
  const names = new Map(mixed.map(({ legId, partner }) => [legId, portName(callId, partner!)]));
  const heard = mixed.map(({ legId }) => [
    names.get(legId)!,
    (hearing.get(legId) ?? []).flatMap((other) => names.get(other) ?? []),
  ]);
  if (mixed.length > 0) await media.hear(Object.fromEntries(heard));
  for (const tag of [...call.mixes.keys()]) {
    if (mixed.some(({ partner }) => partner === tag)) continue;
    call.mixes.delete(tag);
    await media.close(portName(callId, tag));
  }
}
