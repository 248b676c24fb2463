import type { Random } from "../generate/random.ts";

/** What stands in cells of the world's tables, by itself harmless. */
const pieces = [
  ..."张三欧阳𠮷㐀é ñ한אب0123456789aZ.,;|:/\\\"'`=+-@#%&<>{}[]()*?!_~^$",
  "\n",
  "\t",
  "\u001b",
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u200b",
  "\u200d",
  "\u202e",
  "\u2028",
  "\ufeff",
  "e\u0301",
  "👨‍👩‍👧",
  "🇨🇳",
  "'=",
  "''+",
  "=1+1",
  '=HYPERLINK("http://x.test")',
  "@SUM(1)",
  "-2+3",
  "_x0041_",
  "_x000D_",
  "\\N",
  "\\.",
  "NULL",
  "<script>alert(1)</script>",
  "&amp;",
  "{{1}}",
  "__proto__",
  '""',
];

/** A text of up to `most` pieces, without blanks at its ends: an import takes these off. */
export const oddCell = (random: Random, most = 8): string =>
  Array.from({ length: random.below(most + 1) }, () => random.pick(pieces))
    .join("")
    .trim();

/** As RFC 4180 has it; with `guard`, what a spreadsheet would run is led by an apostrophe, as careful programs write it. */
export const csvLine = (cells: readonly string[], end: string): string =>
  `${cells.map((cell) => `"${(/^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(",")}${end}`;
