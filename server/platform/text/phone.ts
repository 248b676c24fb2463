import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

export type PhoneKind = "mobile" | "landline" | "service" | "unknown";

/** `e164` is the key ("+8619900005678"); `display` is for people; an extension is dialled after the answer. */
export type Phone = {
  e164: string;
  country: string | undefined;
  national: string;
  display: string;
  kind: PhoneKind;
  extension?: string;
};

export type PhoneError = "empty" | "masked" | "too_short" | "too_long" | "not_a_number" | "not_in_use";

/** Reads a telephone number as people type it. Without a country code it belongs to `country` (ISO 3166, two letters). */
export function normalisePhone(typed: string, country = "CN"): Phone | { error: PhoneError } {
  if (country === "CN" && plainMobile.test(typed)) return chineseMobile(typed);
  if (typed.length > 60) return { error: "too_long" };
  if (isMasked(typed)) return { error: "masked" };
  const half = typed
    .normalize("NFKC")
    .trim()
    .replace(/^\(\s*\+\s*(\d{1,3})\s*\)/, "+$1 ");
  if (half === "") return { error: "empty" };
  const { number, extension } = cutExtension(half);
  const phone = readNumber(number, country);
  return "error" in phone || extension === undefined
    ? phone
    : { ...phone, display: `${phone.display} 转 ${extension}`, extension };
}

const shown = new Map<string, string>();
const mostShown = 20_000;

/** How a stored number is shown: 199 0000 5678, 0571 8796 4402, +44 7700 900123. Lists ask for the same ones again and again. */
export function displayPhone(e164: string): string {
  const known = shown.get(e164);
  if (known !== undefined) return known;
  const phone = normalisePhone(e164);
  const display = "error" in phone ? e164 : phone.display;
  if (shown.size >= mostShown) shown.clear();
  shown.set(e164, display);
  return display;
}

/**
 * A number that is told apart and not dialled: 199 **** 5678, 0571 **** 4402, +44 **** **0123. Of a Chinese mobile the first
 * three and the last four digits stay; of others the country's or area's part and no more than half of the rest, four at most.
 */
export function maskPhone(e164: string): string {
  if (/^\+861[3-9]\d{9}$/.test(e164)) return `${e164.slice(3, 6)} **** ${e164.slice(-4)}`;
  const phone = normalisePhone(e164);
  if ("error" in phone) return hidden(e164, 0);
  const display = phone.display.replace(/ 转 \d+$/, "");
  return hidden(display, phone.country === "CN" ? areaLength(phone) : display.split(" ")[0]!.length - 1);
}

/** As somebody typed it and nobody normalised it. What is masked already stays as it is. */
export function maskTyped(typed: string): string {
  if (isMasked(typed)) return typed;
  const phone = normalisePhone(typed);
  return "error" in phone ? hidden(typed, 0) : maskPhone(phone.e164);
}

/** A mask, or what is left of one: never a number to keep. */
export const isMasked = (typed: string): boolean => /[*＊•●]/u.test(typed);

function areaLength({ kind, national }: Phone): number {
  if (kind === "service") return national.length > 5 ? 3 : 0;
  return kind === "landline" ? 1 + /^(?:10|2\d|\d{3})/.exec(national)![0].length : 0;
}

/** Stars for all digits but the first `kept` and, of the rest, the last: at most half, at most four. */
function hidden(display: string, kept: number): string {
  const digits = display.replace(/\D/g, "").length;
  const last = Math.min(4, Math.floor((digits - kept) / 2));
  let at = 0;
  return display.replace(/\d/g, (digit) => {
    at++;
    return at > kept && at <= digits - last ? "*" : digit;
  });
}

const plainMobile = /^1[3-9]\d{9}$/;

