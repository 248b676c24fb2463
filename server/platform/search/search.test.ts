import assert from "node:assert/strict";
import { test } from "node:test";
import { explainMatch, score } from "./match.ts";
import { parseQuery, probeQueries, type SearchClass, searchQuery } from "./query.ts";
import { type Findable, tokensOf } from "./tokens.ts";
import { answers } from "./tsquery.fixture.ts";

const zhang: Findable = {
  kind: "person",
  name: "张三丰",
  number: "P-000123",
  phones: ["+8619900005678", "+8657187964402"],
  mails: ["sanfeng.zhang88@wudang.test"],
  addresses: ["浙江省杭州市西湖区灵隐路 18 号"],
  wechat: ["wx_taiji"],
  tags: ["重点客户"],
};
const tea: Findable = {
  kind: "company",
  name: "杭州灵隐茶业有限公司",
  otherNames: ["Lingyin Tea"],
  number: "C-020418",
};
const one = (name: string, kind: Findable["kind"] = "person"): Findable => ({ kind, name });

const found: [string, Findable, string, string?][] = [
  ["张三", zhang, "name"],
  ["三丰", zhang, "name"],
  ["张三丰", zhang, "name"],
  ["丰", zhang, "name"],
  ["張三豐", zhang, "name"],
  ["张 三", zhang, "name"],
  ["zs", zhang, "initials"],
  ["zsf", zhang, "initials"],
  ["ｚｓ", zhang, "initials"],
  ["ZSF", zhang, "initials"],
  ["z s f", zhang, "initials"],
  ["zhangs", zhang, "pinyin"],
  ["zhangsan", zhang, "pinyin"],
  ["zhangsanfeng", zhang, "pinyin"],
  ["sanfeng", zhang, "pinyin"],
  ["zhang san feng", zhang, "pinyin"],
  ["sanfeng zhang", zhang, "pinyin"],
  ["zhangsf", zhang, "pinyin"],
  ["5678", zhang, "phone"],
  ["199 0000 5678", zhang, "phone"],
  ["+86-199-0000-5678", zhang, "phone"],
  ["+86 (199) 0000 5678", zhang, "phone"],
  ["0086 199 0000 5678", zhang, "phone"],
  ["１９９００００", zhang, "phone"],
  ["0000", zhang, "phone"],
  ["(0571) 8796-4402", zhang, "phone"],
  ["0571-87964402转8001", zhang, "phone"],
  ["87964402", zhang, "phone"],
  ["4402", zhang, "phone"],
  ["0571", zhang, "phone"],
  ["057187964402", zhang, "phone"],
  ["sanfeng.zhang88@wudang.test", zhang, "mail"],
  ["sanfeng.zhang", zhang, "mail"],
  ["sanfeng.zhang88@", zhang, "mail"],
  ["zhang88", zhang, "mail"],
  ["@wudang.test", zhang, "mail"],
  ["wudang.test", zhang, "mail"],
  ["灵隐路", zhang, "address"],
  ["wx_tai", zhang, "wechat"],
  ["重点", zhang, "tag"],
  ["P-000123", zhang, "number"],
  ["000123", zhang, "number"],
  ["123", zhang, "number"],
  ["灵隐茶", tea, "name"],
  ["有限公司", tea, "name"],
  ["杭州灵隐茶业有限公司", tea, "name"],
  ["lingyin", { ...tea, otherNames: [] }, "pinyin"],
  ["hangzhoulingyin", tea, "pinyin"],
  ["hzly", tea, "initials"],
  ["lycy", tea, "initials"],
  ["chaye", tea, "pinyin"],
  ["lingyin tea", tea, "latin"],
  ["单田", one("單田芳"), "name"],
  ["shantian", one("单田芳"), "pinyin"],
  ["dantian", one("单田芳"), "pinyin", "the everyday reading of the surname"],
  ["zengguofan", one("曾国藩"), "pinyin"],
  ["qiuying", one("仇英"), "pinyin"],
  ["oynn", one("欧阳娜娜"), "initials"],
  ["nana", one("欧阳娜娜"), "pinyin"],
  ["zhugeming", one("诸葛明远"), "pinyin"],
  ["mingyuan", one("诸葛明远"), "pinyin"],
  ["cqxm", one("重庆小面有限公司", "company"), "initials"],
  ["chongqing", one("重庆小面有限公司", "company"), "pinyin"],
  ["csyh", one("长沙银行股份有限公司", "company"), "initials"],
  ["yinhang", one("长沙银行股份有限公司", "company"), "pinyin"],
  ["买买提艾力", one("买买提·艾力"), "name"],
  ["买买提·艾力", one("买买提·艾力"), "name"],
  ["aili", one("买买提·艾力"), "pinyin"],
  ["lvbu", one("吕布"), "pinyin"],
  ["lü", one("吕布"), "pinyin"],
  ["lyubu", one("吕布"), "pinyin"],
  ["lubu", one("吕布"), "pinyin"],
  ["obrien", one("Sean O'Brien"), "latin"],
  ["O’Brien", one("Sean O'Brien"), "latin"],
  ["brien", one("Sean O'Brien"), "latin"],
  ["jose", one("José Muñoz"), "latin"],
  ["muñoz", one("Jose Munoz"), "latin"],
  ["clarke emma", one("Emma Clarke"), "latin"],
  ["ec", one("Emma Clarke"), "initials"],
  ["一", one("一"), "name"],
  ["שלום", one("שלום עליכם"), "latin"],
  ["天酒店", one("7天酒店", "company"), "name"],
];

