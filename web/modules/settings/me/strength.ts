export const shortest = 10;
export type Strength = "short" | "weak" | "fair" | "strong";

/**
 * A rough hint while typing: length counts most, then different characters. The server alone decides; it also knows
 * the common ones.
 */
export function strengthOf(password: string): Strength {
  if (password.length < shortest) return "short";
  const different = new Set(password.toLowerCase()).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  if (different < 6 || (kinds === 1 && password.length < 14)) return "weak";
  return password.length >= 16 || (password.length >= 12 && kinds >= 3) ? "strong" : "fair";
}
