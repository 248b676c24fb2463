import assert from "node:assert/strict";
import { test } from "node:test";
import { passageQuery, passageTokens } from "./passage.ts";
import { matchPassage } from "./passage_match.ts";
import { parseQuery } from "./query.ts";
import { toTsvectorText } from "./tokens.ts";
import { answers } from "./tsquery.fixture.ts";

const note = {
  title: "寄封口机样册",
  body: "林经理看过纸样，想先打样 300 套。价格谈到 2.15 元，等她和 Emma Clarke 确认；银行账户下周给。",
};

/** Found by the index, and shown: both, since each without the other finds nothing. */
function find(q: string, passage: { title: string | null; body: string | null } = note) {
  const plan = parseQuery(q);
  const query = passageQuery(plan);
  const isIndexed = query !== undefined && answers(query, passageTokens(passage));
  const match = matchPassage(plan, passage);
  return isIndexed ? match : undefined;
}
const marked = (pieces: readonly { text: string; hit: boolean }[] | null | undefined) =>
  (pieces ?? []).filter(({ hit }) => hit).map(({ text }) => text);

for (const [q, why, mark] of [
  ["纸样", "text", "纸样"],
  ["紙樣", "text", "纸样"],
  ["打样 300", "text", "打样"],
  ["打样 3", "text", "打样"],
  ["打样 9", undefined, undefined],
  ["emma", "text", "Emma"],
  ["clarke", "text", "Clarke"],
  ["zhiyang", "pinyin", "纸样"],
  ["zhi yang", "pinyin", "纸样"],
  ["zhiya", "pinyin", "纸样"],
  ["linjingli", "pinyin", "林经理"],
  ["yinhang", "pinyin", "银行"],
  ["ljl", "initials", "林经理"],
  ["qq", undefined, undefined],
  ["纸杯", undefined, undefined],
  ["zhibei", undefined, undefined],
  ["纸样 不在", undefined, undefined],
] as const) {
  test(`"${q}" ${why ? `finds ${mark} in the text by its ${why}` : "finds nothing"}`, () => {
    const match = find(q);
    assert.equal(match?.why, why);
    assert.equal(marked(match?.text)[0], mark);
  });
}

for (const [q, why, mark] of [
  ["样册", "text", "样册"],
  ["jifengkouji", "pinyin", "寄封口机"],
  ["fkj", "initials", "封口机"],
  ["jfkj", "initials", "寄封口机"],
] as const) {
  test(`"${q}" finds ${mark} in the title by its ${why}`, () => {
    const match = find(q);
    assert.equal(match?.why, why);
    assert.deepEqual(marked(match?.title), [mark]);
  });
}

test("one character or one letter tells nothing; nor does nothing", () => {
  for (const q of ["纸", "z", "", "!!!", "😀"]) assert.equal(passageQuery(parseQuery(q)), undefined, q);
});

test("what is written exactly comes before what sounds so, a title before a text", () => {
  const score = (q: string, passage: { title: string | null; body: string | null }) => find(q, passage)!.score;
  const [inTitle, inBody] = [
    { title: "纸样", body: "别的" },
    { title: "别的", body: "纸样" },
  ];
  assert.ok(score("纸样", inTitle) > score("纸样", inBody));
  assert.ok(score("纸样", inBody) > score("zhiyang", inTitle));
});

test("a long text is cut around what was found, on one line, and no character is cut in two", () => {
  const body = `${"前文𠮷".repeat(60)}\n纸样\n${"后文𠮷".repeat(400)}`;
  const text = find("纸样", { title: null, body })!.text!;
  const line = text.map((piece) => piece.text).join("");
  assert.ok(line.length < 130 && !line.includes("\n") && line.startsWith("…") && line.endsWith("…"));
  assert.ok(line.isWellFormed());
  assert.deepEqual(marked(text), ["纸样"]);
});

test("hostile text makes tokens that the database takes, and not many", () => {
  for (const body of [
    "'",
    "\\",
    "a:*|b",
    "\u0000\ud800",
    "字".repeat(20_000),
    "word ".repeat(4000),
    "行长重".repeat(900),
  ]) {
    const tokens = passageTokens({ title: null, body });
    assert.ok(tokens.length <= 4100, `${tokens.length} tokens`);
    assert.ok(toTsvectorText(tokens).length < 300_000);
  }
});
