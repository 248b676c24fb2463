import { type Hit, type Prepared, prepare, termHits } from "./hits.ts";
import { marksOf } from "./marks.ts";
import type { SearchClass, SearchPlan } from "./query.ts";
import type { Findable } from "./tokens.ts";

/** A record to be ranked, with only the fields its reader may see. `recency` runs from 0 (old) to 1 (touched today). */
export type Candidate = Findable & { recency?: number };

/** A part of `text` in UTF-16 units, end exclusive. */
export type Range = [start: number, end: number];

/** Why a term matched: the value it was found in, what to mark there, and how the name is said when sound was the reason. */
export type Reason = {
  class: SearchClass | "text" | "homophone" | "typo";
  value: string;
  ranges: Range[];
  label?: { text: string; marked: boolean }[];
};

/** `nameMarks` are the ranges to mark in the record's own name, merged and in order. */
export type Explanation = { score: number; reasons: Reason[]; nameMarks: Range[] };

/** Why a record answers a plan. Nothing when a term is not really there: pairs of characters can lie. */
export function explainMatch(plan: SearchPlan, record: Candidate): Explanation | undefined {
  const prepared = prepare(record);
  const hits = hitsOf(plan, prepared);
  if (!hits) return undefined;
  const reasons = hits.map(marksOf);
  const nameMarks = merge(
    reasons.filter((reason, i) => hits[i]?.name && reason.value === record.name).flatMap((reason) => reason.ranges),
  );
  return { score: scoreOf(hits, record), reasons, nameMarks };
}

/** Higher is better; 0 when the record does not answer the plan. Ties go to the shorter name, then the fresher record. */
export function score(plan: SearchPlan, record: Candidate): number {
  const hits = hitsOf(plan, prepare(record));
  return hits ? scoreOf(hits, record) : 0;
}

function hitsOf(plan: SearchPlan, prepared: Prepared): Hit[] | undefined {
  const hits: Hit[] = [];
  for (const term of plan.terms) {
    const hit = termHits(term, prepared);
    if (!hit) return undefined;
    hits.push(hit);
  }
  return hits.length > 0 ? hits : undefined;
}

function scoreOf(hits: Hit[], record: Candidate): number {
  const points = hits.reduce((sum, hit) => sum + hit.points, 0) / hits.length;
  return points - Math.min(record.name.length, 60) * 0.5 + (record.recency ?? 0) * 0.4;
}

function merge(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
