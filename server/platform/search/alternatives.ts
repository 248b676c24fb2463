import { speak } from "./pinyin.ts";
import { cutMixed, cutPinyin, oneSlipAway } from "./pinyin_text.ts";
import { longest, quoteLexeme, reverse } from "./tokens.ts";

export type SearchClass =
  | "name"
  | "pinyin"
  | "initials"
  | "latin"
  | "phone"
  | "mail"
  | "address"
  | "number"
  | "wechat"
  | "tag";

/** One reading of a term: tsquery text, how likely (more is likelier), and the folded text to look for when pairs alone could lie. */
export type Alternative = { class: SearchClass; query: string; rank: number; recheck?: string };

export type Readings = {
  alternatives: Alternative[];
  exact: Alternative[];
  homophone?: Alternative;
  typo?: Alternative;
};

/** Han, kana or Hangul, folded. */
export function hanAlternatives(text: string): Readings {
  const cut = [...text].slice(0, 40).join("");
  const recheck = [...cut].length > 2 ? { recheck: cut } : {};
  const alternatives: Alternative[] = [{ class: "name", query: pairs("n:", cut), rank: 90, ...recheck }];
  if ([...cut].length > 1) alternatives.push({ class: "address", query: pairs("a:", cut), rank: 20, ...recheck });
  alternatives.push({ class: "tag", query: prefix(`g:${cut}`), rank: 30 });
  const whole: Alternative[] = [
    { class: "name", query: word(`e:${cut}`), rank: 100 },
    { class: "name", query: prefix(`e:${cut}`), rank: 95 },
  ];
  const sounds = soundsOf(cut);
  if (sounds.length === 0) return { alternatives, exact: whole };
  return {
    alternatives,
    exact: whole,
    homophone: { class: "pinyin", query: anyOf(sounds.map((sound) => word(`y:${sound}`))), rank: 40 },
  };
}

/** A word in letters, as typed (`zs`, `san.feng88`), and the same folded and cut into words. Several words came joined by spaces as pinyin. */
export function latinAlternatives(typed: string, words: string[]): Readings {
  const alternatives: Alternative[] = [];
  const exact: Alternative[] = [];
  const spellings = pinyinSpellings(typed);
  const joined = words.join("");
  if (words.length === 0) return { alternatives, exact };
  for (const spelling of spellings) addPinyin(spelling, words, alternatives, exact);
  if (words.every((one) => one.length === 1) || words.length === 1) addInitials(joined, alternatives, exact);
  const latin = words.map((one) => prefix(`w:${one}`)).join(" & ");
  alternatives.push({ class: "latin", query: grouped(latin, words.length), rank: 60 });
  exact.push({
    class: "latin",
    query: grouped(words.map((one) => word(`w:${one}`)).join(" & "), words.length),
    rank: 68,
  });
  exact.push({ class: "name", query: prefix(`e:${joined}`), rank: 62 });
  if (joined.length > 1) {
    const raw = typed.replaceAll(" ", "");
    alternatives.push({ class: "mail", query: anyOf([prefix(`m:${raw}`), prefix(`m:@${raw}`)]), rank: 45 });
    alternatives.push({ class: "wechat", query: prefix(`x:${raw}`), rank: 44 });
    alternatives.push({
      class: "address",
      query: grouped(words.map((one) => prefix(`a:${one}`)).join(" & "), words.length),
      rank: 15,
    });
    alternatives.push({ class: "tag", query: prefix(`g:${joined}`), rank: 30 });
  }
  if (/^[a-z]{1,3}\d{1,12}$/.test(joined)) {
    alternatives.push({ class: "number", query: prefix(`c:${joined}`), rank: 92 });
    exact.unshift({ class: "number", query: word(`c:${joined}`), rank: 99 });
  }
  const slips = /^[a-z]+$/.test(joined) ? oneSlipAway(joined) : [];
  if (slips.length === 0) return { alternatives, exact };
  return {
    alternatives,
    exact,
    typo: { class: "pinyin", query: anyOf(slips.map((slip) => word(`y:${slip}`))), rank: 25 },
  };
}

