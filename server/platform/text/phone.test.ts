import assert from "node:assert/strict";
import { test } from "node:test";
import { randomOf } from "#test/generate/random.ts";
import { displayPhone, maskPhone, maskTyped, normalisePhone } from "./phone.ts";

const read: [typed: string, e164: string, display: string, kind: string][] = [
  ["19900005678", "+8619900005678", "199 0000 5678", "mobile"],
  ["199 0000 5678", "+8619900005678", "199 0000 5678", "mobile"],
  ["199-0000-5678", "+8619900005678", "199 0000 5678", "mobile"],
  ["+86 199 0000 5678", "+8619900005678", "199 0000 5678", "mobile"],
  ["+86-19900005678", "+8619900005678", "199 0000 5678", "mobile"],
  ["(+86)199 0000 5678", "+8619900005678", "199 0000 5678", "mobile"],
  ["0086 199 0000 5678", "+8619900005678", "199 0000 5678", "mobile"],
  ["8619900005678", "+8619900005678", "199 0000 5678", "mobile"],
  ["019900005678", "+8619900005678", "199 0000 5678", "mobile"],
  ["１９９００００５６７８", "+8619900005678", "199 0000 5678", "mobile"],
  ["0571 8796 4402", "+8657187964402", "0571 8796 4402", "landline"],
  ["(0571) 8796-4402", "+8657187964402", "0571 8796 4402", "landline"],
  ["+86 571 8796 4402", "+8657187964402", "0571 8796 4402", "landline"],
  ["+86 (0571) 87964402", "+8657187964402", "0571 8796 4402", "landline"],
  ["010-62345678", "+861062345678", "010 6234 5678", "landline"],
  ["021 6234 5678", "+862162345678", "021 6234 5678", "landline"],
  ["0570-8234567", "+865708234567", "0570 823 4567", "landline"],
  ["400-800-1234", "+864008001234", "400 800 1234", "service"],
  ["95588", "+8695588", "95588", "service"],
  ["+44 7700 900123", "+447700900123", "+44 7700 900123", "unknown"],
  ["+44 (0)7700 900123", "+447700900123", "+44 7700 900123", "unknown"],
  ["+1 (0) 212 555 0123", "+12125550123", "+1 212 555 0123", "unknown"],
  ["+39 (0)6 5550 1234", "+390655501234", "+39 06 5550 1234", "unknown"],
  ["0044 7700 900123", "+447700900123", "+44 7700 900123", "unknown"],
  ["+1 (212) 555-0123", "+12125550123", "+1 212 555 0123", "unknown"],
];
for (const [typed, e164, display, kind] of read) {
  test(`${typed} is ${e164}`, () => {
    const phone = normalisePhone(typed);
    assert.ok(!("error" in phone), JSON.stringify(phone));
    assert.deepEqual([phone.e164, phone.display, phone.kind], [e164, display, kind]);
    assert.equal(displayPhone(e164), display, "the display comes back from the stored number");
  });
}

const refused: [string, string][] = [
  ["", "empty"],
  ["   ", "empty"],
  ["1990000567", "too_short"],
  ["199000056789", "too_long"],
  ["+86 199 0000 567", "too_short"],
  ["12", "too_short"],
  ["暂无", "not_a_number"],
  ["199 0000 567a", "not_a_number"],
  ["+", "not_a_number"],
  ["1+9", "not_a_number"],
  ["0571 879644", "too_short"],
  ["0571 879644021", "too_long"],
  ["87964402", "too_short"],
  ["+999 12345678", "not_in_use"],
  ["1".repeat(80), "too_long"],
];
for (const [typed, error] of refused) {
  test(`${typed.slice(0, 20) || "nothing"} is refused: ${error}`, () =>
    assert.deepEqual(normalisePhone(typed), { error }));
}

