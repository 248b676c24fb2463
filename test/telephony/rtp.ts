import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { rate, toneFrom, tonesIn } from "./alaw.ts";

const packetMs = 20;
const packetSamples = (rate * packetMs) / 1000;
const keys = "0123456789*#ABCD";
const audioType = 8;
const keyType = 101;

/** The audio of a phone: says a tone and keys in RTP (RFC 3550, 4733), and tells which tones it hears. */
export class RtpEnd {
  readonly #socket: Socket;
  readonly #listenFor: readonly number[];
  readonly #ssrc = randomBytes(4);
  readonly #ticker: NodeJS.Timeout;
  readonly #began = performance.now();
  #heard: { at: number; payload: Buffer }[] = [];
  #heardKey = -1;
  #sent = 0;
  #sequence = 0;
  /** Packets of keys that wait to be sent instead of audio. */
  #keyPackets: { payload: Buffer; isFirst: boolean; stamp: number }[] = [];
  #to: { port: number; address: string } | null = null;
  isSending = false;
  tone: number | null = null;
  keys = "";

  private constructor(socket: Socket, listenFor: readonly number[]) {
    this.#socket = socket;
    this.#listenFor = listenFor;
    socket.on("message", (packet) => this.#hear(packet));
    socket.on("error", () => {});
    this.#ticker = setInterval(() => this.#tick(), packetMs);
  }

  /** @param listenFor the tones that it can tell apart, in hertz */
  static async open(listenFor: readonly number[]): Promise<RtpEnd> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new RtpEnd(socket, listenFor);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends from now on to where that description says, and forgets what was heard. */
  speakTo(sdp: string): void {
    const address = /^c=IN IP4 (\S+)/m.exec(sdp)![1]!;
    this.#to = { address, port: Number(/^m=audio (\d+)/m.exec(sdp)![1]) };
    this.isSending = true;
  }

  stop(): void {
    this.isSending = false;
    this.#heard = [];
    this.#keyPackets = [];
  }

  hears(): number[] {
    const since = performance.now() - 8 * packetMs;
    const recent = this.#heard.filter(({ at }) => at >= since);
    return recent.length < 4 ? [] : tonesIn(Buffer.concat(recent.map(({ payload }) => payload)), this.#listenFor);
  }

  /** Each for 100 ms, 60 ms between two. */
  press(digits: string): void {
    let stamp = (this.#sent + this.#keyPackets.length) * packetSamples;
    for (const digit of digits) {
      const event = keys.indexOf(digit);
      for (let packet = 1; packet <= 8; packet++) {
        const payload = Buffer.from([event, packet > 5 ? 0x8a : 0x0a, 0, 0]);
        payload.writeUInt16BE(Math.min(packet, 5) * packetSamples, 2);
        this.#keyPackets.push({ payload, isFirst: packet === 1, stamp });
      }
      stamp += 12 * packetSamples;
    }
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#socket.close();
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#began) / packetMs);
    for (; this.#sent < due; this.#sent++) {
      if (!this.isSending || !this.#to) continue;
      const key = this.#keyPackets.shift();
      if (key) this.#send(keyType, key.payload, key.stamp, key.isFirst);
      else
        this.#send(
          audioType,
          toneFrom(this.#sent * packetSamples, packetSamples, this.tone),
          this.#sent * packetSamples,
        );
    }
  }

  #send(type: number, payload: Buffer, stamp: number, isMarked = false): void {
    const header = Buffer.alloc(8);
    header[0] = 0x80;
    header[1] = type | (isMarked ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(stamp >>> 0, 4);
    this.#socket.send(Buffer.concat([header, this.#ssrc, payload]), this.#to!.port, this.#to!.address);
  }

  #hear(packet: Buffer): void {
    const type = packet[1]! & 0x7f;
    const payload = packet.subarray(12);
    if (type === audioType) {
      const now = performance.now();
      this.#heard = [...this.#heard.filter(({ at }) => at > now - 1000), { at: now, payload }];
    }
    const stamp = packet.readUInt32BE(4);
    if (type !== keyType || stamp === this.#heardKey) return;
    this.#heardKey = stamp;
    this.keys += keys[payload[0]!] ?? "?";
  }
}
