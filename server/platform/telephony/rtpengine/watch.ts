import type { Ng, NgReply } from "./ng.ts";
import type { Seats } from "./seats.ts";

/** Looks whether packets of every leg have come since the last look; who has fallen silent is told of once. */
export async function watchPackets(ng: Ng, seats: Seats, lost: (legId: string) => void): Promise<void> {
  for (const [callId, call] of [...seats.calls]) {
    const reply = await ng.ask({ command: "query", "call-id": callId }).catch(() => null);
    if (!reply) continue;
    for (const [tag, seat] of call.seats) {
      const packets = packetsOf(reply, tag);
      const isSilent = packets > 0 && packets === seat.packets;
      if (isSilent && !seat.isLost) lost(seat.legId);
      seat.isLost = isSilent;
      seat.packets = packets;
    }
  }
}

/** So many came from a leg; 0 before the first. */
function packetsOf(reply: NgReply, tag: string): number {
  type Tags = Record<string, { medias?: { streams?: { stats?: { packets?: number } }[] }[] }>;
  return (reply.tags as Tags | undefined)?.[tag]?.medias?.[0]?.streams?.[0]?.stats?.packets ?? 0;
}
