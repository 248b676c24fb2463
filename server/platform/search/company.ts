import { codeToText } from "element-china-area-data";

/** A company's name in parts: 杭州 + 灵隐茶业 + 有限公司. `place` and `legal` may be empty, `stem` never is. */
export type CompanyName = { place: string; stem: string; legal: string };

/** Splits a folded company name without spaces. */
export function splitCompany(name: string): CompanyName {
  const legal = legalForm.exec(name)?.[0] ?? "";
  const core = name.slice(0, name.length - legal.length);
  let place = 0;
  for (let rounds = 0; rounds < 3; rounds++) {
    const length = placeLength(core, place);
    if (length === 0 || core.length - place - length < (rounds === 0 ? 2 : 4)) break;
    place += length;
  }
  return { place: core.slice(0, place), stem: core.slice(place), legal };
}

const legalForm =
  /(?<=..)(?:(?:集团)?(?:股份)?有限(?:责任)?公司|集团公司|集团|总公司|公司|(?:专业)?合作社|(?:特殊)?普通合伙|有限合伙)(?:[^ ]{0,8}分公司)?$/u;

let places: Set<string> | undefined;

function placeLength(text: string, from: number): number {
  places ??= readPlaces();
  for (let length = Math.min(9, text.length - from); length >= 2; length--) {
    if (places.has(text.slice(from, from + length))) return length;
  }
  return 0;
}

function readPlaces(): Set<string> {
  const result = new Set<string>([
    "中国",
    "华东",
    "华南",
    "华北",
    "工业园区",
    "高新区",
    "开发区",
    "经济技术开发区",
    "新区",
  ]);
  for (const [code, name] of Object.entries(codeToText)) {
    if (code.length > 6 || name.length < 2) continue;
    result.add(name);
    const short = name.replace(/(?:壮族|回族|维吾尔)?(?:自治区|省|市|地区|区|县|特别行政区)$/u, "");
    if (short.length >= 2) result.add(short);
  }
  return result;
}
