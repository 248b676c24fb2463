/** Times in milliseconds: the share asked for, by nearest rank. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

export interface Measured {
  p50: number;
  p95: number;
  perSecond: number;
}

/** Runs the calls over some connections, each connection one after the other; the fastest of three rounds by p95. */
export async function measure(
  connections: number,
  calls: readonly (() => Promise<unknown>)[],
  rounds = 3,
): Promise<Measured> {
  let best: Measured | undefined;
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    let next = 0;
    const began = performance.now();
    const walk = async () => {
      for (;;) {
        const call = calls[next++];
        if (!call) return;
        const start = performance.now();
        await call();
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: connections }, walk));
    const one = {
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      perSecond: (times.length * 1000) / (performance.now() - began),
    };
    if (!best || one.p95 < best.p95) best = one;
  }
  return best!;
}

export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export function line(name: string, measured: Measured, limit?: number): void {
  const verdict = limit === undefined ? "" : measured.p95 <= limit ? `  within ${limit} ms` : `  OVER ${limit} ms`;
  process.stdout.write(
    `  ${name.padEnd(44)} p50 ${ms(measured.p50).padStart(9)}  p95 ${ms(measured.p95).padStart(9)}  ${measured.perSecond.toFixed(0).padStart(6)}/s${verdict}\n`,
  );
}
