import { type Means, portName } from "./connect.ts";
import type { Call, Tap } from "./seats.ts";

/** Begins to record seats of a call, a channel each. What is done with them afterwards, in pairs or mixes, changes nothing about it. */
export async function openTap(
  means: Means,
  callId: string,
  call: Call,
  recordingId: string,
  path: string,
  tags: readonly string[],
): Promise<void> {
  const ports = await means.media.tap(portName(callId, recordingId), path, tags.length);
  call.taps.set(recordingId, { tags, ports, isHearing: false });
  await hearTaps(means, callId, call);
}

/** Lets recordings hear the seats that they are to hear and do not: at their beginning, and in an rtpengine that knows nothing of them. */
export async function hearTaps(means: Means, callId: string, call: Call): Promise<void> {
  for (const [recordingId, tap] of call.taps) {
    if (tap.isHearing) continue;
    await subscribe(means, callId, call, recordingId, tap);
    tap.isHearing = true;
  }
}

async function subscribe({ ng, interfaces }: Means, callId: string, call: Call, recordingId: string, tap: Tap) {
  const there = tap.tags.flatMap((tag, index) => (call.seats.has(tag) ? [{ tag, port: tap.ports[index]! }] : []));
  if (there.length === 0) return;
  const listener = { "call-id": callId, "to-tag": tapTag(recordingId) };
  await ng.ask({
    command: "subscribe request",
    ...listener,
    "from-tags": there.map(({ tag }) => tag),
    "transport-protocol": "RTP/AVP",
    ICE: "remove",
    codec: { strip: ["all"], offer: ["PCMA"] },
    ...(interfaces && { interface: interfaces.inside }),
  });
  const sdp = describe(there.map(({ port }) => port));
  await ng.ask({ command: "subscribe answer", ...listener, sdp, flags: ["allow transcoding"] });
}

export const pauseTap = ({ media }: Means, callId: string, recordingId: string, isPaused: boolean): Promise<void> =>
  media.pause(portName(callId, recordingId), isPaused);

export async function closeTap({ ng, media }: Means, callId: string, call: Call, recordingId: string): Promise<void> {
  if (!call.taps.delete(recordingId)) return;
  await media.untap(portName(callId, recordingId));
  await ng.ask({ command: "unsubscribe", "call-id": callId, "to-tag": tapTag(recordingId) });
}

/** The call has gone with all that listened to it: only the files are left to be ended. */
export async function closeTaps({ media }: Means, callId: string, call: Call): Promise<void> {
  for (const recordingId of call.taps.keys()) await media.untap(portName(callId, recordingId));
  call.taps.clear();
}

const tapTag = (recordingId: string): string => `${recordingId}.tap`;

const describe = (ports: readonly number[]): string =>
  [
    ...["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
    ...ports.flatMap((port) => [`m=audio ${port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=recvonly"]),
    "",
  ].join("\r\n");
