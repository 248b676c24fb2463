import { setImmediate } from "node:timers/promises";
import type { Clock, Timer } from "../clock.ts";

/** A clock that stands still until it is turned. */
export class TurnedClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ at: number; call: () => void }>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): Timer {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Lets time pass: what is due is called at its moment, one after the other, and what follows of it is done before time goes on. */
  async turn(ms: number): Promise<void> {
    const until = this.#now + ms;
    await setImmediate();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.call();
      await setImmediate();
    }
    this.#now = until;
  }

  #next(until: number): { at: number; call: () => void } | undefined {
    let next: { at: number; call: () => void } | undefined;
    for (const timer of this.#timers) if (timer.at <= until && (!next || timer.at < next.at)) next = timer;
    return next;
  }
}
