/** The first character of each initial in the order of pinyin, as browsers sort Chinese. No sound begins with I, U, V. */
const borders: readonly [string, string][] = [
  ["a", "阿"],
  ["b", "八"],
  ["c", "嚓"],
  ["d", "哒"],
  ["e", "妸"],
  ["f", "发"],
  ["g", "旮"],
  ["h", "哈"],
  ["j", "讥"],
  ["k", "咔"],
  ["l", "垃"],
  ["m", "妈"],
  ["n", "拿"],
  ["o", "噢"],
  ["p", "妑"],
  ["q", "七"],
  ["r", "呥"],
  ["s", "仨"],
  ["t", "他"],
  ["w", "屲"],
  ["x", "夕"],
  ["y", "丫"],
  ["z", "帀"],
];
const collator = new Intl.Collator("zh-CN-u-co-pinyin");

/** 生命周期 -> smzq, by the order in which the browser sorts Chinese; other characters stay. A reading may be off. */
export function initialsOf(text: string): string {
  return Array.from(text.toLowerCase(), (char) =>
    /\p{Script=Han}/u.test(char)
      ? (borders.findLast(([, border]) => collator.compare(border, char) <= 0)?.[0] ?? char)
      : char,
  ).join("");
}

/** Whether what was typed is in the text, or in the initials of its sound. */
export function isLike(text: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "" || text.toLowerCase().includes(wanted)) return true;
  return /^[a-z0-9]+$/.test(wanted) && initialsOf(text).replaceAll(/\s/g, "").includes(wanted);
}
