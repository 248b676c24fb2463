import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";
import { chunkFrames, sides } from "../../recording/format.ts";
import { Sealer } from "../../recording/sealer.ts";
import { silentByte } from "./alaw.ts";
import { frameSize, Jitter, mix } from "./mix.ts";
import { audioOf } from "./rtp.ts";

/** How many legs speak on each side. */
export interface TapSides {
  left: number;
  right: number;
}

/** What is taken in a chunk at most: a process that is killed takes no more than that with it. */
const chunkBytes = chunkFrames * sides;
/** After a pause, in ticks of 20 ms: what comes in this time may have been said before its end. */
const deafFor = 10;

/** Legs of a call as they speak, recorded: a side each, written as encrypted chunks. Nothing of it is in a file as it was said. */
export class Tap {
  readonly #file: FileHandle;
  readonly #sealer: Sealer;
  readonly #failed: () => void;
  #ears: Ear[][] = [[], []];
  #block = Buffer.alloc(chunkBytes);
  #filled = 0;
  #beganAt = 0;
  #isPaused = false;
  #deafTicks = 0;
  #written: Promise<unknown>;

  private constructor(file: FileHandle, sealer: Sealer, failed: () => void) {
    this.#file = file;
    this.#sealer = sealer;
    this.#failed = failed;
    this.#written = this.#append(Promise.resolve(), sealer.head());
  }

  /**
   * @param path of a file that is not there yet, made for its owner alone. @param key 32 bytes, of this recording alone
   * @param failed called when the disk takes no more: what was written is readable, what follows is not kept
   * @throws Error as the file system does
   */
  static async open(path: string, recordingId: string, key: Buffer, failed: () => void): Promise<Tap> {
    const file = await open(path, "wx", 0o600);
    return new Tap(file, new Sealer(recordingId, key), failed);
  }

  /** From now on it hears these many legs and no others. @returns a port for each, the left ones first */
  async aim({ left, right }: TapSides): Promise<number[]> {
    const ears = [await openEars(left), await openEars(right)];
    closeEars(this.#ears);
    this.#ears = ears;
    return ears.flat().map(({ socket }) => socket.address().port);
  }

  /** While it is paused nothing of what comes is kept anywhere, nor what was on its way when the pause ends. */
  pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.#flush();
    else this.#deafTicks = deafFor;
  }

  /** Takes what was said in 20 ms. */
  tick(): void {
    const frames = this.#ears.map((side) => mix(side.flatMap(({ heard }) => heard.take() ?? [])));
    if (this.#isPaused || this.#deafTicks > 0) {
      if (!this.#isPaused && --this.#deafTicks === 0) for (const { heard } of this.#ears.flat()) heard.forget();
      return;
    }
    if (this.#filled === 0) this.#beganAt = Date.now();
    for (const [side, frame] of frames.entries())
      for (let i = 0; i < frameSize; i++) this.#block[this.#filled + i * sides + side] = frame[i]!;
    this.#filled += frameSize * sides;
    if (this.#filled === chunkBytes) this.#flush();
  }

  /** Writes what is left and the end; the file is whole then, unless the disk failed. */
  async close(): Promise<void> {
    closeEars(this.#ears);
    this.#flush();
    this.#write(this.#sealer.end(Date.now()));
    await this.#written;
    await this.#file.close();
  }

  #flush(): void {
    if (this.#filled === 0) return;
    this.#write(this.#sealer.audio(this.#block.subarray(0, this.#filled), this.#beganAt));
    this.#block.fill(silentByte);
    this.#filled = 0;
  }

  #write(chunk: Buffer): void {
    this.#written = this.#append(this.#written, chunk);
  }

  /** A file that a chunk is missing of takes none of those that follow. */
  #append(before: Promise<unknown>, bytes: Buffer): Promise<unknown> {
    const written = before.then(async (isBroken) => isBroken || !(await this.#writeAll(bytes)));
    return written.catch(() => true);
  }

  async #writeAll(bytes: Buffer): Promise<boolean> {
    try {
      await this.#file.appendFile(bytes);
      return true;
    } catch {
      this.#failed();
      return false;
    }
  }
}

interface Ear {
  socket: Socket;
  heard: Jitter;
}

async function openEars(count: number): Promise<Ear[]> {
  const ears: Ear[] = [];
  for (let i = 0; i < count; i++) {
    const ear = { socket: createSocket("udp4"), heard: new Jitter() };
    ear.socket.on("message", (packet) => {
      const audio = audioOf(packet);
      if (audio) ear.heard.put(audio);
    });
    ear.socket.bind(0, "127.0.0.1");
    await once(ear.socket, "listening");
    ears.push(ear);
  }
  return ears;
}

function closeEars(ears: readonly Ear[][]): void {
  for (const { socket } of ears.flat()) socket.close();
}
