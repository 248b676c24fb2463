import { toLinear } from "../telephony/media/alaw.ts";
import { rate, sides } from "./format.ts";

/** Frames behind one peak before they are thinned out: a twentieth of a second. */
const step = rate / 20;
/** Of a side, however long it is. */
const most = 2000;

/** The loudest of each twentieth of a second and side, as audio goes by. */
export class PeakMeter {
  readonly #peaks: [number[], number[]] = [[], []];
  readonly #loudest: [number, number] = [0, 0];
  #frames = 0;

  /** @param audio A-law, a byte a side in turn */
  take(audio: Buffer): void {
    for (let i = 0; i < audio.length; i += sides) {
      for (const side of [0, 1] as const) {
        const size = Math.abs(toLinear(audio[i + side]!));
        if (size > this.#loudest[side]) this.#loudest[side] = size;
      }
      if (++this.#frames % step === 0) this.#close();
    }
  }

  /** Left and right, 0 to 255, at most 2000 each, evenly over the recording. */
  result(): { left: number[]; right: number[] } {
    if (this.#frames % step !== 0) this.#close();
    const [left, right] = this.#peaks.map(thinned);
    return { left: left!, right: right! };
  }

  #close(): void {
    for (const side of [0, 1] as const) {
      this.#peaks[side].push(Math.min(255, Math.round(this.#loudest[side] / 128)));
      this.#loudest[side] = 0;
    }
  }
}

function thinned(peaks: readonly number[]): number[] {
  const group = Math.ceil(peaks.length / most) || 1;
  return Array.from({ length: Math.ceil(peaks.length / group) }, (_, index) =>
    Math.max(...peaks.slice(index * group, (index + 1) * group)),
  );
}
