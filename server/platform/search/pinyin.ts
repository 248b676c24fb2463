import { fold, isHan } from "./fold.ts";
import { otherReadings, surnameLength, syllablesOf } from "./syllables.ts";

export type NameKind = "person" | "company";

/** How a name is said. `readings[0]` is the usual one; every reading has one syllable for each Han character. */
export type SpokenName = { han: string; readings: string[][]; parts: number[]; surname: number };

/**
 * Key to sort names by, in code point order: syllables without tones, then the name itself.
 * 张三 gives "zhang san\t张三", "Emma Clarke" gives "emma clarke\tEmma Clarke". At most 200 characters.
 */
export function pinyinKey(name: string, kind: NameKind = "person"): string {
  const spoken: string[] = [];
  for (const run of runsOf(fold(name).slice(0, 60))) {
    if (run.paired) spoken.push(...hanSyllables(run.text, spoken.length === 0 ? kind : "company"));
    else spoken.push(run.text);
  }
  return `${spoken.join(" ").slice(0, 120)}\t${name.slice(0, 79)}`;
}

/** The Han characters of a name and how they are read, or nothing when there are none. Reads at most 24 characters. */
export function speak(name: string, kind: NameKind): SpokenName | undefined {
  const folded = fold(name);
  let han = onlyHan.test(folded) ? folded : "";
  let length = han.length;
  const parts: number[] = han === "" ? [] : [0];
  for (const run of han === "" ? runsOf(folded) : []) {
    let begins = true;
    for (const char of run.text) {
      if (!isHan(char.codePointAt(0) as number)) continue;
      if (length >= 24) break;
      if (begins) parts.push(length);
      begins = false;
      han += char;
      length++;
    }
  }
  if (length === 0) return undefined;
  const usual = syllablesOf(han, kind === "person" ? "surname" : "word");
  const surname = kind === "person" && parts.length === 1 && length > 1 ? surnameLength(han) : 0;
  return { han, readings: [usual, ...otherReadings(han, usual)], parts, surname };
}

/** First letters: ["zhang", "san"] gives "zs". */
export function initialsOf(syllables: string[]): string {
  let result = "";
  for (const syllable of syllables) result += syllable.slice(0, 1);
  return result;
}

/** Folded text cut where the way of writing changes: runs without spaces (Han, kana, Hangul) and words. */
export function runsOf(folded: string): { text: string; paired: boolean }[] {
  return (folded.match(runs) ?? []).map((text) => ({ text, paired: pairedStart.test(text) }));
}

const onlyHan = /^[\u3400-\u9fff]{1,24}$/;
const paired = "\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{323af}";
const runs = new RegExp(`[${paired}]+|[^ ${paired}]+`, "gu");
const pairedStart = new RegExp(`^[${paired}]`, "u");

function hanSyllables(run: string, kind: NameKind): string[] {
  const read = syllablesOf(run, kind === "person" ? "surname" : "word");
  return [...run].map((char, i) => read[i] || char);
}
