import { splitCompany } from "./company.ts";
import { fold, foldTight } from "./fold.ts";
import { initialsOf, type NameKind, runsOf, speak } from "./pinyin.ts";

/**
 * A search token: a class letter, a colon, the folded text.
 * Name: `n` pairs, `e` whole name, `y` pinyin, `i` initials, `w` words. Phone: `p` forward, `r` reversed. `m` mail, `a` inside
 * an address or another text, `c` customer number, `x` WeChat, `g` beginning of a tag or another text. The letters o, t, q, s, k belong to the scope tokens of permissions.
 */
export type Token = string;

export type Findable = {
  kind: NameKind;
  name: string;
  otherNames?: string[];
  number?: string;
  /** E.164. */
  phones?: string[];
  mails?: string[];
  addresses?: string[];
  wechat?: string[];
  tags?: string[];
  /** Other texts: found by their beginning and by words and pairs inside. */
  texts?: string[];
};

/** Everything a record can be found by, each token once. */
export function tokensOf(record: Findable): Token[] {
  const out = new Set<Token>();
  nameTokens(record.name, record.kind, out);
  if (record.otherNames) for (const name of record.otherNames.slice(0, 20)) nameTokens(name, record.kind, out);
  if (record.number) numberTokens(record.number, out);
  if (record.phones) for (const phone of record.phones.slice(0, 50)) phoneTokens(phone, out);
  if (record.mails) for (const mail of record.mails.slice(0, 50)) mailTokens(mail, out);
  if (record.addresses) for (const address of record.addresses.slice(0, 20)) insideTokens(address, out, 60);
  if (record.wechat)
    for (const id of record.wechat.slice(0, 20)) out.add(`x:${id.trim().toLowerCase().slice(0, longest)}`);
  if (record.tags) for (const tag of record.tags.slice(0, 50)) out.add(`g:${foldTight(tag).slice(0, longest)}`);
  if (record.texts)
    for (const text of record.texts.slice(0, 20)) {
      out.add(`g:${foldTight(text).slice(0, longest)}`);
      insideTokens(text, out, longestText);
    }
  return [...out];
}

/** Text for a `::tsvector` cast: each token once, quoted, none longer than 255 bytes. Scope tokens may be added to the list. */
export function toTsvectorText(tokens: Iterable<Token>): string {
  const list = Array.from(tokens instanceof Set ? tokens : new Set(tokens), cutToBytes);
  if (list.length === 0) return "";
  return special.test(list.join("")) ? list.map(quoteLexeme).join(" ") : `'${list.join("' '")}'`;
}

/** What goes to the trigram column: the Latin words of the names, which pinyin and pairs do not cover. Empty for most Chinese names. */
export function latinText(record: Pick<Findable, "name" | "otherNames">): string {
  const words = new Set<string>();
  for (const name of [record.name, ...(record.otherNames ?? [])]) {
    for (const run of runsOf(fold(name))) if (!run.paired && latinWord.test(run.text)) words.add(run.text);
  }
  return [...words].join(" ").slice(0, 200);
}

/** One lexeme as tsvector and tsquery text want it. */
export function quoteLexeme(token: string): string {
  return special.test(token) ? `'${token.replace(/\0/g, "").replace(/['\\]/g, "$&$&")}'` : `'${token}'`;
}

/** Longest text kept of one token, so that nothing typed or stored grows the index. Queries are cut alike. */
export const longest = 48;

/** So much of a text is searched. */
export const longestText = 200;

