const tickMs = 20;
/** So far behind, what was missed is left out: a machine that slept does not catch up by a burst. */
const longestLag = 5;

/** Calls every 20 ms, at the time and not after a wait, so that no tick is late because of the one before. */
export class Ticker {
  readonly #tick: () => void;
  #began = 0;
  #ticks = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  start(): void {
    if (this.#timer) return;
    this.#began = performance.now();
    this.#ticks = 0;
    this.#wait();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    const next = this.#began + (this.#ticks + 1) * tickMs;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, next - performance.now()));
  }

  #wake(): void {
    const due = Math.floor((performance.now() - this.#began) / tickMs);
    if (due - this.#ticks > longestLag) this.#ticks = due - 1;
    for (; this.#ticks < due; this.#ticks++) this.#tick();
    this.#wait();
  }
}