/** Digits only: any part of a telephone number that has a start or an end, or a customer number. */
export function digitsAlternatives(digits: string): Readings {
  const text = digits.slice(0, 20);
  const forms = [...new Set([text, text.replace(/^0+/, "")])].filter((form) => form !== "");
  const endings = text.length > 6 ? forms : [text]; // a short 0200 is an end as it stands, 0571… begins with a trunk zero
  const ends = text.length > 2 ? endings.map((form) => prefix(`r:${reverse(form)}`)) : [];
  const alternatives: Alternative[] = [
    { class: "phone", query: anyOf([...forms.map((form) => prefix(`p:${form}`)), ...ends]), rank: 85 },
  ];
  const exact: Alternative[] = [{ class: "number", query: word(`c:${text}`), rank: 99 }];
  if (ends.length > 0) exact.push({ class: "phone", query: anyOf(ends), rank: 88 });
  alternatives.push({ class: "number", query: prefix(`c:${text}`), rank: 80 });
  alternatives.push({ class: "latin", query: prefix(`w:${text}`), rank: 20 });
  if (text.length > 1) {
    alternatives.push({ class: "mail", query: prefix(`m:${text}`), rank: 30 });
    alternatives.push({ class: "wechat", query: prefix(`x:${text}`), rank: 29 });
    alternatives.push({ class: "address", query: prefix(`a:${text}`), rank: 10 });
  }
  return { alternatives, exact };
}

/** `a.b@c`, `a.b@` or `@domain`. */
export function mailAlternatives(text: string): Readings {
  const cut = text.slice(0, longest);
  return {
    alternatives: [{ class: "mail", query: prefix(`m:${cut}`), rank: 90 }],
    exact: cut.startsWith("@") ? [] : [{ class: "mail", query: word(`m:${cut}`), rank: 98 }],
  };
}

function addPinyin(spelling: string, words: string[], alternatives: Alternative[], exact: Alternative[]): void {
  const cut = cutPinyin(spelling);
  if (cut) {
    const apart = words.length > 1 ? [`(${words.map((one) => prefix(`y:${one}`)).join(" & ")})`] : [];
    alternatives.push({
      class: "pinyin",
      query: anyOf([prefix(`y:${spelling}`), ...apart]),
      rank: cut.whole ? 75 : 65,
    });
    if (cut.whole) exact.push({ class: "pinyin", query: word(`y:${spelling}`), rank: 78 });
    return;
  }
  const mixed = cutMixed(spelling);
  if (!mixed) return;
  const query = `(${prefix(`y:${mixed.full}`)} & ${prefix(`i:${mixed.initials}`)})`;
  alternatives.push({ class: "pinyin", query, rank: 64, recheck: spelling });
}

/** No syllable begins with i, u or v. */
function addInitials(letters: string, alternatives: Alternative[], exact: Alternative[]): void {
  if (!/^[a-hj-tw-z]{1,12}$/.test(letters)) return;
  alternatives.push({ class: "initials", query: prefix(`i:${letters}`), rank: letters.length < 5 ? 70 : 40 });
  if (letters.length > 1) exact.unshift({ class: "initials", query: word(`i:${letters}`), rank: 72 });
}

/** ü is typed v, u with dots, or yu as in passports: lü, lv, lyu. */
export function pinyinSpellings(typed: string): string[] {
  const plain = typed
    .normalize("NFC")
    .replaceAll("ü", "v")
    .replace(/[\s'’`-]+/gu, "");
  const passport = plain.replace(/([ln])yu/g, "$1v");
  return [...new Set([plain, passport])].filter((text) => /^[a-z]+$/.test(text));
}

function soundsOf(han: string): string[] {
  if ([...han].length < 2) return [];
  const readings = [...(speak(han, "person")?.readings ?? []), ...(speak(han, "company")?.readings ?? [])];
  return [...new Set(readings.map((reading) => reading.join("")))]
    .filter((sound) => /^[a-z]+$/.test(sound))
    .slice(0, 6);
}

export function pairs(letter: string, text: string): string {
  const chars = [...text];
  if (chars.length === 1) return prefix(letter + text);
  const all = [...new Set(chars.slice(1).map((char, i) => chars[i] + char))];
  const telling = all.filter((pair) => !legalPairs.has(pair));
  const both = (telling.length > 1 ? telling : all).map((pair) => word(letter + pair));
  return grouped(both.join(" & "), both.length);
}

/** Half of all companies have them: beside two others they only cost. What was typed is looked for in full afterwards. */
const legalPairs = new Set("有限 限公 公司 限责 责任 任公 股份 份有 集团".split(" "));

export const grouped = (query: string, size: number): string => (size > 1 ? `(${query})` : query);
export const anyOf = (queries: string[]): string => grouped([...new Set(queries)].join(" | "), queries.length);
export const word = (token: string): string => quoteLexeme(token.slice(0, longest + 2));
export const prefix = (token: string): string => `${word(token)}:*`;