const special = /['\\\0]/;
const latinWord = /^[a-z]{3,}$/;

function nameTokens(name: string, kind: NameKind, out: Set<Token>): void {
  const folded = fold(name.length > 300 ? name.slice(0, 300) : name);
  const tight = folded.includes(" ") ? folded.replaceAll(" ", "") : folded;
  if (tight === "") return;
  out.add(`e:${tight.slice(0, longest)}`);
  if (hasLatin.test(tight)) wordTokens(folded, out);
  if (apostrophe.test(name)) wordTokens(fold(name.slice(0, 300).replaceAll(new RegExp(apostrophe, "gu"), " ")), out); // O'Brien is also Brien
  pairTokens("n:", onlyPaired(folded), out, 60);
  if (kind === "person") personTokens(name, out);
  else companyTokens(tight, out);
}

const apostrophe = /(?<=\p{L})['’‘`](?=\p{L})/u;
const hasLatin = /[^\u3400-\u9fff]/;

/** Paired runs side by side are one run: 买买提·艾力 is also typed 买买提艾力. */
export function onlyPaired(folded: string): string[] {
  if (!hasLatin.test(folded)) return [folded];
  const result: string[] = [];
  let joins = false;
  for (const run of runsOf(folded)) {
    if (run.paired && joins) result[result.length - 1] += run.text;
    else if (run.paired) result.push(run.text);
    joins = run.paired;
  }
  return result;
}

export function pairTokens(prefix: string, pairedRuns: string[], out: Set<Token>, most: number): void {
  let count = 0;
  for (const run of pairedRuns) {
    let before = "";
    for (const char of run) {
      if (before !== "") out.add(prefix + before + char);
      before = char;
      if (++count >= most) return;
    }
    out.add(prefix + before); // the last one alone: a single typed character finds it by prefix as well
  }
}

function wordTokens(folded: string, out: Set<Token>): void {
  let initials = "";
  for (const run of runsOf(folded)) {
    if (run.paired) continue;
    if (initials.length >= 20) break;
    initials += run.text.slice(0, 1);
    out.add(`w:${run.text.slice(0, longest)}`);
  }
  if (initials.length > 1) out.add(`i:${initials}`);
}

function personTokens(name: string, out: Set<Token>): void {
  const spoken = speak(name, "person");
  if (!spoken) return;
  for (const reading of spoken.readings) {
    out.add(`y:${reading.join("").slice(0, longest)}`);
    out.add(`i:${initialsOf(reading)}`);
    if (spoken.surname > 0 && reading.length > spoken.surname) {
      out.add(`y:${reading.slice(spoken.surname).join("").slice(0, longest)}`);
    }
    for (const part of spoken.parts) if (part > 0) out.add(`y:${reading.slice(part).join("").slice(0, longest)}`);
  }
}

function companyTokens(tight: string, out: Set<Token>): void {
  const { place, stem, legal } = splitCompany(tight);
  const spoken = speak(stem, "company");
  if (!spoken) return;
  const [placeSpoken, legalSpoken] = [readFixed(place), readFixed(legal)];
  const [usual, ...others] = spoken.readings as [string[], ...string[][]];
  soundTokens([...placeSpoken, ...usual], place.length, legalSpoken, 8, out);
  for (const other of others) {
    const changed = other.findIndex((syllable, i) => syllable !== usual[i]);
    soundTokens([...placeSpoken, ...other], place.length, legalSpoken, place.length + changed + 1, out);
  }
}

/** The whole, the stem, and every tail that begins before `until`: lingyin finds 杭州灵隐茶业有限公司. */
function soundTokens(syllables: string[], stemFrom: number, legal: string[], until: number, out: Set<Token>): void {
  const initials = initialsOf(syllables);
  out.add(`i:${initials}${initialsOf(legal)}`);
  if (stemFrom > 0) out.add(`i:${initials.slice(stemFrom)}`);
  const whole = syllables.join("");
  out.add(`y:${(whole + legal.join("")).slice(0, longest)}`);
  let cut = 0;
  for (let from = 1; from < syllables.length - 1 && from < until && from < 8; from++) {
    cut += (syllables[from - 1] as string).length;
    out.add(`y:${whole.slice(cut, cut + longest)}`);
  }
}

const fixedReadings = new Map<string, string[]>([["", []]]);

/** Places and legal forms are few: read once. */
function readFixed(part: string): string[] {
  const known = fixedReadings.get(part);
  if (known) return known;
  const spoken = speak(part, "company")?.readings[0] ?? [];
  if (fixedReadings.size < 5000) fixedReadings.set(part, spoken);
  return spoken;
}

function phoneTokens(e164: string, out: Set<Token>): void {
  const digits = e164.replace(/\D/g, "").slice(0, 20);
  if (digits === "") return;
  out.add(`p:${digits}`);
  out.add(`r:${reverse(digits)}`);
  for (const from of laterStarts(digits)) out.add(`p:${digits.slice(from)}`);
}

/** Where else people begin to type a number: behind the country code, behind 138 or 0571. */
function laterStarts(digits: string): number[] {
  if (!digits.startsWith("86")) return digits.startsWith("1") || digits.startsWith("7") ? [1] : [2, 3];
  if (/^861[3-9]/.test(digits)) return [2, 5];
  return /^86(?:10|2\d)/.test(digits) ? [2, 4] : [2, 5];
}

export function reverse(text: string): string {
  let out = "";
  for (let i = text.length - 1; i >= 0; i--) out += text.charAt(i);
  return out;
}

function mailTokens(mail: string, out: Set<Token>): void {
  const whole = mail.trim().toLowerCase();
  const at = whole.lastIndexOf("@");
  if (at < 1) return;
  out.add(`m:${whole.slice(0, longest)}`);
  out.add(`m:${whole.slice(at, at + longest)}`);
  for (const word of mailWords(whole.slice(0, Math.min(at, 64)))) out.add(`m:${word}`);
}

/** Where else people begin to type a local part: san.feng88 has feng88 and 88. The first word is the beginning anyway. */
export function mailWords(local: string): string[] {
  const words = local.split(/[^\p{L}\p{N}]+/u);
  const numbers = words.flatMap((word) => /(?<=\p{L})\d+$/u.exec(word)?.[0] ?? []);
  return [...words.slice(1), ...numbers].filter((word) => word.length > 1);
}

function insideTokens(text: string, out: Set<Token>, mostPairs: number): void {
  const folded = fold(text.slice(0, longestText));
  pairTokens("a:", onlyPaired(folded), out, mostPairs);
  for (const run of runsOf(folded).slice(0, 40))
    if (!run.paired && run.text.length > 1) out.add(`a:${run.text.slice(0, longest)}`);
}

function numberTokens(number: string, out: Set<Token>): void {
  const whole = foldTight(number).slice(0, longest);
  out.add(`c:${whole}`);
  const digits = whole.replace(/^\D+/, "");
  if (digits === "" || digits === whole) return;
  out.add(`c:${digits}`);
  const short = digits.replace(/^0+(?=\d)/, "");
  if (short !== digits) out.add(`c:${short}`);
}

function cutToBytes(token: string): string {
  if (token.length <= 80) return token;
  const encoded = new TextEncoder().encode(token);
  return encoded.length <= 255 ? token : new TextDecoder().decode(encoded.subarray(0, 255)).replace(/\ufffd+$/u, "");
}
