import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract, listCustomersContract, updateCustomerContract } from "./customer.contract.ts";
import { searchContract } from "./search.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");

async function add(body: object): Promise<string> {
  const reply = await zhou.call(createCustomerContract, { body: { kind: "company", ...body } as never });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.id;
}
const zhang = await add({
  kind: "person",
  name: "张三丰",
  contact_points: [
    { kind: "phone", value: "199 0000 5678" },
    { kind: "mail", value: "san.feng@wudang.test" },
  ],
});
const tea = await add({
  name: "杭州灵隐茶业有限公司",
  province: "浙江省",
  city: "杭州市",
  contacts: [{ name: "林晓燕", contact_points: [{ kind: "phone", value: "199 0000 2208" }] }],
});
const obrien = await add({ name: "O'Brien Packaging GmbH" });

const find = async (q: string) => (await zhou.call(searchContract, { query: { q } })).body.hits;

for (const [q, id, why] of [
  ["张三", zhang, "name"],
  ["三丰", zhang, "name"],
  ["張三豐", zhang, "name"],
  ["zsf", zhang, "initials"],
  ["ｚｓｆ", zhang, "initials"],
  ["zhangsan", zhang, "pinyin"],
  ["sanfeng", zhang, "pinyin"],
  ["5678", zhang, "phone"],
  ["+86 199-0000-5678", zhang, "phone"],
  ["19900005678", zhang, "phone"],
  ["san.feng@", zhang, "mail"],
  ["@wudang.test", zhang, "mail"],
  ["张三风", zhang, "homophone"],
  ["zs 5678", zhang, undefined],
  ["zsf5678", zhang, undefined],
  ["灵隐", tea, "name"],
  ["lingyin", tea, "pinyin"],
  ["hzly", tea, "initials"],
  ["林晓燕", tea, "name"],
  ["lxy", tea, "initials"],
  ["2208", tea, "phone"],
  ["obrien", obrien, undefined],
  ["pakaging", obrien, "typo"],
] as const) {
  test(`"${q}" finds it${why ? `, by ${why}` : ""}`, async () => {
    const [hit] = await find(q);
    assert.equal(hit?.customer_id, id, JSON.stringify(await find(q)));
    if (why) assert.equal(hit!.why, why);
    assert.ok(
      hit!.matched.some((piece) => piece.hit) || hit!.name.some((piece) => piece.hit) || hit!.why === "typo",
      "says what matched",
    );
  });
}

test("what nobody typed finds nothing, hostile text does no harm", async () => {
  for (const q of ["zzzzqqqq", "'", "\\", "a:*|b", "!!!", "😀", "%_", "') or true --"])
    assert.deepEqual(await find(q), [], q);
});

test("a change is found at once, the old value no more", async () => {
  const id = await add({ name: "苏州旧名印刷厂" });
  await zhou.call(updateCustomerContract, {
    params: { customerId: id },
    body: { set: { name: "苏州新颜印刷厂" }, seen: { name: "苏州旧名印刷厂" } },
  });
  assert.equal((await find("新颜"))[0]?.id, id);
  assert.deepEqual(await find("旧名"), []);
});

test("the list sorts by pinyin, pages by keyset and counts", async () => {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const { body } = await zhou.call(listCustomersContract, {
      query: { sort: "name", limit: 2, with_count: true, ...(after ? { after } : {}) },
    });
    names.push(...body.rows.map((row) => row.name!));
    assert.deepEqual(body.count, { value: 4, capped: false });
    after = body.next ?? undefined;
  } while (after);
  assert.deepEqual(names, ["杭州灵隐茶业有限公司", "O'Brien Packaging GmbH", "苏州新颜印刷厂", "张三丰"]);
  const wrong = await zhou.call(listCustomersContract, { query: { sort: "updated_at", after: "bm9uc2Vuc2U" } });
  assert.equal(wrong.problem.id, "list.bad_cursor");
});
