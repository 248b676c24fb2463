import type { FilterCondition, FilterKind, FilterPart } from "../../../platform/filter/filter.contract.ts";
import { moved } from "../../../platform/filter/period.ts";
import type { OwnValue } from "../../../platform/own/own.contract.ts";
import type { CustomerTier, Gap, TierPart, TierSentence } from "./customer_tier.contract.ts";
import { type Ladder, ladderValues } from "./ladder.contract.ts";
import type { Rule } from "./rules.ts";

/** What is known of a customer: whether each sentence holds is asked of the database, in the order of `sentencesOf`. */
export interface Known {
  holds: readonly boolean[];
  actual(field: string): OwnValue;
  kind(field: string): FilterKind | undefined;
  isHidden(field: string): boolean;
  /** Where the rule's share begins in the customer's currency; null: nowhere yet. */
  threshold: number | null;
}

export interface JudgedRule {
  value: string;
  parts: TierPart[];
}

const isSentence = (part: TierPart): part is TierSentence => "field" in part;
export const sentencesIn = (part: TierPart): TierSentence[] =>
  isSentence(part) ? [part] : ("all" in part ? part.all : part.any).flatMap(sentencesIn);

/** The sentences of a rule one by one, its share last. */
export function sentencesOf({ condition, share }: Pick<Rule, "condition" | "share">): (FilterCondition | "share")[] {
  const walk = (part: FilterPart): FilterCondition[] =>
    "field" in part ? [part] : ("all" in part ? part.all : part.any).flatMap(walk);
  return [...walk(condition), ...(share ? (["share"] as const) : [])];
}

/** A rule with what is so of the customer beside each of its sentences. */
export function judge(rule: Pick<Rule, "value" | "condition" | "share">, known: Known): JudgedRule {
  let next = 0;
  const walk = (part: FilterPart): TierPart => {
    if ("all" in part) return { all: part.all.map(walk) };
    if ("any" in part) return { any: part.any.map(walk) };
    return sentence(part, known.holds[next++]!, known);
  };
  const tree = walk(rule.condition);
  const { share } = rule;
  const parts = isSentence(tree) ? [tree] : "all" in tree ? tree.all : [tree];
  if (!share) return { value: rule.value, parts };
  const isHidden = known.isHidden(share.field);
  const actual = isHidden ? null : known.actual(share.field);
  const holds = known.holds[next]!;
  const threshold = isHidden ? null : known.threshold;
  const gap = threshold === null ? null : gapOf({ op: "gte", value: threshold }, actual, holds);
  const told = { field: share.field, op: "share" as const, value: share, threshold, actual, is_hidden: isHidden };
  return {
    value: rule.value,
    parts: [...parts, { ...told, holds: isHidden ? null : holds, gap: isHidden ? null : gap }],
  };
}

function sentence({ field, op, value }: FilterCondition, holds: boolean, known: Known): TierSentence {
  const told = { field, op, ...(value === undefined ? {} : { value }) };
  if (known.isHidden(field)) return { ...told, holds: null, actual: null, is_hidden: true, gap: null };
  const actual = known.actual(field);
  const isNumber = ["number", "money"].includes(known.kind(field) ?? "");
  return { ...told, holds, actual, is_hidden: false, gap: isNumber ? gapOf({ op, value }, actual, holds) : null };
}

/**
 * How much more or less of a number makes the sentence true; of one that is true, how much of it may go before it is not.
 * Strict comparisons are met one step beyond the number. Null: there is no number, or no such measure.
 */
export function gapOf(
  { op, value }: Pick<FilterCondition, "op" | "value">,
  actual: OwnValue,
  holds: boolean,
): Gap | null {
  if (typeof actual !== "number") return null;
  const numbers = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "number");
  const [low, high = low] = numbers.toSorted((one, other) => one - other);
  if (low === undefined || high === undefined) return null;
  if (op === "gte") return holds ? { less: actual - low } : { more: low - actual };
  if (op === "gt") return holds ? { less: actual - low - 1 } : { more: low - actual + 1 };
  if (op === "lte") return holds ? { more: low - actual } : { less: actual - low };
  if (op === "lt") return holds ? { more: low - actual - 1 } : { less: actual - low + 1 };
  if (op === "between")
    return holds
      ? { less: actual - low, more: high - actual }
      : actual < low
        ? { more: low - actual }
        : { less: actual - high };
  if (op === "is" && !holds) return actual < low ? { more: low - actual } : { less: actual - low };
  return null;
}

