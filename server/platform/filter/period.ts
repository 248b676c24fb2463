import type { FilterOperator, PeriodUnit } from "./filter.contract.ts";

/** Days in the organisation's time zone, as YYYY-MM-DD: from the first on, before the second; undefined is open. */
export interface DayRange {
  from?: string;
  before?: string;
}

/** What day it is there. */
export function dayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

/**
 * The days that a relative operator means, seen from `today`. Weeks begin on Monday (GB/T 7408). "In the last 30 days"
 * is the 29 days before today and today; "in the next 7 days" is today and the six after it.
 */
export function daysOf(operator: FilterOperator, count: number, unit: PeriodUnit, today: string): DayRange {
  if (operator === "in_last" || operator === "not_in_last")
    return { from: moved(moved(today, -count, unit), 1, "day"), before: moved(today, 1, "day") };
  if (operator === "in_next") return { from: today, before: moved(today, count, unit) };
  const first = startOf(unit, today);
  if (operator === "previous") return { from: moved(first, -1, unit), before: first };
  if (operator === "next") return { from: moved(first, 1, unit), before: moved(first, 2, unit) };
  return { from: first, before: moved(first, 1, unit) };
}

function startOf(unit: PeriodUnit, day: string): string {
  if (unit === "day") return day;
  if (unit === "week") return moved(day, -((utc(day).getUTCDay() + 6) % 7), "day");
  if (unit === "month") return `${day.slice(0, 7)}-01`;
  if (unit === "year") return `${day.slice(0, 4)}-01-01`;
  const month = Number(day.slice(5, 7));
  return `${day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`;
}

/** The same day so many units on; the 31st becomes the last day of a shorter month. */
export function moved(day: string, count: number, unit: PeriodUnit): string {
  const date = utc(day);
  if (unit === "day" || unit === "week") {
    date.setUTCDate(date.getUTCDate() + count * (unit === "week" ? 7 : 1));
    return written(date);
  }
  const months = count * { month: 1, quarter: 3, year: 12 }[unit];
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return written(date);
}

const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
/** Years 1 to 9999, which both the database and people can write. */
function written(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 1)) return "0001-01-01";
  return year > 9999 ? "9999-12-31" : date.toISOString().slice(0, 10);
}
