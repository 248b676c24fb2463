const delays = [100, 500, 1000, 2000, 5000, 10_000, 30_000];
const memory = 60_000;

/**
 * Milliseconds from a process's death to its next start: at once when it has run well, then longer with each death of the last minute.
 * @param deaths times of its deaths and failed starts, the one just seen included, in milliseconds
 */
export function backOff(deaths: readonly number[], now: number): number {
  const recent = deaths.filter((time) => now - time < memory).length;
  return delays[Math.min(Math.max(recent, 1), delays.length) - 1]!;
}
