import { locale } from "./locale.ts";

const kept = new Map<string, Intl.NumberFormat>();

/** Making one costs more than a whole row of a list: each is made once. */
function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const format = kept.get(key) ?? new Intl.NumberFormat(locale(), options);
  kept.set(key, format);
  return format;
}

/** Nothing there: a grey dash. */
export const absent = "–";

/** 12,345 */
export function formatNumber(value: number): string {
  return numbers({}).format(value).replace("-", "−");
}

/** Minor units to "¥ 486.2 万" (zh) or "¥4.86M" (en); whole amounts under ten thousand. */
export function formatMoney(minor: number, currency: string): string {
  const value = minor / 100;
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  return `${sign}${symbolOf(currency)} ${shortened(size)}`;
}

/** Minor units to the whole amount, for single trades: "¥ 12,345.60". */
export function formatMoneyExact(minor: number, currency: string): string {
  const places = minor % 100 === 0 ? 0 : 2;
  const text = numbers({ minimumFractionDigits: places, maximumFractionDigits: places }).format(Math.abs(minor) / 100);
  return `${minor < 0 ? "−" : ""}${symbolOf(currency)} ${text}`;
}

/** Minor units to ten thousands with one place: 486.2, as a column under the head 万元. */
export function formatTenThousands(minor: number): string {
  return numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
    .format(minor / 1_000_000)
    .replace("-", "−");
}

/** A money column: in 万 in Chinese, in thousands in English. The head says which. */
export function formatMoneyColumn(minor: number): string {
  if (locale() === "zh-CN") return formatTenThousands(minor);
  return numbers({ maximumFractionDigits: 0 })
    .format(minor / 100_000)
    .replace("-", "−");
}

/** Short where it is near: "今天 10:42", "昨天 16:08", "11-20", "2025-11-20". */
export function formatWhen(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return `${relativeDay(0)} ${formatTime(iso)}`;
  if (days === 1) return `${relativeDay(-1)} ${formatTime(iso)}`;
  const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return at.getFullYear() === now.getFullYear() ? date : `${at.getFullYear()}-${date}`;
}

/** 10:42 */
export function formatTime(iso: string): string {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** "2026-11-23 10:42" for titles and history. */
export function formatFull(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${formatTime(iso)}`;
}

/** Head of a day on the timeline: "今天 11月23日 周一" or "Today, Mon 23 Nov". */
export function formatDay(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const isThisYear = at.getFullYear() === now.getFullYear();
  const text = new Intl.DateTimeFormat(locale() === "en" ? "en-GB" : "zh-CN", {
    year: isThisYear ? undefined : "numeric",
    month: locale() === "en" ? "short" : "long",
    day: "numeric",
    weekday: "short",
  }).format(at);
  const days = dayNumber(now) - dayNumber(at);
  const near = days === 0 || days === 1 ? relativeDay(-days) : "";
  const spaced = text.replace(/日(周)/, "日 $1").replace(",", "");
  return near ? `${near}${locale() === "en" ? ", " : " "}${spaced}` : spaced;
}

/** Seconds to "6:18" or "1:02:03". */
export function formatDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Bytes to "12.4 MB". */
export function formatBytes(bytes: number): string {
  const power = Math.min(4, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const units = ["B", "kB", "MB", "GB", "TB"];
  return `${numbers({ maximumFractionDigits: 1 }).format(bytes / 1000 ** power)} ${units[power]}`;
}

/** "2026-11-23" of a moment, in the reader's own day. */
export function dayOf(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function shortened(size: number): string {
  const places = (digits: number) => numbers({ maximumFractionDigits: digits });
  if (locale() === "en") {
    if (size >= 1e6) return `${places(2).format(size / 1e6)} M`;
    return places(size % 1 ? 2 : 0).format(size);
  }
  if (size >= 1e8) return `${places(2).format(size / 1e8)} 亿`;
  if (size >= 1e4) return `${places(1).format(size / 1e4)} 万`;
  return places(size % 1 ? 2 : 0).format(size);
}

function symbolOf(currency: string): string {
  const format = numbers({ style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
}

function relativeDay(days: number): string {
  const text = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
  return locale() === "en" ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function dayNumber(at: Date): number {
  return Math.floor(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
