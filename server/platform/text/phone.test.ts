import assert from "node:assert/strict";
import { test } from "node:test";
import { displayPhone, maskPhone, normalisePhone } from "./phone.ts";

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
  assert.equal(maskPhone("+447700900123"), "+44 77** **0123");
  for (const e164 of ["+8695588", "+12125550123", "+864008001234"]) assert.ok(maskPhone(e164).includes("*"), e164);
});
