import type { RecordSides } from "../adapter.ts";
import { type Means, portName } from "./connect.ts";
import type { Call, Tap } from "./seats.ts";

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
  const tap = call.taps.get(recordingId) ?? { tags, times: 0, isHearing: false };
  Object.assign(tap, { tags, isHearing: false });
  call.taps.set(recordingId, tap);
  try {
    await aimTap(means, callId, call, recordingId, tap);
  } catch (error) {
    if (isNew) await closeTap(means, callId, call, recordingId); // asked again it is another one
    throw error;
  }
}

/** Lets recordings hear the seats that they are to hear and do not, in an rtpengine that knows nothing of them. */
export async function hearTaps(means: Means, callId: string, call: Call): Promise<void> {
  for (const [recordingId, tap] of call.taps) if (!tap.isHearing) await aimTap(means, callId, call, recordingId, tap);
}

async function aimTap(means: Means, callId: string, call: Call, recordingId: string, tap: Tap): Promise<void> {
  const { ng, media, interfaces } = means;
  const there = (tags: readonly string[]) => tags.filter((tag) => call.seats.has(tag));
  const [left, right] = [there(tap.tags.left), there(tap.tags.right)];
  const sides = { left: left.length, right: right.length };
  const ports = await media.aimTap(portName(callId, recordingId), sides);
  await unsubscribe(means, callId, call, recordingId);
  tap.times++;
  if (ports.length > 0) {
    const listener = { "call-id": callId, "to-tag": tapTag(recordingId, tap.times) };
    await ng.ask({
      command: "subscribe request",
      ...listener,
      "from-tags": [...left, ...right],
      "transport-protocol": "RTP/AVP",
      ICE: "remove",
      codec: { strip: ["all"], offer: ["PCMA"] },
      ...(interfaces && { interface: interfaces.inside }),
    });
    await ng.ask({ command: "subscribe answer", ...listener, sdp: describe(ports), flags: ["allow transcoding"] });
  }
  tap.isHearing = true;
}

/** Does work during which the recordings of a call hear nobody: rtpengine puts no keys into a stream that a tap hears (seen with 10.5). */
export async function withoutTaps(means: Means, callId: string, call: Call, work: () => Promise<void>): Promise<void> {
  const taps = [...call.taps];
  for (const [recordingId] of taps) await unsubscribe(means, callId, call, recordingId);
  try {
    await work();
  } finally {
    for (const [recordingId, tap] of taps)
      if (call.taps.get(recordingId) === tap) await aimTap(means, callId, call, recordingId, tap);
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
