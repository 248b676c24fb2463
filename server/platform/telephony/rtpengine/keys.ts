import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

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
    const target = await connect(describe(socket.address().port));
    const [, port] = /^m=audio (\d+)/m.exec(target)!;
    const [, host] = /^c=IN IP4 (\S+)/m.exec(target)!;
    const ssrc = randomBytes(4);
    let sequence = 0;
    for (const [index, digit] of [...digits].entries()) {
      for (let packet = 1; packet <= 8; packet++) {
        await sleep(packetMs);
        const event = eventPacket(keys.indexOf(digit), packet, sequence++, (index + 1) * 8 * packetSamples, ssrc);
        socket.send(event, Number(port), host);
      }
    }
    await sleep(packetMs);
  } finally {
    socket.close();
  }
}

/** The end is said three times, since any packet may be lost. */
function eventPacket(event: number, packet: number, sequence: number, stamp: number, ssrc: Buffer): Buffer {
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

const describe = (port: number): string =>
  [
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP 8 101`,
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=sendrecv",
    "",
  ].join("\r\n");

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
