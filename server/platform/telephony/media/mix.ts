import { silentByte, toAlaw, toLinear } from "./alaw.ts";

/** Samples and bytes of 20 ms. */
export const frameSize = 160;

/** What one hears of all these frames of A-law; one alone is passed on as it is. */
export function mix(frames: readonly Buffer[]): Buffer {
  if (frames.length === 1) return frames[0]!;
  const mixed = Buffer.alloc(frameSize, silentByte);
  if (frames.length === 0) return mixed;
  for (let i = 0; i < frameSize; i++) {
    let sum = 0;
    for (const frame of frames) sum += toLinear(frame[i]!);
    mixed[i] = toAlaw(sum);
  }
  return mixed;
}

const primed = 2;
const most = 10;

/** Frames of one speaker between their coming and their turn: two are waited for, so that one that is late is not missed. */
export class Jitter {
  #frames: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #isPrimed = false;

  /** A packet's audio, of any length. */
  put(payload: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, payload]) : payload;
    for (; this.#rest.length >= frameSize; this.#rest = this.#rest.subarray(frameSize)) {
      this.#frames.push(this.#rest.subarray(0, frameSize));
    }
    if (this.#frames.length > most) this.#frames = this.#frames.slice(-primed); // a burst: the oldest is no use to anybody
    if (this.#frames.length >= primed) this.#isPrimed = true;
  }

  /** What has come is no longer waited for. */
  forget(): void {
    this.#frames = [];
    this.#rest = Buffer.alloc(0);
    this.#isPrimed = false;
  }

  /** The frame whose turn it is; null when there is none. */
  take(): Buffer | null {
    if (!this.#isPrimed) return null;
    const frame = this.#frames.shift() ?? null;
    if (!frame) this.#isPrimed = false;
    return frame;
  }
}
