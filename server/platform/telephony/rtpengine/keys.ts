import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describePort } from "./media.ts";
import { placeIn } from "./sdp.ts";

const keys = "0123456789*#ABCD";
const packetMs = 20;
const packetSamples = 160;

/**
 * Sends keys as RTP events (RFC 4733) from a port of its own: 100 ms each, 60 ms between two.
 * @param connect is given the source's description and gives back that of the place to send to
 */
export async function sendKeys(digits: string, connect: (source: string) => Promise<string>): Promise<void> {
  const socket = createSocket("udp4");
  try {
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const target = await connect(describePort(socket.address().port));
    const { host, port } = placeIn(target);
    const ssrc = randomBytes(4);
    let sequence = 0;
    let stamp = 0;
    for (const { event, packet } of eventPackets(digits)) {
      await sleep(packetMs);
      if (packet === 1) stamp += 8 * packetSamples;
      socket.send(eventPacket(event, packet, sequence++, stamp, ssrc), port, host);
    }
    await sleep(packetMs);
  } finally {
    socket.close();
  }
}

/** The packets of keys in their order, 20 ms apart: the end is said three times, since any packet may be lost. */
export function eventPackets(digits: string): { event: number; packet: number }[] {
  const events = [...digits].map((digit) => keys.indexOf(digit));
  return events.flatMap((event) => Array.from({ length: 8 }, (_, index) => ({ event, packet: index + 1 })));
}

/** @param packet of its key, from 1 to 8 */
export function eventPacket(event: number, packet: number, sequence: number, stamp: number, ssrc: Buffer): Buffer {
  const bytes = Buffer.alloc(16);
  bytes[0] = 0x80;
  bytes[1] = 101 | (packet === 1 ? 0x80 : 0);
  bytes.writeUInt16BE(sequence, 2);
  bytes.writeUInt32BE(stamp, 4);
  ssrc.copy(bytes, 8);
  bytes[12] = event;
  bytes[13] = 10 | (packet > 5 ? 0x80 : 0);
  bytes.writeUInt16BE(Math.min(packet, 5) * packetSamples, 14);
  return bytes;
}

/** Hears of keys where rtpengine tells of them, a JSON datagram at the end of each. @param tell gets call, tag and key */
export async function hearKeys(
  port: number,
  tell: (callId: string, tag: string, digit: string) => void,
): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (datagram) => {
    const told = JSON.parse(datagram.toString()) as { callid: string; source_tag: string; event: number };
    const digit = keys[told.event];
    if (digit !== undefined) tell(told.callid, told.source_tag, digit);
  });
  return socket;
}
