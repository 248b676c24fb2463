import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits until `holds` answers true; asks ten times a second.
 * @param patience milliseconds, 15,000 unless told otherwise
 * @throws when patience ends, naming what was waited for
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { patience = 15_000 }: { patience?: number } = {},
): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${patience / 1000} s in vain: ${what}`);
    await pause(100);
  }
}