function chineseMobile(digits: string): Phone {
  const display = `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
  return { e164: `+86${digits}`, country: "CN", national: digits, display, kind: "mobile" };
}

function cutExtension(text: string): { number: string; extension?: string } {
  const found = /^(.*\d)[\s,;]*(?:转|分机|ext(?:ension)?\.?|x|#)[\s:：]*(\d{1,8})$/iu.exec(text);
  return found ? { number: found[1] as string, extension: found[2] as string } : { number: text };
}

function readNumber(text: string, country: string): Phone | { error: PhoneError } {
  if (/[^\d\s+().\-–—/·_]/u.test(text) || text.lastIndexOf("+") > 0) return { error: "not_a_number" };
  const digits = text.replace(/\D/g, "");
  if (digits.length < 3) return { error: digits === "" ? "not_a_number" : "too_short" };
  const abroad = text.startsWith("+") ? digits : digits.startsWith("00") ? digits.slice(2) : undefined;
  if (abroad?.startsWith("86")) return readChinese(abroad.slice(2), true);
  if (abroad !== undefined) return readAbroad(withoutTrunk(text, abroad), undefined);
  if (country !== "CN") return readAbroad(text, country);
  return digits.startsWith("86") && /^86(?:1[3-9]\d{9}|[2-9]\d{9,10}|10\d{8})$/.test(digits)
    ? readChinese(digits.slice(2), true)
    : readChinese(digits, false);
}

/** Mobiles, landlines with their area code (GB/T national numbering), 400 and 800 numbers, five-digit service numbers. */
function readChinese(digits: string, hasCountry: boolean): Phone | { error: PhoneError } {
  if (plainMobile.test(digits)) return chineseMobile(digits);
  if (/^0?1[3-9]/.test(digits)) {
    const mobile = digits.replace(/^0/, "");
    if (plainMobile.test(mobile)) return chineseMobile(mobile);
    return { error: mobile.length < 11 ? "too_short" : "too_long" };
  }
  if (/^[48]00\d{7}$/.test(digits)) {
    return chinese(digits, `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`, "service");
  }
  if (/^(?:1[012]\d|9\d{2})\d{2}$/.test(digits)) return chinese(digits, digits, "service");
  const landline = digits.startsWith("0") || hasCountry ? digits.replace(/^0/, "") : "";
  const area = /^(?:10|2[0-57-9]|[3-9]\d{2})/.exec(landline)?.[0];
  if (!area) return { error: digits.length < 10 ? "too_short" : digits.length > 12 ? "too_long" : "not_in_use" };
  const local = landline.slice(area.length);
  if (local.length < 7) return { error: "too_short" };
  if (local.length > 8) return { error: "too_long" };
  if (/^[01]/.test(local)) return { error: "not_in_use" };
  const half = local.length - 4;
  return chinese(landline, `0${area} ${local.slice(0, half)} ${local.slice(half)}`, "landline");
}

function chinese(national: string, display: string, kind: PhoneKind): Phone {
  return { e164: `+86${national}`, country: "CN", national, display, kind };
}

/** +44 (0)7700 900123: the nought is for callers at home, where a number without it is one; in Italy it belongs to the number. */
function withoutTrunk(text: string, digits: string): string {
  const code = /^(?:\+|00)\s*(\d{1,3})[\s.-]*\(\s*0\s*\)/.exec(text)?.[1];
  const bare = code === undefined ? undefined : parsePhoneNumberFromString(`+${code}${digits.slice(code.length + 1)}`);
  return bare?.isValid() ? bare.number : `+${digits}`;
}

function readAbroad(text: string, country: string | undefined): Phone | { error: PhoneError } {
  const parsed = parsePhoneNumberFromString(text, country as CountryCode | undefined);
  const digits = text.replace(/\D/g, "").length;
  if (!parsed) return { error: digits < 7 ? "too_short" : digits > 15 ? "too_long" : "not_in_use" };
  if (!parsed.isPossible()) return { error: digits < 10 ? "too_short" : "too_long" };
  return {
    e164: parsed.number,
    country: parsed.country,
    national: parsed.nationalNumber,
    display: parsed.formatInternational(),
    kind: "unknown",
  };
}
