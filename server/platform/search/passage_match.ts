import { pinyinSpellings } from "./alternatives.ts";
import { foldTight, foldWithPlaces } from "./fold.ts";
import { type Clause, heardClauses, initialsBegin, isInitials, type Passage } from "./passage.ts";
import { initialsOf } from "./pinyin.ts";
import { cutPinyin } from "./pinyin_text.ts";
import type { SearchPlan, Term } from "./query.ts";

export interface Piece {
  text: string;
  hit: boolean;
}

/** Why a passage answers: the pieces to show, and by what. Higher scores are better; the same score goes by time. */
export interface PassageMatch {
  title: Piece[] | null;
  text: Piece[] | null;
  why: "text" | "pinyin" | "initials";
  score: number;
}

type Range = [start: number, end: number];
interface Found {
  field: "title" | "body";
  range: Range;
  why: PassageMatch["why"];
}

const before = 16;
const after = 90;

/** What is shown of a passage that answers a plan; nothing when a word is not really there: pairs can lie. */
export function matchPassage(plan: SearchPlan, passage: Passage): PassageMatch | undefined {
  const found: Found[] = [];
  const heardIn = hearing();
  for (const term of plan.terms) {
    const one = findTerm(term, passage, heardIn);
    if (!one) return undefined;
    found.push(one);
  }
  if (found.length === 0) return undefined;
  const why = found.map((one) => one.why).reduce((one, other) => (rank[one] <= rank[other] ? one : other));
  const isInTitle = found.some(({ field }) => field === "title");
  const marks = (field: Found["field"]) => found.filter((one) => one.field === field).map(({ range }) => range);
  return {
    title: passage.title ? cutOut(passage.title, marks("title")) : null,
    text: passage.body ? cutOut(passage.body, marks("body")) : null,
    why,
    score: rank[why] + (isInTitle ? 1 : 0),
  };
}

const rank = { text: 4, pinyin: 2, initials: 0 } as const;

/** Reading aloud costs the most: each text once. */
type Hearing = (text: string) => Clause[];
function hearing(): Hearing {
  const known = new Map<string, Clause[]>();
  return (text) => {
    const clauses = known.get(text) ?? heardClauses(text);
    known.set(text, clauses);
    return clauses;
  };
}

function findTerm(term: Term, passage: Passage, heardIn: Hearing): Found | undefined {
  for (const find of term.kind === "latin" ? [written, heard, begun] : [written]) {
    for (const field of ["title", "body"] as const) {
      const text = passage[field];
      const found = text ? find(term, text, { heardIn, isFirst: field === "title" || !passage.title }) : undefined;
      if (found) return { field, ...found };
    }
  }
  return undefined;
}

type Find = (
  term: Term,
  text: string,
  place: { heardIn: Hearing; isFirst: boolean },
) => Omit<Found, "field"> | undefined;

const written: Find = (term, text) => {
  const tight = foldTight(term.text);
  const places = foldWithPlaces(text);
  const at = tight === "" ? -1 : places.text.indexOf(tight);
  if (at < 0) return undefined;
  return { why: "text", range: [places.starts[at]!, places.ends[at + tight.length - 1]!] };
};

const heard: Find = (term, text, { heardIn }) => {
  for (const spelling of soundsOf(term).heard) {
    for (const { chars, syllables } of heardIn(text)) {
      for (let from = 0; from < syllables.length; from++) {
        let at = 0;
        let to = from;
        while (to < syllables.length && at < spelling.length && fits(syllables[to]!, spelling, at))
          at += syllables[to++]!.length;
        if (to - from > 1 && at >= spelling.length) return { why: "pinyin", range: rangeOf(chars, from, to) };
      }
    }
  }
  return undefined;
};

/** The last syllable may be unfinished. */
const fits = (syllable: string, spelling: string, at: number): boolean =>
  syllable !== "" && (spelling.startsWith(syllable, at) || syllable.startsWith(spelling.slice(at)));

const begun: Find = (term, text, { heardIn, isFirst }) => {
  for (const spelling of soundsOf(term).begun) {
    for (const [number, { chars, syllables, begins }] of heardIn(text).entries()) {
      const places = number === 0 && !isFirst ? [0] : begins;
      for (const from of places) {
        if (initialsOf(syllables.slice(from, from + initialsBegin)).startsWith(spelling))
          return { why: "initials", range: rangeOf(chars, from, from + spelling.length) };
      }
    }
  }
  return undefined;
};

const sounds = new WeakMap<Term, { heard: string[]; begun: string[] }>();

/** What a term may sound like: worked out once, and compared with many texts. */
function soundsOf(term: Term): { heard: string[]; begun: string[] } {
  const known = sounds.get(term);
  if (known) return known;
  const spellings = pinyinSpellings(term.text);
  const found = {
    heard: spellings.filter((spelling) => (cutPinyin(spelling)?.syllables.length ?? 0) > 1),
    begun: spellings.filter(isInitials),
  };
  sounds.set(term, found);
  return found;
}

function rangeOf(chars: readonly { at: number; length: number }[], from: number, to: number): Range {
  const last = chars[Math.min(to, chars.length) - 1]!;
  return [chars[from]!.at, last.at + last.length];
}

/** The piece around the first mark, on one line, with all marks in it. */
function cutOut(text: string, ranges: readonly Range[]): Piece[] {
  const marks = merged(ranges);
  const first = marks[0]?.[0] ?? 0;
  const from = first <= before + 6 ? 0 : fit(text, first - before);
  const to = text.length - from <= before + after + 6 ? text.length : fit(text, from + before + after);
  const pieces: Piece[] = [];
  const add = (piece: string, hit: boolean) => {
    const line = piece.replaceAll(/\s+/g, " ");
    if (line !== "") pieces.push({ text: line, hit });
  };
  let at = from;
  if (from > 0) add("…", false);
  for (const [start, end] of marks) {
    if (end <= at || start >= to) continue;
    add(text.slice(at, start), false);
    add(text.slice(Math.max(at, start), Math.min(end, to)), true);
    at = Math.min(end, to);
  }
  add(text.slice(at, to), false);
  if (to < text.length) add("…", false);
  return pieces;
}

/** Never between the halves of one character. */
const fit = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
