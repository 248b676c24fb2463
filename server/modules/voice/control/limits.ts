/** How long what is unstable may last, in milliseconds. What is done then stands in deadlines.ts. */
export const limits = {
  /** Beyond the time that a device is rung: the engine's own 408 should have come. */
  ringGrace: 2_000,
  /** Who transferred in vain is rung for so long. */
  ringBack: 20_000,
  /** Beyond the length of a greeting: its end was not told. */
  greetingGrace: 2_000,
  /** A leg that we ended and that is not gone. */
  hangUp: 2_000,
  /** Between two looks at the engine, which find lost events. The program around asks once for all of its calls. */
  check: 5_000,
  /** A snapshot that is not answered. */
  snapshot: 2_000,
  /** An engine that answers nothing takes its calls along. */
  engineBack: 20_000,
  /** Nobody in the call sends audio, and nothing was changed in it. */
  silence: 30_000,
  /** After a verb that failed, doubled each time up to `check`. */
  retry: 500,
} as const;

/** So many verbs in a row may fail before a call is given up. */
export const mostFailures = 6;
