import { splitCompany } from "../../../platform/search/company.ts";
import { fold, foldTight, isHan } from "../../../platform/search/fold.ts";
import { speak } from "../../../platform/search/pinyin.ts";

/** A name taken apart, so that two can be compared by what tells them apart. */
export interface NameParts {
  /** Folded, without spaces: the whole name. */
  whole: string;
  /** Without place, legal form, branch or title. Never empty unless the name is. */
  core: string;
  /** With the place, which may be part of the name: 镜湖纺织 is no 纺织 of the district 镜湖. The core itself where there is none. */
  placed: string;
  /** Words of a Latin core in the order of the alphabet; empty for Chinese. */
  words: string;
  /** Of a Latin person: the first name as written; of a company nothing. */
  given: string;
  /** First letters of a Latin company, legal form and all: BBTA. */
  initials: string;
  /** How the core is said, without tones; empty when it has no Chinese. */
  sound: string;
  place: string;
  legal: string;
  /** 上海分公司, 第二门店: a part of a company is not the company. */
  branch: string;
}

/** @throws nothing: an empty name has empty parts */
export const partsOf = (name: string, kind: "company" | "person"): NameParts =>
  kind === "company" ? companyParts(name) : personParts(name);

function companyParts(name: string): NameParts {
  let place = "";
  let shop = "";
  const unbracketed = name.replace(noteBehind, "").replace(bracketed, (whole, inside: string) => {
    if (shopForm.test(inside)) {
      shop = foldTight(inside);
      return "";
    }
    const split = splitCompany(`${foldTight(inside)}某某`);
    if (split.stem !== "某某") return whole;
    place += split.place;
    return "";
  });
  const whole = foldTight(unbracketed);
  const branch = shop || (branchForm.exec(whole)?.[0] ?? "");
  const withoutBranch = (shop ? whole : whole.slice(0, whole.length - branch.length)) || whole;
  if (!hasHan(withoutBranch)) return latinCompany(unbracketed, foldTight(name), place);
  const split = splitCompany(withoutTrade(withoutBranch));
  return {
    whole: foldTight(name),
    core: split.stem,
    placed: split.place + split.stem,
    words: "",
    given: "",
    initials: "",
    sound: soundOf(split.stem, "company"),
    place: shortPlace(place || split.place),
    legal: split.legal || withoutBranch.slice(withoutTrade(withoutBranch).length),
    branch,
  };
}

function latinCompany(name: string, whole: string, place: string): NameParts {
  const words = fold(name.replaceAll(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, "").replaceAll("&", " and "))
    .split(" ")
    .filter(Boolean);
  const legal: string[] = [];
  const initials = words.map((word) => word[0]).join("");
  while (words.length > 1 && legalWords.has(words.at(-1)!)) legal.unshift(words.pop()!);
  if (words.length > 1 && words[0] === "the") words.shift();
  const held: string[] = [];
  while (words.length > 1 && heldWords.has(words.at(-1)!)) held.unshift(words.pop()!);
  const core = words.join("");
  return {
    whole,
    core,
    placed: core,
    words: sorted(words),
    given: "",
    initials,
    sound: "",
    place,
    legal: legal.join(" "),
    branch: held.join(" "),
  };
}

function personParts(name: string): NameParts {
  const called = name.replace(aside, "").trim() || name.trim();
  const plain = (firstOfHan.exec(called)?.[1] ?? called).replace(title, "").replace(familiar, "") || called;
  const core = foldTight(plain);
  const words = hasHan(core)
    ? []
    : fold(plain)
        .split(" ")
        .filter((word) => word && !titleWords.has(word));
  const latin = words.length > 0 ? words.join("") : core;
  return {
    whole: foldTight(name),
    core: latin,
    placed: latin,
    words: sorted(words),
    given: (plain.includes(",") ? words.at(-1) : words[0]) ?? "",
    initials: "",
    sound: soundOf(core, "person"),
    place: "",
    legal: "",
    branch: "",
  };
}

/** 纺织厂, 茶叶经营部: forms that the register knows beside companies. */
const withoutTrade = (name: string): string => name.replace(tradeForm, "");

const sorted = (words: readonly string[]): string => words.toSorted().join(" ");

const hasHan = (text: string): boolean => {
  for (const char of text) if (isHan(char.codePointAt(0)!)) return true;
  return false;
};

export const soundOf = (text: string, kind: "company" | "person"): string =>
  speak(text, kind)?.readings[0]?.join(" ") ?? "";

/** 浙江省杭州市 and 杭州 are the same place for a comparison: its last and shortest word. */
export function shortPlace(place: string): string {
  const parts = foldTight(place).match(/[^省市区县]{2,}?(?:省|市|区|县|自治区|自治州|$)/gu) ?? [];
  return (parts.at(-1) ?? "").replace(/(?:省|市|区|县|自治区|自治州)$/u, "");
}

const bracketed = /[（(【[]([^）)】\]]{2,8})[）)】\]]/gu;
const branchForm =
  /(?<=..)(?:(?<=公司|集团|店|厂|中心|行)[^ ]{0,8}|第?[一二三四五六七八九十\d]{1,3})(?:分公司|子公司|分店|分行|支行|分厂|办事处|营业部|门市部|门店|专卖店|旗舰店|店)$/u;
const tradeForm = /(?<=...)(?:厂|商行|经营部|商店|店|工作室|事务所|服务部|门市部)$/u;
const aside = /[（(【[][^）)】\]]*[）)】\]]/gu;
/** What somebody wrote behind a name: "- accounts", "采购". */
const noteBehind = /\s+[-–—]\s+[^-–—]*$/u;
const firstOfHan = /^(\p{Script=Han}{2,4})[\s·]+\p{Script=Han}+$/u;
const shopForm = /(?:店|分公司|分部|办事处|营业部|专柜)$/u;
const title =
  /(?<=.)(?:先生|女士|小姐|老师|总?经理|主任|主管|总监|教授|医生|医师|律师|师傅|阿姨|同志|同学|采购|财务|老板|总|工|哥|姐)$/u;
const familiar = /^[小老阿](?=\p{Script=Han}$)/u;
const titleWords = new Set([
  "mr",
  "mrs",
  "ms",
  "miss",
  "dr",
  "prof",
  "sir",
  "madam",
  "mba",
  "phd",
  "md",
  "jr",
  "sr",
  "ii",
  "iii",
  "esq",
]);
/** A group or holding is not the company of its name. */
const heldWords = new Set(["group", "holding", "holdings"]);
const legalWords = new Set(
  "co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh ag kg ohg sa sas sarl bv nv ab as oy oyj aps spa srl pty pte bhd sdn kk and".split(
    " ",
  ),
);
