import type { Pool } from "./pool.ts";

type Counted = Pick<Pool, "picks_per_day" | "capacity" | "mine" | "is_retired">;

/** Why somebody with these counters may pick nothing now; empty when they may. */
export function blockedPick(pool: Counted, isPicker: boolean): Pool["blocked"] {
  if (pool.is_retired) return { pick: "retired" };
  if (!isPicker) return { pick: "not_picker" };
  if (pool.picks_per_day !== null && pool.mine.picked_today >= pool.picks_per_day) return { pick: "picks_per_day" };
  if (pool.capacity !== null && pool.mine.held >= pool.capacity) return { pick: "capacity" };
  return {};
}

/** How many more may be picked now. */
export function roomIn({ picks_per_day, capacity, mine }: Counted): number {
  const left = (cap: number | null, used: number) => (cap === null ? Infinity : Math.max(0, cap - used));
  return Math.min(left(picks_per_day, mine.picked_today), left(capacity, mine.held));
}
