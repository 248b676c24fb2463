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
  if (isNew) call.taps.set(recordingId, { tags: { left: [], right: [] }, times: 0 });
  try {
    await aimTap(means, callId, call, recordingId, tags);
  } catch (error) {
    if (isNew) await closeTap(means, callId, call, recordingId); // asked again it is another one
    throw error;
  }
}

async function aimTap(means: Means, callId: string, call: Call, recordingId: string, tags: RecordSides): Promise<void> {
  const { ng, media, interfaces } = means;
  const from = [...tags.left, ...tags.right];
  const ports = await media.aimTap(portName(callId, recordingId), { left: tags.left.length, right: tags.right.length });
  await unsubscribe(means, callId, call, recordingId);
  const times = (call.taps.get(recordingId)?.times ?? 0) + 1;
  call.taps.set(recordingId, { tags, times });
  if (from.length === 0) return;
  const tap = { "call-id": callId, "to-tag": tapTag(recordingId, times) };
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

/** Does work during which the recordings of a call hear nobody: rtpengine puts no keys into a stream that a tap hears (seen with 10.5). */
export async function withoutTaps(means: Means, callId: string, call: Call, work: () => Promise<void>): Promise<void> {
  const taps = [...call.taps];
  for (const [recordingId] of taps) await unsubscribe(means, callId, call, recordingId);
  try {
    await work();
  } finally {
    for (const [recordingId, { tags }] of taps)
      if (call.taps.has(recordingId)) await aimTap(means, callId, call, recordingId, tags);
  }
}

export const pauseTap = ({ media }: Means, callId: string, recordingId: string, isPaused: boolean): Promise<void> =>
  media.pause(portName(callId, recordingId), isPaused);

export async function closeTap(means: Means, callId: string, call: Call, recordingId: string): Promise<void> {
  if (!call.taps.has(recordingId)) return;
  await means.media.untap(portName(callId, recordingId));
  await unsubscribe(means, callId, call, recordingId);
  call.taps.delete(recordingId);
}

/** The call has gone with all that listened to it: only the files are left to be ended. */
export async function closeTaps({ media }: Means, callId: string, call: Call): Promise<void> {
  for (const recordingId of call.taps.keys()) await media.untap(portName(callId, recordingId));
  call.taps.clear();
}

/** A name of its own each time: what rtpengine still sends to the last one comes to a closed port. */
const tapTag = (recordingId: string, times: number): string => `${recordingId}.tap${times}`;

/** Its legs may have gone, and it with them. */
async function unsubscribe({ ng }: Means, callId: string, call: Call, recordingId: string): Promise<void> {
  const times = call.taps.get(recordingId)?.times ?? 0;
  if (times === 0) return;
  const tap = { "call-id": callId, "to-tag": tapTag(recordingId, times) };
  await ng.ask({ command: "unsubscribe", ...tap }).catch(() => {});
}

const describe = (ports: readonly number[]): string =>
  [
    ...["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
    ...ports.flatMap((port) => [`m=audio ${port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=recvonly"]),
    "",
  ].join("\r\n");
