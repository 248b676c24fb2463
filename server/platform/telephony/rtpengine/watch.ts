import { type Ng, NgRefusal, type NgReply } from "./ng.ts";
import type { Call, Seats } from "./seats.ts";

/**
 * Looks whether packets of every leg have come since the last look; who has fallen silent is told of once, and once when they come again.
 * @param gone told of calls that rtpengine does not know
 */
export async function watchPackets(
  ng: Ng,
  seats: Seats,
  tell: (kind: "media.lost" | "media.back", legId: string) => void,
  gone: (callId: string) => void,
): Promise<void> {
  for (const [callId, call] of [...seats.calls]) {
    const reply = await ng.ask({ command: "query", "call-id": callId }).catch((error: Error) => error);
    if (reply instanceof NgRefusal && isLost(seats, callId, call)) gone(callId);
    if (reply instanceof Error) continue;
    for (const [tag, seat] of call.seats) {
      const packets = packetsOf(reply, tag);
      const isSilent = packets > 0 && packets === seat.packets;
      if (isSilent !== seat.isLost) tell(isSilent ? "media.lost" : "media.back", seat.legId);
      seat.isLost = isSilent;
      seat.packets = packets;
    }
  }
}

/** Not one that ended meanwhile, and not a second time. */
const isLost = (seats: Seats, callId: string, call: Call): boolean =>
  seats.calls.get(callId) === call && call.seats.size > 0 && !call.isGone;

/** When the last packet of a leg came, in milliseconds since 1970, by the second; 0 when it is not there. @param reply to a query */
export const lastPacketAt = (reply: NgReply, tag: string): number =>
  (streamOf(reply, tag)?.["last packet"] ?? 0) * 1000;

/** So many came from a leg; 0 before the first. */
const packetsOf = (reply: NgReply, tag: string): number => streamOf(reply, tag)?.stats?.packets ?? 0;

type Stream = { "last packet"?: number; stats?: { packets?: number } };

function streamOf(reply: NgReply, tag: string): Stream | undefined {
  const tags = reply.tags as Record<string, { medias?: { streams?: Stream[] }[] }> | undefined;
  return tags?.[tag]?.medias?.[0]?.streams?.[0];
}
