import { fold } from "./fold.ts";
import type { Hit, PreparedName } from "./hits.ts";
import { speak } from "./pinyin.ts";
import type { Term } from "./query.ts";

/** 张珊 finds 张山: the same sound, whole name or given name. */
export function soundHit(text: string, name: PreparedName): Hit | undefined {
  const wanted = ["person", "company"]
    .flatMap((kind) => speak(text, kind as "person" | "company")?.readings ?? [])
    .map((reading) => reading.join(""));
  for (const reading of name.spoken?.readings ?? []) {
    for (let from = 0; from < reading.length - 1 && from < 8; from++) {
      if (!wanted.includes(reading.slice(from).join(""))) continue;
      const letters = reading.slice(from).map((syllable) => syllable.length);
      const points = 450 - from * 10;
      return { class: "homophone", points, value: name.name, name: true, syllables: { reading, from, letters } };
    }
  }
  return undefined;
}

/** One slip (two in long words) between what was typed and a word of the name or its pinyin. */
export function typoHit(term: Term, name: PreparedName): Hit | undefined {
  if (term.kind !== "latin") return undefined;
  const words = fold(term.text).split(" ");
  const typed = words.join("");
  if (typed.length < 4) return undefined;
  for (const reading of name.spoken?.readings ?? []) {
    for (const from of [0, name.spoken?.surname || 1]) {
      const tail = reading.slice(from).join("");
      if (tail.length < 4 || distance(typed, tail) > 1) continue;
      const letters = reading.slice(from).map((syllable) => syllable.length);
      return { class: "typo", points: 340 - from, value: name.name, name: true, syllables: { reading, from, letters } };
    }
  }
  const near = words.map((word) => name.words.find((one) => distance(word, one) <= slipsFor(word)));
  if (near.every((one) => one !== undefined))
    return { class: "typo", points: 330, value: name.name, name: true, text: near[0] as string };
  return undefined;
}

const slipsFor = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Edits between two words, two neighbours swapped counting one; gives up above 2 by returning 3. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (now[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] as number) + 1);
      now.push(cost);
    }
    before = last;
    last = now;
  }
  return Math.min(3, last[b.length] as number);
}
