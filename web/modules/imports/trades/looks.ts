/** How the state of an import of trades looks. */
export const looks: Partial<Record<string, string>> = {
  queued: "info",
  running: "info",
  pausing: "warn",
  paused: "warn",
  cancelling: "warn",
  done: "good",
  failed: "danger",
  undoing: "info",
};
