/** How long each unstable state may last, in milliseconds, and what then. An offer's own time and a wrap-up's come with the call. */
export const limits = {
  /** A ring, beyond its time, which the engine should have told as 408: it has failed. */
  ringGrace: 2_000,
  /** A ring for who transferred in vain: the call ends, and leaves a callback task. */
  ringBack: 20_000,
  /** A greeting, beyond its length: it is over, and whom the caller wants is rung. */
  greetingGrace: 2_000,
  /** A leg that we ended and that is not gone: it is hung up again. */
  hangUp: 2_000,
  /** A call of which nothing was seen: the engine is asked, which finds lost events. */
  check: 5_000,
  /** A snapshot that was not answered: it is asked for again. */
  snapshot: 2_000,
  /** An engine that answers nothing: the call is lost. */
  engineBack: 20_000,
  /** Nobody in the call is heard, and nothing changes in it: the call is lost. */
  silence: 30_000,
  /** What was asked and not done, doubled each time up to `check`: the engine is asked where things stand, and it is asked for again. */
  retry: 500,
} as const;

/** After so many verbs in a row that the engine did not do, the next loses the call. */
export const mostFailures = 6;
