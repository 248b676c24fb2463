import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";
import { silentByte } from "./alaw.ts";
import { frameSize, Jitter } from "./mix.ts";
import { audioOf } from "./rtp.ts";

/** Written at once: a second of two channels. */
const blockSize = 16_000;

/** Legs of a call as they speak, a channel each, written into a WAV file of A-law (RFC 2361, format 6). */
export class Tap {
  isPaused = false;
  readonly #sockets: readonly Socket[];
  readonly #heard: readonly Jitter[];
  readonly #file: FileHandle;
  #block: Buffer[] = [];
  #blockBytes = 0;
  #bytes = 0;
  #written: Promise<unknown>;

  private constructor(sockets: readonly Socket[], file: FileHandle) {
    this.#sockets = sockets;
    this.#file = file;
    this.#heard = sockets.map((socket) => {
      const heard = new Jitter();
      socket.on("message", (packet) => {
        const audio = audioOf(packet);
        if (audio) heard.put(audio);
      });
      return heard;
    });
    this.#written = file.write(header(sockets.length, 0), 0, undefined, 0);
  }

  /** @param path of a file that is not there yet, made for its owner alone. @throws Error as the file system does */
  static async open(path: string, channels: number): Promise<Tap> {
    const file = await open(path, "wx", 0o600);
    const sockets = Array.from({ length: channels }, () => createSocket("udp4"));
    for (const socket of sockets) {
      socket.bind(0, "127.0.0.1");
      await once(socket, "listening");
    }
    return new Tap(sockets, file);
  }

  /** A channel each, in their order. */
  get ports(): number[] {
    return this.#sockets.map((socket) => socket.address().port);
  }

  /** Takes what was said in 20 ms; while it is paused nothing of that is kept anywhere. */
  tick(): void {
    const frames = this.#heard.map((heard) => heard.take());
    if (this.isPaused) return;
    const block = Buffer.alloc(frameSize * frames.length, silentByte);
    for (const [channel, frame] of frames.entries()) {
      for (let i = 0; frame && i < frameSize; i++) block[i * frames.length + channel] = frame[i]!;
    }
    this.#block.push(block);
    this.#blockBytes += block.length;
    if (this.#blockBytes >= blockSize) this.#write();
  }

  /** Writes what is left; the file is whole then. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    this.#write();
    await this.#written;
    await this.#file.write(header(this.#sockets.length, this.#bytes), 0, undefined, 0);
    await this.#file.close();
  }

  #write(): void {
    const block = Buffer.concat(this.#block);
    const position = headerSize + this.#bytes;
    this.#block = [];
    this.#blockBytes = 0;
    this.#bytes += block.length;
    this.#written = this.#written.then(() => this.#file.write(block, 0, block.length, position));
  }
}

const headerSize = 58;
const rate = 8000;

/** @param bytes of audio; 0 while it is being written */
function header(channels: number, bytes: number): Buffer {
  const head = Buffer.alloc(headerSize);
  head.write("RIFF");
  head.writeUInt32LE(headerSize - 8 + bytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(18, 16);
  head.writeUInt16LE(6, 20); // A-law
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels, 28);
  head.writeUInt16LE(channels, 32);
  head.writeUInt16LE(8, 34);
  head.write("fact", 38);
  head.writeUInt32LE(4, 42);
  head.writeUInt32LE(bytes / channels, 46);
  head.write("data", 50);
  head.writeUInt32LE(bytes, 54);
  return head;
}
