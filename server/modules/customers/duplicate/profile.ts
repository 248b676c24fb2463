import { foldTight } from "../../../platform/search/fold.ts";
import { checkCreditCode } from "../../../platform/text/credit_code.ts";
import { type NameParts, partsOf, shortPlace } from "./name.ts";

/** What is known of a customer as far as it tells doubles. Phones are E.164. */
export interface Profile {
  kind: "company" | "person";
  name: string;
  other_names?: readonly string[];
  tax_id?: string | null;
  phones?: readonly string[];
  mails?: readonly string[];
  wechat?: readonly string[];
  website?: string | null;
  province?: string | null;
  city?: string | null;
  district?: string | null;
  street?: string | null;
  birth_on?: string | null;
}

/** A profile made ready for comparing; made once, compared often. */
export interface Likeness {
  kind: "company" | "person";
  names: NameParts[];
  taxId: string;
  /** The nine characters of the organisation inside a credit code or an old tax number. */
  organisation: string;
  phones: ReadonlySet<string>;
  mails: ReadonlySet<string>;
  wechat: ReadonlySet<string>;
  /** Of website and mail; never of a provider that anybody may use. */
  domains: ReadonlySet<string>;
  city: string;
  district: string;
  /** Street and house number as they are compared; empty when they say too little. */
  street: string;
  birthOn: string;
}

export function likenessOf(profile: Profile): Likeness {
  const { kind } = profile;
  const taxId = (profile.tax_id ?? "").normalize("NFKC").replaceAll(/[\s-]/g, "").toUpperCase();
  const mails = new Set((profile.mails ?? []).map(mailOf).filter((mail) => mail !== ""));
  const names = [profile.name, ...(profile.other_names ?? [])].slice(0, 6).map((name) => partsOf(name, kind));
  return {
    kind,
    names: names.filter(({ core }) => core !== ""),
    taxId,
    organisation: organisationOf(taxId),
    phones: new Set(profile.phones),
    mails,
    wechat: new Set((profile.wechat ?? []).map((id) => id.trim().toLowerCase()).filter((id) => id !== "")),
    domains: new Set(
      [...mails]
        .map(domainOfMail)
        .concat(domainOfSite(profile.website ?? ""))
        .filter(isOwnDomain),
    ),
    city: shortPlace(profile.city ?? ""),
    district: shortPlace(profile.district ?? ""),
    street: streetOf(profile.street ?? ""),
    birthOn: profile.birth_on ?? "",
  };
}

/** Lower case; what stands behind a plus sign is the same box, and so are dots at Gmail. */
function mailOf(typed: string): string {
  const mail = typed.normalize("NFKC").trim().toLowerCase();
  const at = mail.lastIndexOf("@");
  if (at < 1) return "";
  const domain = mail.slice(at + 1);
  const local = mail.slice(0, at).replace(/\+.*$/, "");
  return `${domain === "gmail.com" ? local.replaceAll(".", "") : local}@${domain}`;
}

const domainOfMail = (mail: string): string => mail.slice(mail.lastIndexOf("@") + 1);

const domainOfSite = (site: string): string =>
  (/^(?:https?:\/\/)?([^/:?#\s]+)/i.exec(site.trim())?.[1] ?? "").toLowerCase().replace(/^www\./, "");

const isOwnDomain = (domain: string): boolean => domain.includes(".") && !anybodys.has(domain);

/** Credit code: characters 9 to 17. A tax number of 15 digits: the last nine. */
function organisationOf(taxId: string): string {
  if (taxId.length === 18 && checkCreditCode(taxId).ok) return taxId.slice(8, 17);
  return /^\d{6}[0-9A-Z]{9}$/.test(taxId) ? taxId.slice(6) : "";
}

/** 学院路１８号 3幢 and 学院路18号3栋 are one; without a number a street says too little. */
function streetOf(street: string): string {
  const text = foldTight(street.replace(/^.*?[省市区县镇](?=.*[路街道巷弄村])/u, ""))
    .replaceAll(/[幢栋座]/gu, "幢")
    .replaceAll(/(?:号楼|号)/gu, "号")
    .replaceAll(/[室房]/gu, "");
  return /\d/.test(text) && text.length >= 4 ? text : "";
}

const anybodys = new Set(
  "qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn vip.sina.com sohu.com 139.com 189.cn 188.com wo.cn 21cn.com tom.com aliyun.com gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk icloud.com me.com mac.com proton.me protonmail.com gmx.de gmx.net web.de aol.com mail.ru yandex.ru".split(
    " ",
  ),
);
