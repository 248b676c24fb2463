import { splitCompany } from "./company.ts";
import { fold, foldTight } from "./fold.ts";
import { initialsOf, runsOf, type SpokenName, speak } from "./pinyin.ts";
import { cutMixed } from "./pinyin_text.ts";
import type { SearchClass, Term } from "./query.ts";
import { soundHit, typoHit } from "./sounds.ts";
import { type Findable, mailWords } from "./tokens.ts";

/** Where one term was found. `text` is the folded text to mark; `syllables` says which syllables and how many letters of each. */
export type Hit = {
  class: SearchClass | "text" | "homophone" | "typo";
  points: number;
  value: string;
  name?: boolean;
  text?: string;
  /** Mark the last occurrence, not the first: the end of a telephone number. */
  atEnd?: boolean;
  syllables?: { reading: string[]; from: number; letters: number[] };
};

export type PreparedName = {
  name: string;
  tight: string;
  isOther: boolean;
  readonly words: string[];
  readonly place: number;
  readonly spoken: SpokenName | undefined;
};
export type Prepared = { record: Findable; names: PreparedName[] };

export function prepare(record: Findable): Prepared {
  const names = [record.name, ...(record.otherNames ?? [])].map((name, at) => prepareName(name, record.kind, at > 0));
  return { record, names };
}

/** The best place a term is found at, or nothing. Sound and slips count only when nothing else does. */
export function termHits(term: Term, { record, names }: Prepared): Hit | undefined {
  let best: Hit | undefined;
  const offer = (hit: Hit | undefined): void => {
    if (hit && (!best || hit.points > best.points)) best = hit;
  };
  for (const name of names) {
    if (term.kind === "han") offer(writtenHit(term.text, name));
    if (term.kind === "latin") for (const hit of spelledHits(term.text, name)) offer(hit);
    if (term.kind === "digits" && name.words.some((word) => word.startsWith(term.text))) {
      offer({ class: "latin", points: 350, value: name.name, name: true, text: term.text });
    }
  }
  for (const hit of otherFieldHits(term, record)) offer(hit);
  for (const name of best ? [] : names) offer(term.kind === "han" ? soundHit(term.text, name) : typoHit(term, name));
  return best;
}

/** Reading a name aloud costs the most, so parts are made when first asked for. */
function prepareName(name: string, kind: Findable["kind"], isOther: boolean): PreparedName {
  const folded = fold(name.slice(0, 300));
  const tight = folded.replaceAll(" ", "");
  let words: string[] | undefined;
  let place: number | undefined;
  let spoken: { is: SpokenName | undefined } | undefined;
  return {
    name,
    tight,
    isOther,
    get words() {
      words ??= wordsOf(name, folded);
      return words;
    },
    get place() {
      place ??= kind === "company" ? splitCompany(tight).place.length : 0;
      return place;
    },
    get spoken() {
      spoken ??= { is: speak(name, kind) };
      return spoken.is;
    },
  };
}