for (const [typed, record, expected, why] of found) {
  test(`${typed} finds ${record.name} by ${expected}${why ? `: ${why}` : ""}`, () => {
    const plan = parseQuery(typed);
    const query = searchQuery(plan) ?? "";
    assert.ok(answers(query, tokensOf(record)), `${query} over ${tokensOf(record).join(" ")}`);
    assert.equal(explainMatch(plan, record)?.reasons[0]?.class, expected);
    assert.ok(score(plan, record) > 0);
  });
}

const missed: [string, Findable][] = [
  ["李四", zhang],
  ["三张", zhang],
  ["zsg", zhang],
  ["feng zhou", zhang],
  ["5679", zhang],
  ["04402", zhang],
  ["王 5678", zhang],
  ["zs 5679", zhang],
  ["sanfeng@", zhang],
  ["zhangsi", zhang],
];
for (const [typed, record] of missed) {
  test(`${typed} does not find ${record.name}`, () => {
    const plan = parseQuery(typed);
    assert.ok(!answers(searchQuery(plan) ?? "", tokensOf(record)));
    assert.equal(explainMatch(plan, record), undefined);
  });
}

for (const typed of ["张 5678", "zs 5678", "5678 三丰", "zhangsanfeng 4402", "张三 @wudang", "灵隐路 zs"]) {
  test(`several terms, each in its own field: ${typed}`, () => {
    const plan = parseQuery(typed);
    assert.ok(answers(searchQuery(plan) ?? "", tokensOf(zhang)));
    assert.equal(explainMatch(plan, zhang)?.reasons.length, plan.terms.length);
  });
}

test("a run of three by pairs can lie; the match says so", () => {
  const liar = one("三丰张三", "company");
  const plan = parseQuery("张三丰");
  assert.ok(answers(searchQuery(plan) ?? "", tokensOf(liar)), "the pairs are all there");
  assert.equal(explainMatch(plan, liar), undefined);
});

test("homophones and slips are separate steps", () => {
  const cases: [string, string, "homophone" | "typo"][] = [
    ["张珊", "张山", "homophone"],
    ["章三风", "张三丰", "homophone"],
    ["zhangsanfng", "张三丰", "typo"],
    ["zhnagsan", "张三", "typo"],
    ["zangsan", "张三", "typo"],
  ];
  for (const [typed, name, step] of cases) {
    const plan = parseQuery(typed);
    assert.ok(!answers(searchQuery(plan) ?? "", tokensOf(one(name))), `${typed} is not ${name} as written`);
    assert.ok(answers(searchQuery(plan, undefined, step) ?? "", tokensOf(one(name))), `${typed} means ${name}`);
    assert.equal(explainMatch(plan, one(name))?.reasons[0]?.class, step);
  }
  assert.equal(searchQuery(parseQuery("5678"), undefined, "homophone"), undefined);
  assert.equal(parseQuery("clrke").typo?.latin, "clrke");
  assert.equal(explainMatch(parseQuery("clrke"), one("Emma Clarke"))?.reasons[0]?.class, "typo");
});