/** A part as a whole; null where what cannot be seen decides. */
export function holdsOf(part: TierPart): boolean | null {
  if (isSentence(part)) return part.holds;
  const each = ("all" in part ? part.all : part.any).map(holdsOf);
  const decides = !("all" in part);
  if (each.includes(decides)) return decides;
  return each.includes(null) ? null : !decides;
}

/** What would have to become true for all of these to hold: groups shrink to what is missing. */
export const missing = (parts: readonly TierPart[]): TierPart[] =>
  parts.flatMap((part): TierPart[] => {
    if (holdsOf(part) === true) return [];
    if (isSentence(part)) return [part];
    if ("all" in part) return missing(part.all);
    const ways = part.any.map((one) => missing([one])).map((way) => (way.length === 1 ? way[0]! : { all: way }));
    return ways.length === 1 ? ways : [{ any: ways }];
  });

/** What holds now and keeps these true. */
export const keeping = (parts: readonly TierPart[]): TierPart[] =>
  parts.flatMap((part): TierPart[] => {
    if (isSentence(part)) return part.holds === false ? [] : [part];
    return keeping("all" in part ? part.all : part.any);
  });

/**
 * What would make the placement better, and worse: towards the nearest value on each side that a rule or the rest gives. A
 * rule further down decides only when those before it, which hold now, do not any more.
 * @param position of the rule that decides, from 1; 0: none
 */
export function towards(
  ladder: Ladder,
  rules: readonly JudgedRule[],
  { value, position, rest }: { value: string; position: number; rest: string },
): CustomerTier["towards"] {
  const order = ladderValues[ladder];
  const given = new Set([...rules.map((rule) => rule.value), rest]);
  const at = order.indexOf(value);
  const better = order.slice(0, Math.max(at, 0)).findLast((one) => given.has(one));
  const worse = order.slice(at + 1).find((one) => given.has(one));
  const ways = [
    ["better", better],
    ["worse", worse],
  ] as const;
  return ways.flatMap(([direction, to]) => {
    if (to === undefined) return [];
    const way = wayTo(rules, to, position, to === rest);
    return way ? [{ value: to, direction, ...way }] : [];
  });
}

function wayTo(rules: readonly JudgedRule[], to: string, position: number, isRest: boolean) {
  const before = rules.findIndex((rule, index) => rule.value === to && (position === 0 || index + 1 < position));
  const target = before >= 0 ? before : rules.findIndex((rule, index) => rule.value === to && index + 1 > position);
  if (target < 0 && !isRest) return undefined;
  const end = target < 0 ? rules.length : target;
  const inTheWay = rules.slice(0, end).filter((rule) => holdsOf({ all: rule.parts }) !== false);
  const unless = inTheWay.flatMap((rule) => keeping(rule.parts));
  const needs = target < 0 ? [] : missing(rules[target]!.parts);
  return needs.length + unless.length > 0 ? { needs, unless } : undefined;
}

const lastDay = "9999-12-31";

/** The first day on which "in the last ..." is no longer true of a day, whatever the length of the months; at the latest the last day there is. */
export function lapses(day: string, count: number, unit: "day" | "week" | "month" | "quarter" | "year"): string {
  const isIn = (today: string) => moved(moved(today, -count, unit), 1, "day") <= day;
  let one = moved(moved(day, count, unit), -4, "day");
  while (one < lastDay && isIn(one)) one = moved(one, 1, "day");
  return one;
}

/** Days times sentences: so much is asked of the database for one customer. */
const askedAtMost = 4000;

/** The next days on which a placement can change by itself within thirteen months: months begin, and what is recent grows old. */
export function daysToLookAt(
  today: string,
  rules: readonly JudgedRule[],
  dayOf: (actual: OwnValue) => string | null,
): string[] {
  const first = `${today.slice(0, 7)}-01`;
  const end = moved(first, 13, "month");
  const months = Array.from({ length: 13 }, (_, index) => moved(first, index + 1, "month"));
  const sentences = rules.flatMap(({ parts }) => parts.flatMap(sentencesIn));
  const old = sentences.flatMap(({ op, value, actual }) => {
    const day =
      (op === "in_last" || op === "not_in_last") && typeof value === "object" && "unit" in value ? dayOf(actual) : null;
    return day === null ? [] : [lapses(day, (value as { count: number }).count, (value as { unit: "day" }).unit)];
  });
  const days = [...new Set([...months, ...old])].filter((day) => day > today && day <= end).sort();
  return days.slice(0, Math.floor(askedAtMost / Math.max(1, sentences.length)));
}
