import { locale } from "../../../text/locale.ts";

export interface Choice {
  value: string;
  label: string;
}

/** Places where our customers' phone numbers without a country code are most likely from, first. */
const nearCountries = ["CN", "HK", "MO", "TW", "SG", "JP", "KR", "US", "GB", "DE"];
const countries =
  "AE AR AT AU BE BG BR CA CH CL CO CZ DK EE EG ES FI FR GR HR HU ID IE IL IN IS IT KZ KE KH LA LK LT LU LV MA MM MN MX MY NG NL NO NZ PE PH PK PL PT QA RO RS RU SA SE SI SK TH TR UA UY UZ VN ZA".split(
    " ",
  );
const nearCurrencies = ["CNY", "HKD", "USD", "EUR", "JPY", "GBP", "TWD", "SGD"];

export function countryChoices(chosen: string): Choice[] {
  const names = new Intl.DisplayNames(locale(), { type: "region" });
  const rest = sorted(
    [...new Set([...countries, chosen])].filter((code) => !nearCountries.includes(code)),
    names,
  );
  return [...nearCountries.map((code) => named(code, names)), ...rest];
}

export function currencyChoices(chosen: string): Choice[] {
  const names = new Intl.DisplayNames(locale(), { type: "currency" });
  const known = [...new Set([...Intl.supportedValuesOf("currency"), chosen])];
  const rest = sorted(
    known.filter((code) => !nearCurrencies.includes(code)),
    names,
  );
  return [...nearCurrencies, ...rest.map((one) => one.value)].map((code) => {
    const { label } = named(code, names);
    return { value: code, label: label === code ? code : `${code} · ${label}` };
  });
}

/** Zones by name, as "Asia/Shanghai · UTC+08:00". */
export function timeZoneChoices(chosen: string): Choice[] {
  const zones = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", chosen])];
  return zones.toSorted().map((zone) => ({ value: zone, label: `${zone.replaceAll("_", " ")} · ${offsetOf(zone)}` }));
}

function offsetOf(zone: string): string {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts();
    const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
    return offset === "GMT" ? "UTC" : offset.replace("GMT", "UTC");
  } catch {
    return "?";
  }
}

function sorted(codes: readonly string[], names: Intl.DisplayNames): Choice[] {
  return codes.map((code) => named(code, names)).toSorted((a, b) => a.label.localeCompare(b.label, locale()));
}

function named(code: string, names: Intl.DisplayNames): Choice {
  return { value: code, label: names.of(code) ?? code };
}
