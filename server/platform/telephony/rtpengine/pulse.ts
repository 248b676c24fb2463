import type { Clock, Timer } from "../clock.ts";
import type { Ng } from "./ng.ts";

const everyMs = 1000;

/** Whether rtpengine answers, asked for every second. */
export class Pulse {
  readonly #ng: Ng;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #timer: Timer | null;
  isUp = true;

  constructor(ng: Ng, clock: Clock, changed: () => void) {
    this.#ng = ng;
    this.#clock = clock;
    this.#changed = changed;
    this.#timer = clock.after(everyMs, () => void this.#feel());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  async #feel(): Promise<void> {
    const wasUp = this.isUp;
    this.isUp = await this.#ng.ask({ command: "ping" }).then(
      () => true,
      () => false,
    );
    if (!this.#timer) return;
    if (this.isUp !== wasUp) this.#changed();
    this.#timer = this.#clock.after(everyMs, () => void this.#feel());
  }
}