test("a hidden field takes its classes out of the query", () => {
  const noPhone = (what: SearchClass): boolean => what !== "phone";
  assert.ok(!answers(searchQuery(parseQuery("zs 5678"), noPhone) ?? "", tokensOf(zhang)));
  assert.ok(!/'[pr]:/.test(searchQuery(parseQuery("5678"), noPhone) ?? ""));
  assert.equal(
    searchQuery(parseQuery("a@b"), (what) => what !== "mail"),
    undefined,
  );
  assert.ok(probeQueries(parseQuery("5678"), noPhone).every((query) => !/'[pr]:/.test(query)));
});

test("the better answer ranks first", () => {
  const order: [string, Findable[]][] = [
    ["张三", [one("张三"), one("张三丰"), one("小张三"), { ...one("李四"), addresses: ["张三路"] }]],
    ["zs", [one("张三"), one("张三丰"), one("张三丰年")]],
    [
      "5678",
      [
        { ...one("甲"), phones: ["+8619900005678"] },
        { ...one("乙"), phones: ["+8656781234567"] },
      ],
    ],
    ["zhangsan", [one("张三"), one("张三丰")]],
    ["灵隐", [tea, one("北京大灵隐寺用品有限公司", "company")]],
    ["emma", [one("Emma Clarke"), one("Emmanuel Roy")]],
  ];
  for (const [typed, records] of order) {
    const points = records.map((record) => score(parseQuery(typed), record));
    assert.deepEqual(
      points,
      points.toSorted((a, b) => b - a),
      typed,
    );
    assert.equal(new Set(points).size, points.length, `${typed}: no ties`);
  }
});

test("the reason is marked where it stands", () => {
  const reason = (typed: string, record: Findable) => explainMatch(parseQuery(typed), record)?.reasons[0];
  assert.deepEqual(explainMatch(parseQuery("三丰 5678"), zhang)?.nameMarks, [[1, 3]]);
  assert.deepEqual(reason("5678", zhang), { class: "phone", value: "+8619900005678", ranges: [[10, 14]] });
  assert.deepEqual(reason("zs", zhang)?.label, [
    { text: "z", marked: true },
    { text: "hang ", marked: false },
    { text: "s", marked: true },
    { text: "an feng", marked: false },
  ]);
  assert.deepEqual(reason("zs", zhang)?.ranges, [[0, 2]]);
  assert.deepEqual(reason("sanf", zhang)?.ranges, [[1, 3]]);
  assert.deepEqual(reason("艾力", one("买买提·艾力"))?.ranges, [[4, 6]]);
  assert.deepEqual(reason("提艾", one("买买提·艾力"))?.ranges, [[2, 5]]);
  assert.deepEqual(reason("wudang", zhang)?.ranges, [[16, 22]]);
  assert.deepEqual(explainMatch(parseQuery("lingyin"), { ...tea, otherNames: [] })?.nameMarks, [[2, 4]]);
  assert.deepEqual(explainMatch(parseQuery("tea lingyin"), tea)?.nameMarks, [], "found in another name");
});

test("probes run from the narrowest", () => {
  assert.deepEqual(probeQueries(parseQuery("张三")), ["'e:张三'", "'e:张三':*"]);
  assert.equal(probeQueries(parseQuery("C-000123"))[0], "'c:c000123'");
  assert.equal(probeQueries(parseQuery("zs"))[0], "'i:zs'");
  assert.deepEqual(probeQueries(parseQuery("")), []);
});

test("what was typed never leaves its quotes", () => {
  const nasty = [
    "'",
    "o'; drop table",
    "a\\b",
    "!a | b",
    "a:*",
    "& | !",
    "x'||'y",
    "(",
    "张' | 'o:1",
    "a'b@c'd",
    "\0",
    "%",
    "_",
    "<->",
    "'o:11111111'",
  ];
  for (const typed of nasty) {
    const query = searchQuery(parseQuery(typed));
    if (query !== undefined) assert.doesNotThrow(() => answers(query, []), `${typed} -> ${query}`);
    assert.ok(!/'[otks]:/.test(query ?? ""), `${typed} reaches a scope token`);
  }
});

test("long and odd input stays bounded", () => {
  for (const typed of [
    "张".repeat(5000),
    "zhang".repeat(500),
    "1".repeat(900),
    "a b c d e f g h i j k l m",
    "😀".repeat(300),
    "字a1".repeat(200),
  ]) {
    const plan = parseQuery(typed);
    assert.ok(plan.terms.length <= 6);
    assert.ok((searchQuery(plan, undefined, "typo") ?? searchQuery(plan) ?? "").length < 12_000);
  }
});