function wordsOf(name: string, folded: string): string[] {
  if (/^[\u3400-\u9fff]*$/.test(folded)) return [];
  const words = runsOf(folded).flatMap((run) => (run.paired ? [] : [run.text]));
  for (const tail of name.matchAll(/(?<=\p{L})['’‘`](\p{L}+)/gu)) words.push(fold(tail[1] as string));
  return words;
}

function writtenHit(text: string, name: PreparedName): Hit | undefined {
  const at = name.tight.indexOf(text);
  if (at < 0) return undefined;
  const points = name.tight === text ? 1000 : at === 0 ? 850 : at === name.place ? 800 : 650;
  return { class: "name", points: points - (name.isOther ? 30 : 0), value: name.name, name: true, text };
}

function* spelledHits(typed: string, name: PreparedName): Generator<Hit> {
  const less = name.isOther ? 30 : 0;
  const words = fold(typed).split(" ");
  const joined = words.join("");
  const found = { value: name.name, name: true };
  if (name.words.length > 0) {
    if (name.tight === joined) yield { class: "latin", points: 950 - less, ...found, text: joined };
    else if (name.tight.startsWith(joined)) yield { class: "latin", points: 760 - less, ...found, text: joined };
    const equal = words.every((word) => name.words.includes(word));
    const begins = words.every((word) => name.words.some((one) => one.startsWith(word)));
    if (begins) yield { class: "latin", points: (equal ? 700 : 560) - less, ...found, text: words[0] as string };
    if (
      joined.length > 1 &&
      name.words
        .map((word) => word.slice(0, 1))
        .join("")
        .startsWith(joined)
    ) {
      yield { class: "initials", points: 500 - less, ...found, text: "" };
    }
  }
  const spellings = new Set([
    joined,
    typed.replaceAll("ü", "v").replace(/[\s'’`-]+/gu, ""),
    joined.replace(/([ln])yu/g, "$1v"),
  ]);
  for (const reading of name.spoken?.readings ?? []) {
    for (const spelling of spellings) yield* readingHits(spelling, reading, name, less);
    if (words.length > 1) yield* turnedHits(words, reading, name, less);
  }
}

function* readingHits(typed: string, reading: string[], name: PreparedName, less: number): Generator<Hit> {
  const found = { value: name.name, name: true };
  const starts = startsOf(name, reading.length);
  const initials = initialsOf(reading);
  for (const from of starts) {
    const tail = reading.slice(from).join("");
    if (tail.startsWith(typed)) {
      const isStem = from > 0 && (from === name.place || from === name.spoken?.surname);
      const whole = tail === typed ? (from === 0 ? 780 : 640) : from === 0 ? 600 : isStem ? 580 : 520;
      yield {
        class: "pinyin",
        points: whole - less,
        ...found,
        syllables: { reading, from, letters: spread(typed, reading, from) },
      };
    }
    if ((from === 0 || from === name.place) && initials.slice(from).startsWith(typed)) {
      const points = initials.length - from === typed.length ? (from === 0 ? 720 : 600) : from === 0 ? 520 : 500;
      yield {
        class: "initials",
        points: points - less,
        ...found,
        syllables: { reading, from, letters: Array(typed.length).fill(1) },
      };
    }
  }
  const mixed = cutMixed(typed);
  if (mixed && reading[0] === mixed.full && initials.startsWith(mixed.initials)) {
    const letters = [mixed.full.length, ...Array(mixed.initials.length - 1).fill(1)];
    yield { class: "pinyin", points: 610 - less, ...found, syllables: { reading, from: 0, letters } };
  }
}

/** "sanfeng zhang": every word begins the name or its given part. */
function* turnedHits(words: string[], reading: string[], name: PreparedName, less: number): Generator<Hit> {
  const starts = startsOf(name, reading.length).map((from) => reading.slice(from).join(""));
  if (!words.every((word) => starts.some((start) => start.startsWith(word)))) return;
  const letters = reading.map((syllable) => syllable.length);
  yield { class: "pinyin", points: 590 - less, value: name.name, name: true, syllables: { reading, from: 0, letters } };
}

function startsOf(name: PreparedName, length: number): number[] {
  const { surname = 0, parts = [] } = name.spoken ?? {};
  if (surname > 0) return length > surname ? [0, surname] : [0];
  if (parts.length > 1) return parts;
  return Array.from({ length: Math.max(1, Math.min(8, length - 1)) }, (_, i) => i);
}

function spread(typed: string, reading: string[], from: number): number[] {
  const letters: number[] = [];
  let left = typed.length;
  for (let i = from; i < reading.length && left > 0; i++) {
    letters.push(Math.min(left, (reading[i] as string).length));
    left -= letters.at(-1) as number;
  }
  return letters;
}

function* otherFieldHits(term: Term, record: Findable): Generator<Hit> {
  const text = term.text.replaceAll(" ", "");
  const tight = foldTight(text);
  if (term.kind === "digits") for (const phone of record.phones ?? []) yield* phoneHits(text, phone);
  if (record.number && term.kind !== "han" && term.kind !== "mail") yield* numberHits(tight, record.number);
  for (const mail of term.kind === "han" ? [] : (record.mails ?? [])) yield* mailHits(text, mail);
  for (const id of term.kind === "han" ? [] : (record.wechat ?? [])) {
    const same = id.toLowerCase() === text;
    if (same || id.toLowerCase().startsWith(text)) yield { class: "wechat", points: same ? 900 : 440, value: id, text };
  }
  for (const tag of record.tags ?? [])
    if (foldTight(tag).startsWith(tight)) yield { class: "tag", points: 300, value: tag, text: tight };
  for (const one of record.texts ?? []) {
    const at = foldTight(one).indexOf(tight);
    if (at === 0 || (at > 0 && tight.length > 1))
      yield { class: "text", points: at === 0 ? 300 : 230, value: one, text: tight };
  }
  for (const address of tight.length > 1 ? (record.addresses ?? []) : []) {
    if (foldTight(address).includes(tight)) yield { class: "address", points: 220, value: address, text: tight };
  }
}

function* phoneHits(typed: string, phone: string): Generator<Hit> {
  const all = phone.replace(/\D/g, "");
  const bare = typed.replace(/^0+/, "");
  const isCut = !all.includes(typed);
  const dialled = isCut ? bare : typed;
  if (dialled === "") return;
  const found = { class: "phone", value: phone, text: dialled } as const;
  if (all === dialled || (dialled.length > 6 && all.endsWith(dialled))) yield { ...found, points: 960, atEnd: true };
  else if (typed.length > 2 && !isCut && all.endsWith(typed)) yield { ...found, points: 740, atEnd: true };
  else if ([0, 1, 2, 3].some((from) => all.startsWith(dialled, from))) yield { ...found, points: isCut ? 450 : 600 };
  else if (!isCut) yield { ...found, points: 420 };
}

function* numberHits(typed: string, number: string): Generator<Hit> {
  const whole = foldTight(number);
  const digits = whole.replace(/^\D+/, "");
  const forms = [whole, digits, digits.replace(/^0+/, "")];
  const found = { class: "number", value: number, text: typed } as const;
  if (forms.includes(typed)) yield { ...found, points: 990 };
  else if (forms.some((form) => form.startsWith(typed))) yield { ...found, points: 460 };
}

function* mailHits(typed: string, mail: string): Generator<Hit> {
  const whole = mail.toLowerCase();
  const found = { class: "mail", value: mail, text: typed } as const;
  const at = whole.lastIndexOf("@");
  if (whole === typed) yield { ...found, points: 970 };
  else if (whole.startsWith(typed)) yield { ...found, points: /[^\p{L}]/u.test(typed) ? 640 : 560 };
  else if (whole.slice(at).startsWith(typed) || whole.slice(at + 1).startsWith(typed)) yield { ...found, points: 400 };
  else if (mailWords(whole.slice(0, at)).some((word) => word.startsWith(typed))) yield { ...found, points: 480 };
}
