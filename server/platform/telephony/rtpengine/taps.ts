import type { RecordSides } from "../adapter.ts";
import { type Means, portName } from "./connect.ts";
import type { Call } from "./seats.ts";

/**
 * From now on these seats of a call are recorded and no others, in a file that is made with the first of them. What is done with
 * them in pairs or mixes changes nothing about it. @param tags of rtpengine, a side each
 */
export async function recordSeats(
  means: Means,
  callId: string,
  call: Call,
  recordingId: string,
  { tags, path, key }: { tags: RecordSides; path: string; key: Buffer },
): Promise<void> {
  const isNew = !call.taps.has(recordingId);
  if (isNew) await means.media.tap(portName(callId, recordingId), path, recordingId, key);
  if (isNew) call.taps.set(recordingId, 0);
  try {
    await aimTap(means, callId, call, recordingId, tags);
  } catch (error) {
    if (isNew) await closeTap(means, callId, call, recordingId); // asked again it is another one
    throw error;
  }
}

async function aimTap(
  { ng, media, interfaces }: Means,
  callId: string,
  call: Call,
  recordingId: string,
  tags: RecordSides,
): Promise<void> {
  const times = call.taps.get(recordingId) ?? 0;
  const from = [...tags.left, ...tags.right];
  const ports = await media.aimTap(portName(callId, recordingId), { left: tags.left.length, right: tags.right.length });
  if (times > 0) await ng.ask(unsubscribe(callId, recordingId, times)).catch(() => {}); // its legs may have gone, and it with them
  call.taps.set(recordingId, times + 1);
  if (from.length === 0) return;
  const tap = { "call-id": callId, "to-tag": tapTag(recordingId, times + 1) };
  await ng.ask({
    command: "subscribe request",
    ...tap,
    "from-tags": from,
    "transport-protocol": "RTP/AVP",
    ICE: "remove",
    codec: { strip: ["all"], offer: ["PCMA"] },
    ...(interfaces && { interface: interfaces.inside }),
  });
  await ng.ask({ command: "subscribe answer", ...tap, sdp: describe(ports), flags: ["allow transcoding"] });
}

export const pauseTap = ({ media }: Means, callId: string, recordingId: string, isPaused: boolean): Promise<void> =>
  media.pause(portName(callId, recordingId), isPaused);

export async function closeTap({ ng, media }: Means, callId: string, call: Call, recordingId: string): Promise<void> {
  const times = call.taps.get(recordingId);
  if (!call.taps.delete(recordingId)) return;
  await media.untap(portName(callId, recordingId));
  if (times) await ng.ask(unsubscribe(callId, recordingId, times)).catch(() => {});
}

/** The call has gone with all that listened to it: only the files are left to be ended. */
export async function closeTaps({ media }: Means, callId: string, call: Call): Promise<void> {
  for (const recordingId of call.taps.keys()) await media.untap(portName(callId, recordingId));
  call.taps.clear();
}

/** A name of its own each time: what rtpengine still sends to the last one comes to a closed port. */
const tapTag = (recordingId: string, times: number): string => `${recordingId}.tap${times}`;

const unsubscribe = (callId: string, recordingId: string, times: number) => ({
  command: "unsubscribe",
  "call-id": callId,
  "to-tag": tapTag(recordingId, times),
});

const describe = (ports: readonly number[]): string =>
  [
    ...["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
    ...ports.flatMap((port) => [`m=audio ${port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=recvonly"]),
    "",
  ].join("\r\n");
