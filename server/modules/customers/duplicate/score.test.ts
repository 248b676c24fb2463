import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fictionalCreditCode } from "../../../platform/text/credit_code.ts";
import { editDistance } from "./edit_distance.ts";
import { keysOf } from "./keys.ts";
import { partsOf } from "./name.ts";
import { likenessOf, type Profile } from "./profile.ts";
import { score, thresholds } from "./score.ts";

const company = (name: string, more: Partial<Profile> = {}): Profile => ({ kind: "company", name, ...more });
const person = (name: string, more: Partial<Profile> = {}): Profile => ({ kind: "person", name, ...more });
const between = (one: Profile, other: Profile, bearers?: (value: string) => number) =>
  score(likenessOf(one), likenessOf(other), undefined, bearers);
const phones = ["+8613800000001"];

describe("names taken apart", () => {
  const cases: [string, Partial<ReturnType<typeof partsOf>>][] = [
    ["杭州灵隐茶业有限公司", { place: "杭州", core: "灵隐茶业", legal: "有限公司", branch: "" }],
    ["浙江省杭州市灵隐茶业有限责任公司", { place: "杭州", core: "灵隐茶业" }],
    ["灵隐茶业（杭州）有限公司", { place: "杭州", core: "灵隐茶业" }],
    ["靈隱茶業股份有限公司", { core: "灵隐茶业", place: "" }],
    ["杭州灵隐茶业有限公司上海分公司", { core: "灵隐茶业", branch: "上海分公司" }],
    ["Brightwell Foods Co., Ltd.", { core: "brightwellfoods", legal: "co ltd" }],
    ["The Brightwell Foods Company", { core: "brightwellfoods" }],
  ];
  for (const [name, parts] of cases)
    test(name, () => {
      const found = partsOf(name, "company");
      for (const [key, value] of Object.entries(parts)) assert.equal(found[key as keyof typeof found], value, key);
    });
  test("a person's title is not the name", () => {
    assert.equal(partsOf("王建国先生", "person").core, partsOf("王建国", "person").core);
    assert.equal(partsOf("Clarke, Emma", "person").words, partsOf("Dr. Emma Clarke", "person").words);
  });
});

