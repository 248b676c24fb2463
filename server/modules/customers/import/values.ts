import type { stages as allStages } from "../customer.contract.ts";

export type Stage = (typeof allStages)[number];
export type Gender = "female" | "male" | "other";

/** A day as people and spreadsheets write it, as YYYY-MM-DD: 2026/8/3, 2026年8月3日, 20260803, 3.8.2026, serial 46237. */
export function readDate(typed: string): string | undefined {
  const text = typed
    .normalize("NFKC")
    .trim()
    .replace(/[T ]\d{1,2}:\d{2}.*$/, "");
  const yearFirst = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (yearFirst) return dayOf(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dayFirst) return dayOf(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (slashed) return monthOrDayFirst(Number(slashed[1]), Number(slashed[2]), Number(slashed[3]));
  if (/^[1-6]\d{4}$/.test(text)) return new Date((Number(text) - 25_569) * 86_400_000).toISOString().slice(0, 10);
  return undefined;
}

/** 8/3/2026 is August 3rd as spreadsheets in English write it; 23/8/2026 can only be the day first. */
function monthOrDayFirst(one: number, other: number, year: number): string | undefined {
  return one > 12 ? dayOf(year, other, one) : dayOf(year, one, other);
}

function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal && year >= 1000 ? date.toISOString().slice(0, 10) : undefined;
}

/** An amount in minor units: "412.6" with factor 10,000 gives 412600000; 1,234.50, ¥ 3万 and 2.5亿 are understood. */
export function readAmount(typed: string, factor: number): number | undefined {
  const found = /^(-?\d+(?:\.\d+)?)([万亿]?)元?$/.exec(typed.normalize("NFKC").replace(/[\s,，¥￥$€£]|CNY|RMB/gi, ""));
  if (!found) return undefined;
  const own = { 万: 1e4, 亿: 1e8 }[found[2] as "万" | "亿"];
  const minor = Math.round(Number(found[1]) * (own ?? factor) * 100);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** A number of people: "1,200 人" gives 1200. */
export function readCount(typed: string): number | undefined {
  const text = typed.normalize("NFKC").replace(/[\s,，]|人$/g, "");
  const count = /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : undefined;
  return count !== undefined && count <= 100_000_000 ? count : undefined;
}

export const readStage = (typed: string): Stage | undefined => stages.get(wordKey(typed));
export const readGender = (typed: string): Gender | undefined => genders.get(wordKey(typed));
export const readKind = (typed: string): "company" | "person" | undefined => kinds.get(wordKey(typed));

const wordKey = (typed: string): string =>
  typed
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/(?<=..)客户$/, "")
    .replace(/[\s-]+/g, "_");

const stages = wordsOf<Stage>({
  prospect: "潜在 潜客 线索 新 prospect lead new",
  interested: "意向 有意向 意向中 interested warm qualified",
  buyer: "购买 已购买 成交 已成交 正式 buyer customer won active",
  loyal: "忠诚 老客户 复购 loyal repeat",
  high_value: "高价值 重点 大客户 vip high_value key",
  lapsed: "流失 已流失 沉睡 lapsed lost churned inactive",
});

const genders = wordsOf<Gender>({
  female: "女 女士 女性 f female woman ms mrs",
  male: "男 先生 男性 m male man mr",
  other: "其他 其它 未知 other unknown x",
});

const kinds = wordsOf<"company" | "person">({
  company: "公司 企业 单位 法人 机构 组织 company business organisation organization b2b",
  person: "个人 个体 自然人 person individual private consumer b2c",
});

function wordsOf<T extends string>(table: Record<T, string>): Map<string, T> {
  return new Map(
    Object.entries<string>(table).flatMap(([value, words]) =>
      words.split(" ").map((word): [string, T] => [wordKey(word), value as T]),
    ),
  );
}
