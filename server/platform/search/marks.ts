import { foldWithPlaces, isHan } from "./fold.ts";
import type { Hit } from "./hits.ts";
import type { Range, Reason } from "./match.ts";

/** Turns a hit into what the page shows: ranges of the value, and the spoken name with its matched letters marked. */
export function marksOf(hit: Hit): Reason {
  const { class: what, value } = hit;
  if (hit.syllables) {
    const { from, letters } = hit.syllables;
    return { class: what, value, ranges: hanRanges(value, from, from + letters.length), label: labelOf(hit.syllables) };
  }
  if (what === "initials") return { class: what, value, ranges: initialRanges(value) };
  return { class: what, value, ranges: textRanges(value, hit.text ?? "", hit.atEnd === true) };
}

function textRanges(value: string, text: string, atEnd: boolean): Range[] {
  if (text === "") return [];
  const places = foldWithPlaces(value);
  const tight = text.replace(/[^\p{L}\p{N}]+/gu, "");
  const at = atEnd ? places.text.lastIndexOf(tight) : places.text.indexOf(tight);
  if (at < 0 || tight === "") return [];
  return [[places.starts[at] as number, places.ends[at + tight.length - 1] as number]];
}

function hanRanges(value: string, from: number, to: number): Range[] {
  const result: Range[] = [];
  let index = 0;
  let at = 0;
  for (const char of value) {
    if (isHan(char.codePointAt(0) as number)) {
      const last = result.at(-1);
      if (index >= from && index < to) {
        if (last && last[1] === at) last[1] = at + char.length;
        else result.push([at, at + char.length]);
      }
      index++;
    }
    at += char.length;
  }
  return result;
}

function initialRanges(value: string): Range[] {
  return [...value.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].map((found) => [
    found.index,
    found.index + found[0].length,
  ]);
}

function labelOf({ reading, from, letters }: NonNullable<Hit["syllables"]>): NonNullable<Reason["label"]> {
  const result: NonNullable<Reason["label"]> = [];
  const add = (text: string, marked: boolean): void => {
    const last = result.at(-1);
    if (text === "") return;
    if (last && last.marked === marked) last.text += text;
    else result.push({ text, marked });
  };
  reading.forEach((syllable, i) => {
    const count = letters[i - from] ?? 0;
    if (i > 0) add(" ", false);
    add(syllable.slice(0, count), count > 0);
    add(syllable.slice(count), false);
  });
  return result;
}