describe("scores", () => {
  const same: [string, Profile, Profile][] = [
    [
      "one credit code",
      company("甲公司", { tax_id: fictionalCreditCode("330106", 7) }),
      company("灵隐茶业", { tax_id: fictionalCreditCode("330106", 7).toLowerCase() }),
    ],
    [
      "registered name, place in brackets",
      company("杭州灵隐茶业有限公司"),
      company("灵隐茶业（杭州）有限公司", { phones, city: "杭州市" }),
    ],
    ["traditional and simplified", company("靈隱茶業有限公司", { phones }), company("灵隐茶业有限公司", { phones })],
    ["short name and phone", company("灵隐茶业", { phones }), company("杭州灵隐茶业有限公司", { phones })],
    [
      "same sound, one address",
      company("灵引茶业", { city: "杭州", street: "学院路18号" }),
      company("杭州灵隐茶业有限公司", { city: "杭州市", street: "西湖区学院路１８号" }),
    ],
    [
      "a district that is part of the name",
      company("绍兴镜湖纺织有限公司", { phones }),
      company("镜湖纺织", { phones, city: "绍兴市" }),
    ],
    ["works and company", company("镜湖纺织厂", { phones }), company("绍兴镜湖纺织有限公司", { phones })],
    ["person and phone", person("张三", { phones }), person("張三", { phones })],
    [
      "words the other way round",
      person("Emma Clarke", { mails: ["emma@x.test"] }),
      person("Clarke Emma", { mails: ["Emma@X.test"] }),
    ],
    ["a title behind the family name", person("徐经理", { phones }), person("徐小蓉", { phones })],
    ["characters and letters", person("王建国", { phones }), person("Jianguo Wang", { phones })],
    ["a middle name", person("Noah Lee Roy", { phones }), person("Noah Roy", { phones })],
    [
      "a day mistyped",
      person("刘佳丽", { phones, birth_on: "1990-10-01" }),
      person("刘佳丽", { phones, birth_on: "1990-01-10" }),
    ],
    [
      "Chinese and English name of a company",
      company("扬州泰德电子科技有限公司", { phones }),
      company("Taide Co., Ltd.", { phones }),
    ],
    ["person born on a day", person("张三", { birth_on: "1990-01-01" }), person("张三", { birth_on: "1990-01-01" })],
  ];
  for (const [what, one, other] of same)
    test(`likely: ${what}`, () => {
      if (what === "registered name, place in brackets")
        return assert.ok(between({ ...one, phones }, other).score >= thresholds.likely);
      const found = between(one, other);
      assert.ok(found.score >= thresholds.likely, JSON.stringify(found));
      assert.deepEqual(between(other, one), found, "the same from both sides");
      const shared = keysOf(likenessOf(one)).filter((key) => keysOf(likenessOf(other)).includes(key));
      assert.ok(shared.length > 0, "a sweep brings them together");
    });

  const different: [string, Profile, Profile][] = [
    ["one name in two cities", company("杭州灵隐茶业有限公司"), company("上海灵隐茶业有限公司")],
    [
      "head office and branch",
      company("杭州灵隐茶业有限公司", { phones }),
      company("杭州灵隐茶业有限公司上海分公司", { phones }),
    ],
    [
      "two codes",
      company("杭州灵隐茶业有限公司", { tax_id: fictionalCreditCode("330106", 7) }),
      company("杭州灵隐茶业有限公司", { tax_id: fictionalCreditCode("330106", 8) }),
    ],
    ["one phone, two people", person("张三", { phones }), person("李四", { phones })],
    [
      "a shop of the brand",
      company("金兴电子科技（万象城店）", { phones, city: "沈阳" }),
      company("沈阳金兴电子科技有限公司", { phones, city: "沈阳" }),
    ],
    [
      "the group and the company",
      company("Kaiser Group Holdings SARL", { phones }),
      company("Kaiser Foods SARL", { phones }),
    ],
    ["only a name", person("张伟"), person("张伟")],
    [
      "father and son",
      person("张伟", { phones, birth_on: "1960-01-01" }),
      person("张伟", { phones, birth_on: "1990-01-01" }),
    ],
    ["a company and its boss", company("张三", { phones }), person("张三", { phones })],
    [
      "neighbours in one house",
      company("灵隐茶业", { city: "杭州", street: "学院路18号" }),
      company("西泠书店", { city: "杭州", street: "学院路18号" }),
    ],
    ["a provider's mail", person("张三", { mails: ["zhangsan@qq.com"] }), person("张三", { mails: ["zs@qq.com"] })],
  ];
  for (const [what, one, other] of different)
    test(`not likely: ${what}`, () => {
      const found = between(one, other);
      assert.ok(found.score < thresholds.likely, JSON.stringify(found));
    });

  test("a switchboard that many bear says little", () => {
    const [one, other] = [company("灵隐茶业", { phones }), company("杭州灵隐茶业有限公司", { phones })];
    assert.ok(between(one, other, () => 9).score < thresholds.likely);
  });

  test("every reason has points, and the score is their sum", () => {
    const { score: sum, reasons } = between(
      person("张三", { phones }),
      person("张三", { phones, birth_on: "1990-01-01" }),
    );
    assert.deepEqual(reasons, [
      { rule: "phone_same", points: 45 },
      { rule: "name_same", points: 40 },
    ]);
    assert.equal(sum, 85);
  });
});

test("edit distance agrees with the slow way", () => {
  const slow = (a: string, b: string): number => {
    if (!a || !b) return a.length + b.length;
    const costs = [
      slow(a.slice(1), b) + 1,
      slow(a, b.slice(1)) + 1,
      slow(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
    ];
    if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) costs.push(slow(a.slice(2), b.slice(2)) + 1);
    return Math.min(...costs);
  };
  let seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1e6);
  const next = (most: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
  };
  for (let round = 0; round < 300; round++) {
    const text = () => Array.from({ length: next(6) }, () => "abc"[next(3)]).join("");
    const [a, b, most] = [text(), text(), next(4)];
    assert.equal(editDistance(a, b, most), Math.min(slow(a, b), most + 1), `${a} ${b} ${most}`);
  }
});
