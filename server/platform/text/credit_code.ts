/** The unified social credit code of a Chinese organisation, 18 characters, GB 32100-2015. */
export type CreditCodeAnswer =
  | { ok: true; code: string }
  | { ok: false; error: "length" | "character" | "check_digit"; expected?: string };

const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Checks a code as typed (spaces, full width and lower case are forgiven). `expected` is the right last character. */
export function checkCreditCode(typed: string): CreditCodeAnswer {
  const code = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  if (code.length !== 18) return { ok: false, error: "length" };
  const expected = creditCodeDigit(code.slice(0, 17));
  if (expected === undefined || !alphabet.includes(code.charAt(17))) return { ok: false, error: "character" };
  return code.charAt(17) === expected ? { ok: true, code } : { ok: false, error: "check_digit", expected };
}

/** The check character of the first seventeen; nothing when they hold a character the standard does not use (I, O, S, V, Z). */
export function creditCodeDigit(first17: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = alphabet.indexOf(first17.charAt(i) || " ");
    if (value < 0) return undefined;
    sum += value * (weights[i] as number);
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/**
 * A made-up code with right check digits, for tests and demonstrations: 91 (company), a six-digit region, then an
 * organisation code of eight characters from `serial` with its own check digit (GB 11714).
 */
export function fictionalCreditCode(region: string, serial: number): string {
  let left = Math.abs(Math.trunc(serial));
  let body = "";
  for (let i = 0; i < 6; i++) {
    body = alphabet.charAt(left % 31) + body;
    left = Math.floor(left / 31);
  }
  const organisation = `MA${body}`;
  const first17 = `91${region.slice(0, 6).padEnd(6, "0")}${organisation}${organisationDigit(organisation)}`;
  return first17 + creditCodeDigit(first17);
}

function organisationDigit(first8: string): string {
  const factors = [3, 7, 9, 10, 5, 8, 4, 2];
  const values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const sum = factors.reduce((total, factor, i) => total + factor * values.indexOf(first8.charAt(i)), 0);
  const digit = 11 - (sum % 11);
  return digit === 10 ? "X" : digit === 11 ? "0" : String(digit);
}
