import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { normalisePhone } from "../../platform/text/phone.ts";
import type { dialRefusals } from "./dial_rules.contract.ts";
import type { numberForms } from "./trunk.contract.ts";

export type DialRefusal = (typeof dialRefusals)[number];

export interface DialRules {
  /** Where we are: ISO 3166, two letters. */
  country: string;
  /** Of our town, with what comes before it at home ("0571"): a number without one is called there. */
  areaCode: string | null;
  /** Countries that may be called, our own among them or not. */
  countries: readonly string[];
  /** Beginnings of numbers ("+8616") that may not. */
  blockedPrefixes: readonly string[];
  isEmergencyAllowed: boolean;
  isPremiumAllowed: boolean;
  isExtension(digits: string): boolean;
}

export type Dialled =
  | { kind: "extension"; extension: string }
  | { kind: "emergency"; digits: string }
  | { kind: "number"; e164: string; country: string }
  | { kind: "refused"; reason: DialRefusal };

const extensionPattern = /^[1-9]\d{2,5}$/;

/** What somebody dialled, and whether it may be called. Emergency numbers come before extensions that look alike. */
export function readDialled(typed: string, rules: DialRules): Dialled {
  const digits = typed.normalize("NFKC").replace(/[\s().\-–—/·_]/gu, "");
  if (isEmergency(digits, rules.country)) return asEmergency(digits, rules);
  if (extensionPattern.test(digits) && rules.isExtension(digits)) return { kind: "extension", extension: digits };
  const phone = normalisePhone(withArea(digits, rules), rules.country);
  if ("error" in phone) return refused(extensionPattern.test(digits) ? "unknown_extension" : "not_a_number");
  if (phone.extension !== undefined) return refused("not_a_number");
  if (phone.country === rules.country && isEmergency(phone.national, rules.country))
    return asEmergency(phone.national, rules);
  if (isPremium(phone.e164) && !rules.isPremiumAllowed) return refused("premium");
  if (rules.blockedPrefixes.some((prefix) => phone.e164.startsWith(prefix))) return refused("prefix");
  const country = countriesOf(phone.e164).find((one) => rules.countries.includes(one));
  if (country === undefined) return refused("country");
  if (phone.kind === "unknown" && !isInUse(phone.e164)) return refused("not_in_use");
  return { kind: "number", e164: phone.e164, country };
}

/** Which a trunk must be allowed to call; null: none, emergency numbers are everywhere. */
export const countryOf = (dialled: Dialled): string | null => (dialled.kind === "number" ? dialled.country : null);

const asEmergency = (digits: string, { isEmergencyAllowed }: DialRules): Dialled =>
  isEmergencyAllowed ? { kind: "emergency", digits } : refused("emergency");

const refused = (reason: DialRefusal): Dialled => ({ kind: "refused", reason });

/** Who calls, as the trunk told it; null when it told nobody. */
export function readCaller(told: string | null, { country, areaCode }: Pick<DialRules, "country" | "areaCode">) {
  const digits = (told ?? "").trim();
  if (!/^\+?\d{3,20}$/.test(digits)) return null;
  const phone = normalisePhone(withArea(digits, { country, areaCode }), country);
  if (!("error" in phone)) return phone.e164;
  const abroad = normalisePhone(`+${digits.replace(/^\+/, "")}`, country);
  return "error" in abroad ? null : abroad.e164;
}

export type NumberForm = (typeof numberForms)[number];

/** A number as a trunk wants it: +8657187964402, 8657187964402, or 057187964402 at home and 00 before what is abroad. */
export function writeNumber(e164: string, form: NumberForm, country: string): string {
  if (form === "plus") return e164;
  if (form === "digits") return e164.slice(1);
  const phone = normalisePhone(e164, country);
  if ("error" in phone || !countriesOf(e164).includes(country)) return `00${e164.slice(1)}`;
  const isBare = country === "CN" && phone.kind !== "landline";
  if (country === "CN") return isBare ? phone.national : `0${phone.national}`;
  const parsed = parsePhoneNumberFromString(e164, country as CountryCode);
  return parsed?.formatNational().replace(/\D/g, "") ?? phone.national;
}

/** Seven or eight digits that begin like no trunk code are a number of our own town. */
function withArea(digits: string, { country, areaCode }: Pick<DialRules, "country" | "areaCode">): string {
  return country === "CN" && areaCode !== null && /^[2-9]\d{6,7}$/.test(digits) ? `${areaCode}${digits}` : digits;
}

const emergencyNumbers: Record<string, readonly string[]> = {
  CN: ["110", "119", "120", "122", "12395"],
  HK: ["999"],
  MO: ["999"],
  TW: ["110", "119"],
  SG: ["995", "999"],
  JP: ["110", "118", "119"],
  KR: ["112", "119"],
  AU: ["000"],
  NZ: ["111"],
  GB: ["999"],
  US: ["911"],
  CA: ["911"],
};

/** 112 and 911 reach help from any mobile network (3GPP TS 22.101, 10.1). */
export function isEmergency(digits: string, country: string): boolean {
  return digits === "112" || digits === "911" || (emergencyNumbers[country] ?? []).includes(digits);
}

/** Personal numbers (+44 70) cost as much as premium ones do, and are what is called in fraud. */
function isPremium(e164: string): boolean {
  const type = parsePhoneNumberFromString(e164)?.getType();
  return type === "PREMIUM_RATE" || type === "PERSONAL_NUMBER";
}

/** Whether its country gives out such numbers at all; of our own country's the length and the beginning were read already. */
const isInUse = (e164: string): boolean => parsePhoneNumberFromString(e164)?.isValid() ?? false;

/** One, or all that share its code where the number does not tell which. */
function countriesOf(e164: string): string[] {
  const phone = parsePhoneNumberFromString(e164);
  return phone?.country ? [phone.country] : (phone?.getPossibleCountries() ?? []);
}
