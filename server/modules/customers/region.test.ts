import assert from "node:assert/strict";
import { test } from "node:test";
import { guessIndustry, industries } from "./industry.ts";
import { parseAddress, parseRegion, regions } from "./region.ts";

const read: [typed: string, province?: string, city?: string, district?: string, rest?: string][] = [
  ["浙江省杭州市西湖区文三路 90 号", "浙江省", "杭州市", "西湖区", "文三路 90 号"],
  ["浙江杭州西湖区文三路", "浙江省", "杭州市", "西湖区", "文三路"],
  ["杭州市余杭区良渚街道", "浙江省", "杭州市", "余杭区", "良渚街道"],
  ["杭州余杭良渚", "浙江省", "杭州市", "余杭区", "良渚"],
  ["上海市浦东新区世纪大道 100 号", "上海市", "上海市", "浦东新区", "世纪大道 100 号"],
  ["上海浦东世纪大道", "上海市", "上海市", "浦东新区", "世纪大道"],
  ["上海市上海市徐汇区漕溪路", "上海市", "上海市", "徐汇区", "漕溪路"],
  ["北京 朝阳区 建国路", "北京市", "北京市", "朝阳区", "建国路"],
  ["重庆市渝中区解放碑", "重庆市", "重庆市", "渝中区", "解放碑"],
  ["江苏省 / 苏州市 / 昆山市 花桥", "江苏省", "苏州市", "昆山市", "花桥"],
  ["江苏昆山花桥", "江苏省", "苏州市", "昆山市", "花桥"],
  ["广西南宁青秀区民族大道", "广西壮族自治区", "南宁市", "青秀区", "民族大道"],
  ["新疆乌鲁木齐天山区", "新疆维吾尔自治区", "乌鲁木齐市", "天山区", ""],
  ["中国浙江省宁波市", "浙江省", "宁波市", undefined, ""],
  ["广东省东莞市长安镇", "广东省", "东莞市", undefined],
  ["文三路 90 号", undefined, undefined, undefined, "文三路 90 号"],
  ["鼓楼区中山路", undefined, undefined, undefined, "鼓楼区中山路"],
  ["12 Harbour Street, London", undefined, undefined, undefined, "12 Harbour Street, London"],
  ["", undefined, undefined, undefined, ""],
];
for (const [typed, province, city, district, rest] of read) {
  test(`${typed || "nothing"} in parts`, () => {
    const address = parseAddress(typed);
    assert.deepEqual([address.province, address.city], [province, city]);
    if (rest !== undefined) assert.deepEqual([address.district, address.rest], [district, rest]);
  });
}

test("three columns of a file", () => {
  const { province, city, district, code } = parseRegion("浙江", "杭州", "西湖");
  assert.deepEqual([province, city, district, code], ["浙江省", "杭州市", "西湖区", "330106"]);
  assert.equal(parseRegion("上海", "上海", "徐汇").district, "徐汇区");
  assert.equal(parseRegion("", "宁波市", "").province, "浙江省");
});

test("every district comes back from its full address", () => {
  for (const province of regions()) {
    for (const city of province.children) {
      for (const district of city.children) {
        const typed = province.name + (city.name === province.name ? "" : city.name) + district.name;
        const address = parseAddress(`${typed}测试路 1 号`);
        assert.equal(address.district, district.name, typed);
      }
    }
  }
});

test("industries have one code each and are guessed from files", () => {
  assert.ok(industries.length >= 60);
  assert.equal(new Set(industries.map(({ code }) => code)).size, industries.length);
  assert.equal(guessIndustry("153")?.zh, "精制茶加工");
  assert.equal(guessIndustry("纺织")?.code, "17");
  assert.equal(guessIndustry("software and it services")?.code, "65");
  assert.equal(guessIndustry("？"), undefined);
});