test("an extension stands apart", () => {
  for (const typed of [
    "0571-87964402转8001",
    "0571 8796 4402 ext. 8001",
    "0571 8796 4402#8001",
    "057187964402 分机 8001",
  ]) {
    const phone = normalisePhone(typed);
    assert.ok(!("error" in phone), typed);
    assert.deepEqual(
      [phone.e164, phone.extension, phone.display],
      ["+8657187964402", "8001", "0571 8796 4402 转 8001"],
    );
  }
});

test("a national number belongs to the country given", () => {
  const phone = normalisePhone("07700 900123", "GB");
  assert.ok(!("error" in phone));
  assert.equal(phone.e164, "+447700900123");
  assert.equal(phone.country, "GB");
});

test("masks", () => {
  assert.equal(maskPhone("+8619900005678"), "199 **** 5678");
  assert.equal(maskPhone("+8657187964402"), "0571 **** 4402");
  assert.equal(maskPhone("+865708234567"), "0570 *** *567");
  assert.equal(maskPhone("+861062345678"), "010 **** 5678");
  assert.equal(maskPhone("+862162345678"), "021 **** 5678");
  assert.equal(maskPhone("+864008001234"), "400 *** *234");
  assert.equal(maskPhone("+8695588"), "***88");
  assert.equal(maskPhone("+447700900123"), "+44 **** **0123");
  assert.equal(maskPhone("+12125550123"), "+1 *** *** 0123");
  for (const e164 of ["+8695588", "+12125550123", "+864008001234"]) assert.ok(maskPhone(e164).includes("*"), e164);
});

test("a mask shows no more than half behind the country's or area's part, whatever was stored", () => {
  const random = randomOf(20, 1);
  const odd = [
    "+",
    "",
    "+1",
    "+99",
    "+0000",
    "12",
    "一二三",
    "+861",
    "+86571",
    "+390655501234",
    "+3545550123",
    "转 12",
  ];
  const drawn = Array.from({ length: 3000 }, () => {
    const digits = (most: number) => Array.from({ length: random.between(1, most) }, () => random.below(10)).join("");
    return `+${random.pick(["86", "86571", "8610", "86400", "44", "1", "49", "39", "852", "65", ""])}${digits(12)}`;
  });
  for (const e164 of [...odd, ...read.map(([, stored]) => stored), ...drawn]) {
    const shown = maskPhone(e164);
    const phone = normalisePhone(e164);
    const all = "error" in phone ? e164.replace(/\D/g, "") : phone.national;
    if (all.length === 0) continue;
    assert.ok(all.length < 2 || shown.includes("*"), `${e164} ${shown}`);
    assert.ok(shown.replace(/\D/g, "").length < e164.replace(/\D/g, "").length || all.length < 2, `${e164} ${shown}`);
    const stars = shown.replace(/[^*]/g, "").length;
    const isArea = !("error" in phone) && phone.country === "CN" && (phone.kind === "landline" || all.length > 5);
    const most = /^\+861[3-9]\d{9}$/.test(e164) ? 7 : Math.ceil(all.length / 2) + (isArea ? 3 : 0);
    assert.ok(all.length - stars <= most, `${e164} ${shown}: ${all.length - stars} of ${all.length}`);
    assert.ok(!shown.replaceAll(" ", "").includes(all) || all.length < 2, `${e164} ${shown}`);
  }
});

test("what was typed is masked as well, and a mask is no number", () => {
  assert.equal(maskTyped("199-0000-5678"), "199 **** 5678");
  assert.equal(maskTyped("(0571) 8796-4402 转 803"), "0571 **** 4402");
  assert.equal(maskTyped("call 12 34 56"), "call ** *4 56");
  assert.equal(maskTyped("199 **** 5678"), "199 **** 5678");
  for (const text of ["199 **** 5678", "199****5678", "199＊＊＊＊5678", "199••••5678", "0571 **** 4402"]) {
    assert.deepEqual(normalisePhone(text), { error: "masked" }, text);
    assert.deepEqual(normalisePhone(text, "GB"), { error: "masked" }, text);
  }
});
