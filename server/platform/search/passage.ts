import { anyOf, grouped, pairs, pinyinSpellings, prefix, word } from "./alternatives.ts";
import { fold, foldTight } from "./fold.ts";
import { initialsOf, runsOf } from "./pinyin.ts";
import { cutPinyin, syllablesFrom } from "./pinyin_text.ts";
import type { SearchPlan, Term } from "./query.ts";
import { syllablesOf } from "./syllables.ts";
import { longest, onlyPaired, pairTokens, type Token } from "./tokens.ts";

/** What somebody wrote: a title, a text, or both. */
export interface Passage {
  title: string | null;
  body: string | null;
}

/** So much of a passage is found by its words and characters, and so much by its sound. */
const readLength = 4000;
const heardLength = 200;
const clausesHeard = 12;
/** Initials begin at each clause, and in the first one at each of its first characters: yjgy finds 寄纸样 by zy. */
export const initialsBegin = 8;

/**
 * Everything a passage can be found by: `a` pairs and words, `y` the sound of two characters side by side, `i` the
 * initials of what a clause begins with.
 */
export function passageTokens({ title, body }: Passage): Token[] {
  const out = new Set<Token>();
  const text = [title, body].filter(Boolean).join("\n").slice(0, readLength);
  const folded = fold(text);
  pairTokens("a:", onlyPaired(folded), out, readLength);
  for (const run of runsOf(folded)) if (!run.paired && run.text.length > 1) out.add(`a:${run.text.slice(0, longest)}`);
  for (const clause of heardClauses(text)) {
    const { syllables } = clause;
    for (let at = 1; at < syllables.length; at++) {
      if (syllables[at - 1] && syllables[at]) out.add(`y:${syllables[at - 1]}${syllables[at]}`);
    }
    for (const from of clause.begins) out.add(`i:${initialsOf(syllables.slice(from, from + initialsBegin))}`);
  }
  return [...out].filter((token) => token !== "i:");
}

/** Han characters side by side and how they are said; where somebody begins to type their initials. */
export interface Clause {
  chars: { at: number; length: number }[];
  syllables: string[];
  begins: number[];
}

/** The clauses whose sound is known, in order. */
export function heardClauses(text: string): Clause[] {
  const clauses: Clause[] = [];
  for (const { 0: han, index } of text.slice(0, heardLength).matchAll(hanRuns)) {
    if (clauses.length === clausesHeard) break;
    const folded = foldTight(han);
    const chars = placesOf(han, index);
    if ([...folded].length !== chars.length) continue;
    const begins = clauses.length === 0 ? Math.min(initialsBegin, Math.max(1, chars.length - 1)) : 1;
    clauses.push({
      chars,
      syllables: syllablesOf(folded, "word"),
      begins: Array.from({ length: begins }, (_, from) => from),
    });
  }
  return clauses;
}

const hanRuns = /[\u3400-\u9fff\u{20000}-\u{323af}]+/gu;

function placesOf(han: string, from: number): Clause["chars"] {
  let at = from;
  return [...han].map((char) => {
    const place = { at, length: char.length };
    at += char.length;
    return place;
  });
}

/**
 * The tsquery text of a plan over passages; nothing where no word tells anything. What is too short for the index is only
 * looked for in what the others find.
 */
export function passageQuery(plan: SearchPlan): string | undefined {
  const parts = plan.terms
    .filter(({ text }) => [...text].length > 1)
    .map(waysOf)
    .filter((ways) => ways.length > 0)
    .map((ways) => `(${anyOf(ways)})`);
  return parts.length > 0 ? parts.join(" & ") : undefined;
}

function waysOf({ kind, text }: Term): string[] {
  if (kind === "han") return [pairs("a:", [...text].slice(0, 40).join(""))];
  const words = runsOf(fold(text)).map((run) => run.text);
  if (words.length === 0 || words.every((one) => one.length < 2)) return kind === "latin" ? soundsOf(text) : [];
  const written = words.map((one, at) => (at === words.length - 1 ? prefix(`a:${one}`) : word(`a:${one}`)));
  return [grouped(written.join(" & "), written.length), ...(kind === "latin" ? soundsOf(text) : [])];
}

/** Each end of the last syllable is named: of a prefix the index reads all that it stands for before it looks at the rest. */
function soundsOf(typed: string): string[] {
  const ways: string[] = [];
  for (const spelling of pinyinSpellings(typed)) {
    const syllables = typedSyllables(typed, spelling);
    if (syllables) {
      const both = syllables.slice(1).map((syllable, at) => {
        const isLast = at === syllables.length - 2;
        return anyOf((isLast ? syllablesFrom(syllable) : [syllable]).map((one) => word(`y:${syllables[at]}${one}`)));
      });
      ways.push(grouped(both.join(" & "), both.length));
    }
    if (isInitials(spelling)) ways.push(prefix(`i:${spelling}`));
  }
  return [...new Set(ways)];
}

/** Two or more, as the person parted them, else the longest ones; the last may be unfinished. */
function typedSyllables(typed: string, spelling: string): string[] | undefined {
  const parted = typed.split(/[\s'’-]+/u).filter(Boolean);
  if (
    parted.length > 1 &&
    parted.join("") === spelling &&
    parted.every((one) => cutPinyin(one)?.syllables.length === 1)
  )
    return parted;
  const cut = cutPinyin(spelling);
  return cut && cut.syllables.length > 1 ? cut.syllables : undefined;
}

/** No syllable begins with i, u or v. */
export const isInitials = (letters: string): boolean =>
  letters.length > 1 && letters.length <= initialsBegin && /^[a-hj-tw-z]+$/.test(letters);
