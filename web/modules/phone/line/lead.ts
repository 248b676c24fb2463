/**
 * Of the tabs of one browser a single one has the telephone: whoever holds the lock. When its tab is closed the next one is called.
 * @returns gives it up, or no longer waits for it
 */
export function leadOneTab(isLeading: () => void): () => void {
  const over = new AbortController();
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks
    .request("zhiyin-phone", { signal: over.signal }, () => {
      isLeading();
      return held;
    })
    .catch(() => undefined);
  return () => {
    release?.();
    over.abort();
  };
}
