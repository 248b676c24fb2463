/** Stretches of time people ask for; a stretch of their own stands in `from` and `to`. */
export const ranges = ["7d", "30d", "year"] as const;
export type Range = (typeof ranges)[number];

/** Days as "2026-11-23", in the reader's own calendar; both ends belong to it, either may be open. */
export interface DateRange {
  range?: Range;
  from?: string;
  to?: string;
}

/** What an address says of a range; a named one wins, ends that are the wrong way round are turned. */
export function readDateRange({ range, from, to }: Record<string, unknown>): DateRange {
  const named = ranges.find((one) => one === range);
  if (named) return { range: named };
  const ends = { ...(isDay(from) ? { from } : {}), ...(isDay(to) ? { to } : {}) };
  const isTurned = ends.from !== undefined && ends.to !== undefined && ends.from > ends.to;
  return isTurned ? { from: ends.to, to: ends.from } : ends;
}

/** The range as the API takes it: from a moment and before a moment. Seven days are today and the six before. */
export function momentsOf({ range, from, to }: DateRange, now = new Date()): { from?: string; to?: string } {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (range === "year") return { from: midnight(year, 0, 1) };
  if (range) return { from: midnight(year, month, day + 1 - Number.parseInt(range, 10)) };
  return { ...(from ? { from: startOf(from) } : {}), ...(to ? { to: startOf(to, 1) } : {}) };
}

export const hasRange = ({ range, from, to }: DateRange): boolean => Boolean(range ?? from ?? to);

function startOf(date: string, daysLater = 0): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return midnight(year, month - 1, day + daysLater);
}

const midnight = (year: number, month: number, day: number): string => new Date(year, month, day).toISOString();

function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}
