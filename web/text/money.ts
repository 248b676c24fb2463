/** Minor units to what one types: 4862000 -> "48620", 150 -> "1.5". */
export function moneyToText(minor: number | null | undefined): string {
  return minor === null || minor === undefined ? "" : String(minor / 100);
}

/** What one types to minor units; 万 and 亿 are understood. Undefined when it is no amount. */
export function textToMoney(text: string): number | null | undefined {
  const plain = text.replace(/[\s,，¥$€]/g, "");
  if (plain === "") return null;
  const found = /^(-?\d+(?:\.\d+)?)([万亿kKmM]?)$/.exec(plain);
  if (!found) return undefined;
  const minor = Math.round(Number(found[1]) * (factors[found[2] ?? ""] ?? 1) * 100);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

const factors: Record<string, number> = { 万: 1e4, 亿: 1e8, k: 1e3, K: 1e3, m: 1e6, M: 1e6 };
