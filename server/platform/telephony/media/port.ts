import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { eventPacket, eventPackets } from "../rtpengine/keys.ts";
import { frameSize, Jitter } from "./mix.ts";
import { audioOf, audioType } from "./rtp.ts";

/** One leg's place at the mixer: RTP with rtpengine on 127.0.0.1 (RFC 3550, 3551). */
export class MixerPort {
  readonly heard = new Jitter();
  /** Whom it hears. */
  hears: readonly MixerPort[] = [];
  /** What was said in this tick. */
  frame: Buffer | null = null;
  readonly #socket: Socket;
  readonly #ssrc = randomBytes(4);
  #target: { host: string; port: number } | null = null;
  #sequence = 0;
  #stamp = 0;
  /** Keys that are sent instead of audio: each packet's event and number. */
  #keys: { event: number; packet: number }[] = [];
  #keyStamp = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (packet) => this.#hear(packet));
    socket.on("error", () => {}); // a packet that could not be sent is lost, as packets are
  }

  static async open(): Promise<MixerPort> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new MixerPort(socket);
  }

  get number(): number {
    return this.#socket.address().port;
  }

  aim(host: string, port: number): void {
    this.#target = { host, port };
  }

  press(digits: string): void {
    this.#keys.push(...eventPackets(digits));
  }

  /** Sends what is heard in this tick. */
  say(frame: Buffer): void {
    this.#stamp += frameSize;
    const key = this.#keys.shift();
    if (key?.packet === 1) this.#keyStamp = this.#stamp;
    if (!this.#target) return;
    const packet = key
      ? eventPacket(key.event, key.packet, this.#sequence, this.#keyStamp, this.#ssrc)
      : Buffer.concat([this.#header(), frame]);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#socket.send(packet, this.#target.port, this.#target.host);
  }

  close(): void {
    this.#socket.close();
  }

  #header(): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = audioType;
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(this.#stamp >>> 0, 4);
    this.#ssrc.copy(header, 8);
    return header;
  }

  #hear(packet: Buffer): void {
    const audio = audioOf(packet);
    if (audio) this.heard.put(audio);
  }
}
