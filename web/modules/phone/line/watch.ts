import { answered, asked, beginHearing, lookAt, type Sound, shouldAsk, soundOf } from "./quiet.ts";

const every = 250;

interface WatchParts {
  ask: (onAnswer: () => void) => void;
  tell: (sound: Sound) => void;
}

/** Looks four times a second whether a call is heard, and tells what changes. @returns ends it */
export function watchSound(connection: RTCPeerConnection, { ask, tell }: WatchParts): () => void {
  let hearing = beginHearing(performance.now());
  let told: Sound = "heard";
  const timer = setInterval(() => void look(), every);
  return () => clearInterval(timer);

  async function look(): Promise<void> {
    const packets = await countPackets(connection);
    const now = performance.now();
    hearing = lookAt(hearing, now, packets, connection.connectionState === "connected");
    if (shouldAsk(hearing, now)) {
      hearing = asked(hearing, now);
      ask(() => {
        hearing = answered(hearing);
      });
    }
    const sound = soundOf(hearing, now);
    if (sound === told) return;
    told = sound;
    tell(sound);
  }
}

async function countPackets(connection: RTCPeerConnection): Promise<number> {
  let count = 0;
  for (const [, one] of await connection.getStats())
    if (one.type === "inbound-rtp") count += (one as RTCInboundRtpStreamStats).packetsReceived ?? 0;
  return count;
}
