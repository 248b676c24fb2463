import hongKong from "opencc-js/dict/HKVariantsRev";
import simplified from "opencc-js/dict/TSCharacters";
import taiwan from "opencc-js/dict/TWVariantsRev";

/**
 * Normalises text for comparing: full width to half width, lower case, accents off, traditional to simplified
 * character by character, apostrophes dropped, every other separator one space. Idempotent.
 */
export function fold(text: string): string {
  let out = "";
  let gap = false;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    at += code > 0xffff ? 2 : 1;
    const piece = foldPoint(code);
    if (piece === "") continue;
    if (piece === " ") {
      gap = out !== "";
      continue;
    }
    out += gap ? ` ${piece}` : piece;
    gap = false;
  }
  return out;
}

/** As `fold`, without any space: for whole names and for runs of Chinese. */
export function foldTight(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    at += code > 0xffff ? 2 : 1;
    const piece = foldPoint(code);
    if (piece !== " ") out += piece;
  }
  return out;
}

/** As `foldTight`, with the place each UTF-16 unit came from: `starts[i]` up to `ends[i]` in the original. */
export function foldWithPlaces(text: string): { text: string; starts: number[]; ends: number[] } {
  let out = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    const end = at + (code > 0xffff ? 2 : 1);
    const piece = foldPoint(code);
    if (piece !== " ") {
      out += piece;
      for (let i = 0; i < piece.length; i++) {
        starts.push(at);
        ends.push(end);
      }
    }
    at = end;
  }
  return { text: out, starts, ends };
}

/** Han characters, with 々 and 〇. */
export function isHan(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) ||
    code === 0x3005 ||
    code === 0x3007 ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x323af)
  );
}

/** Scripts written without spaces between words, searched by pairs: Han, kana, Hangul. */
export function isPaired(code: number): boolean {
  return isHan(code) || (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7af);
}

const folded: (string | undefined)[] = Array.from({ length: 0x10000 });
const foldedBeyond = new Map<number, string>();

function foldPoint(code: number): string {
  if (code > 0xffff) {
    const known = foldedBeyond.get(code);
    if (known !== undefined) return known;
    const piece = makePiece(code);
    foldedBeyond.set(code, piece);
    return piece;
  }
  folded[code] ??= makePiece(code);
  return folded[code];
}

const spelledOut: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const dropped = /^[\p{M}\p{Cf}\p{Cs}\p{Co}\p{Cn}\0'’‘`ʼʻ´]$/u;
const kept = /^[\p{L}\p{N}]$/u;

function makePiece(code: number): string {
  const source = String.fromCodePoint(code);
  if (dropped.test(source)) return "";
  const plain = source
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u3099\u309a]/g, "")
    .normalize("NFC");
  let out = "";
  for (const char of plain) {
    if (kept.test(char)) out += spelledOut[char] ?? simplify(char);
    else if (!dropped.test(char)) out += " ";
  }
  return out.trim() === "" ? " " : out.replaceAll(" ", "");
}

/** In use in simplified Chinese too, with a reading of their own: 乾隆, 著名. */
const alsoModern = ["乾", "著"];
let simplifiedOf: Map<string, string> | undefined;

function simplify(char: string): string {
  simplifiedOf ??= readTables();
  return simplifiedOf.get(char) ?? char;
}

function readTables(): Map<string, string> {
  const result = pairs(simplified);
  const modern = new Set(result.values());
  for (const char of alsoModern) result.delete(char);
  for (const [variant, standard] of [...pairs(hongKong), ...pairs(taiwan)]) {
    if (!result.has(variant) && !modern.has(variant)) result.set(variant, result.get(standard) ?? standard);
  }
  return result;
}

/** OpenCC tables read "from to to2|from to|..."; the first is the common one. */
function pairs(table: string): Map<string, string> {
  return new Map(table.split("|").map((line) => line.split(" ").slice(0, 2) as [string, string]));
}
