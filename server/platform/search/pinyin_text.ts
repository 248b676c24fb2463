/** How a typed Latin word can be cut into pinyin: `whole` syllables only, or the last one unfinished. */
export type PinyinCut = { syllables: string[]; whole: boolean };

/** Cuts "zhangs" into zhang + s. Nothing when it cannot be pinyin. The longest syllables win. */
export function cutPinyin(word: string): PinyinCut | undefined {
  if (!/^[a-z]{1,40}$/.test(word)) return undefined;
  const whole = cutFrom(word, 0, false, new Set());
  if (whole) return { syllables: whole, whole: true };
  const open = cutFrom(word, 0, true, new Set());
  return open ? { syllables: open, whole: false } : undefined;
}

/** Cuts "zhangsf" into zhang and the initials zsf: full syllables first, then single letters. */
export function cutMixed(word: string): { full: string; initials: string } | undefined {
  if (!/^[a-z]{3,20}$/.test(word)) return undefined;
  for (let length = Math.min(6, word.length - 1); length >= 2; length--) {
    const full = word.slice(0, length);
    const tail = word.slice(length);
    if (syllables.has(full) && tail.length <= 4 && !/[aeiouv]/.test(tail))
      return { full, initials: full.slice(0, 1) + tail };
  }
  return undefined;
}

/** Every word one slip away that is whole pinyin: a letter too much, too few, wrong, or two swapped. At most `most`. */
export function oneSlipAway(word: string, most = 64): string[] {
  if (!/^[a-z]{4,24}$/.test(word)) return [];
  const found = new Set<string>();
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const consider = (text: string): void => {
    if (text !== word && found.size < most && !found.has(text) && cutFrom(text, 0, false, new Set())) found.add(text);
  };
  for (let i = 0; i < word.length; i++) consider(word.slice(0, i) + word.slice(i + 1));
  for (let i = 0; i + 1 < word.length; i++) {
    consider(word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2));
  }
  for (const letter of letters)
    for (let i = 0; i <= word.length; i++) consider(word.slice(0, i) + letter + word.slice(i));
  for (const letter of letters)
    for (let i = 0; i < word.length; i++) consider(word.slice(0, i) + letter + word.slice(i + 1));
  return [...found];
}

/** The syllables that begin so: ya is ya, yan, yang and yao. */
export const syllablesFrom = (start: string): string[] => [...syllables].filter((one) => one.startsWith(start));

function cutFrom(word: string, from: number, open: boolean, dead: Set<number>): string[] | undefined {
  if (from === word.length) return [];
  if (dead.has(from)) return undefined;
  for (let length = Math.min(6, word.length - from); length > 0; length--) {
    const piece = word.slice(from, from + length);
    if (syllables.has(piece)) {
      const rest = cutFrom(word, from + length, open, dead);
      if (rest) return [piece, ...rest];
    } else if (open && from + length === word.length && beginnings.has(piece)) return [piece];
  }
  dead.add(from);
  return undefined;
}

const finals: Record<string, string> = {
  "": "a ai an ang ao e ei en eng er o ou",
  b: "a ai an ang ao ei en eng i ian iao ie in ing o u",
  p: "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
  m: "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
  f: "a an ang ei en eng o ou u",
  d: "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
  t: "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
  n: "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
  l: "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
  g: "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
  k: "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
  h: "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
  j: "i ia ian iang iao ie in ing iong iu u uan ue un",
  q: "i ia ian iang iao ie in ing iong iu u uan ue un",
  x: "i ia ian iang iao ie in ing iong iu u uan ue un",
  zh: "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
  ch: "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
  sh: "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
  r: "an ang ao e en eng i ong ou u ua uan ui un uo",
  z: "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
  c: "a ai an ang ao e en eng i ong ou u uan ui un uo",
  s: "a ai an ang ao e en eng i ong ou u uan ui un uo",
  y: "a an ang ao e i in ing o ong ou u uan ue un",
  w: "a ai an ang ei en eng o u",
};

const syllables = new Set(
  Object.entries(finals).flatMap(([initial, ends]) => ends.split(" ").map((end) => initial + end)),
);
const beginnings = new Set([...syllables].flatMap((syllable) => Array.from(syllable, (_, i) => syllable.slice(0, i))));
beginnings.delete("");
