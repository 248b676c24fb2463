import { useTranslation } from "react-i18next";
import { useIndustries } from "../../../api/reference.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { absent, formatMoney, formatNumber } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { useOwnFields, useOwnText } from "../own/useOwnFields.ts";

const translated = ["stage", "code", "pyramid", "gender", "marital_status", "kind", "buying_role"];
const money = ["revenue_this_year", "revenue_last_year", "potential_amount", "amount", "cost"];

/** A fact's name and its value in words: for the record, its history and conflicts alike. */
export function useFactText(currency: string) {
  const { t, i18n } = useTranslation();
  const industries = useIndustries();
  const { users, teams, clients } = useColleagues();
  const own = useOwnFields();
  const showOwn = useOwnText(currency);
  const everybody = [...users, ...teams, ...clients];

  function show(path: string, value: unknown): string {
    const field = path.slice(path.lastIndexOf(".") + 1);
    const mine = own.find((one) => one.field === field);
    if (mine) return showOwn(mine, value);
    if (value === null || value === undefined || value === "") return absent;
    if (path.startsWith("tier_hold.")) return String(value);
    if (Array.isArray(value)) return value.length ? value.map((one) => show(field, one)).join("、") : absent;
    if (typeof value === "object") return showObject(value as Record<string, unknown>);
    if (translated.includes(field)) return t(`customers.${field}.${String(value)}`);
    if (money.includes(field)) return formatMoney(Number(value), currency);
    if (typeof value === "number") return formatNumber(value);
    if (field === "industry") return industryOf(String(value));
    return everybody.find((one) => one.id === value)?.name ?? String(value);
  }

  function industryOf(code: string): string {
    const found = industries.find((one) => one.code === code);
    return found ? `${locale() === "en" ? found.en : found.zh} ${code}` : code;
  }

  function showObject(value: Record<string, unknown>): string {
    const known = value.display ?? value.name ?? value.value;
    return known === undefined ? Object.values(value).filter(isWord).join(" ") : String(known);
  }

  function fieldName(field: string): string {
    const last = field.slice(field.lastIndexOf(".") + 1);
    const mine = own.find((one) => one.field === last);
    if (mine?.label) return mine.label;
    const key = `customers.field.${last}`;
    return i18n.exists(key) ? t(key) : last;
  }

  return { show, fieldName };
}

function isWord(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
