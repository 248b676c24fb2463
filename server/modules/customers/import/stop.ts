/** Runs work that ends early, at its next convenience, when this program is told to end. */
export async function untilToldToEnd<T>(work: (end: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = () => controller.abort();
  const signals = ["SIGTERM", "SIGINT"] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, end);
  }
}
