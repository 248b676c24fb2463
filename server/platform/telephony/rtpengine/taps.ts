import { type Means, portName } from "./connect.ts";
import type { Call } from "./seats.ts";

/** Begins to record seats of a call, a channel each. What is done with them afterwards, in pairs or mixes, changes nothing about it. */
export async function openTap(
  means: Means,
  callId: string,
  call: Call,
  recordingId: string,
  path: string,
  tags: readonly string[],
): Promise<void> {
  const { ng, media, interfaces } = means;
  const tap = { "call-id": callId, "to-tag": tapTag(recordingId) };
  const ports = await media.tap(portName(callId, recordingId), path, tags.length);
  call.taps.add(recordingId);
  await ng.ask({
    command: "subscribe request",
    ...tap,
    "from-tags": tags,
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
  if (!call.taps.delete(recordingId)) return;
  await media.untap(portName(callId, recordingId));
  await ng.ask({ command: "unsubscribe", "call-id": callId, "to-tag": tapTag(recordingId) });
}

/** The call has gone with all that listened to it: only the files are left to be ended. */
export async function closeTaps({ media }: Means, callId: string, call: Call): Promise<void> {
  for (const recordingId of call.taps) await media.untap(portName(callId, recordingId));
  call.taps.clear();
}

const tapTag = (recordingId: string): string => `${recordingId}.tap`;

const describe = (ports: readonly number[]): string =>
  [
    ...["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
    ...ports.flatMap((port) => [`m=audio ${port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=recvonly"]),
    "",
  ].join("\r\n");
