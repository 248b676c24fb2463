/** Of the text that a network tells of a caller, as much as is kept. */
const [longestName, longestNumber] = [100, 80];

/**
 * A caller's name as it is kept and shown: whoever calls may write what they like, so that what no database takes (NUL, half of a
 * pair), what turns letters around and what nobody sees is left out. Null: nothing is left.
 */
export const readName = (told: string | null): string | null => plain(told, longestName);

/** A caller's number that is none, in the same way. */
export const readOddNumber = (told: string | null): string | null => plain(told, longestNumber);

function plain(told: string | null, longest: number): string | null {
  const seen = (told ?? "").replace(
    /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    "",
  );
  return [...seen.trim()].slice(0, longest).join("").trim() || null;
}

/** What a caller is called by the network; a number in its place, however it is written, is not for everybody to see. */
export function spokenName(name: string | null): string | null {
  const letters = name?.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "") ?? "";
  return /\p{Nd}{5}/u.test(letters) ? null : name;
}
