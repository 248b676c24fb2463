/** Time as it comes in: the system's, or one that tests turn. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, unless it is cancelled before. */
  after(ms: number, call: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Its timers keep no process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
