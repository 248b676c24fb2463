import assert from "node:assert/strict";
import { test } from "node:test";
import { type DialRules, isEmergency, readCaller, readDialled, writeNumber } from "./dial_plan.ts";

const rules: DialRules = {
  country: "CN",
  areaCode: "0571",
  countries: ["CN", "GB"],
  blockedPrefixes: ["+86400800"],
  isEmergencyAllowed: false,
  isPremiumAllowed: false,
  isExtension: (digits) => ["801", "8012", "110", "95588"].includes(digits),
};
const told = (typed: string, more: Partial<DialRules> = {}) => {
  const dialled = readDialled(typed, { ...rules, ...more });
  if (dialled.kind === "number") return `${dialled.e164} ${dialled.country}`;
  if (dialled.kind === "extension") return `ext ${dialled.extension}`;
  return dialled.kind === "emergency" ? `help ${dialled.digits}` : dialled.reason;
};

for (const [typed, expected] of [
  ["199 0000 5678", "+8619900005678 CN"],
  ["+86 199-0000-5678", "+8619900005678 CN"],
  ["１９９００００５６７８", "+8619900005678 CN"],
  ["8796 4402", "+8657187964402 CN"],
  ["(0571) 8796-4402", "+8657187964402 CN"],
  ["400-601-1234", "+864006011234 CN"],
  ["00442079460018", "+442079460018 GB"],
  ["+44 20 7946 0018", "+442079460018 GB"],
  ["00447700900123", "not_in_use"],
  ["+44 1111 111111", "not_in_use"],
  ["0044 0000 000000", "not_in_use"],
  ["801", "ext 801"],
  ["8012", "ext 8012"],
  ["95588", "ext 95588"],
  ["802", "unknown_extension"],
  ["110", "emergency"],
  ["1 2 0", "emergency"],
  ["112", "emergency"],
  ["+86 12395", "emergency"],
  ["0086 12395", "emergency"],
  ["١١٠", "not_a_number"],
  ["110;ext=5", "not_a_number"],
  ["tel:110", "not_a_number"],
  ["400-800-1234", "prefix"],
  ["+1 212 555 0123", "country"],
  ["+44 9011 234567", "premium"],
  ["+44 70 1234 5678", "premium"],
  ["19900005678 转 12", "not_a_number"],
  ["sip:admin@10.0.0.1", "not_a_number"],
  ["199****5678", "not_a_number"],
  ["", "not_a_number"],
  ["+", "not_a_number"],
  ["0".repeat(90), "not_a_number"],
] as const)
  test(`${typed.slice(0, 20) || "nothing"} dialled: ${expected}`, () => assert.equal(told(typed), expected));

test("what is closed by rule opens by rule", () => {
  assert.equal(told("110", { isEmergencyAllowed: true }), "help 110");
  assert.equal(told("+86 12395", { isEmergencyAllowed: true }), "help 12395");
  assert.equal(told("+44 9011 234567", { isPremiumAllowed: true }), "+449011234567 GB");
  assert.equal(told("400-800-1234", { blockedPrefixes: [] }), "+864008001234 CN");
  assert.equal(told("+1 212 555 0123", { countries: ["US"] }), "+12125550123 US");
  assert.equal(told("8796 4402", { areaCode: null }), "not_a_number");
  assert.equal(told("020 7946 0018", { country: "GB" }), "+442079460018 GB");
});

test("help is help in every country, and its own in one", () => {
  assert.deepEqual(
    [isEmergency("911", "CN"), isEmergency("999", "GB"), isEmergency("999", "CN"), isEmergency("1100", "CN")],
    [true, true, false, false],
  );
});

for (const [caller, expected] of [
  ["+8619900005678", "+8619900005678"],
  ["8619900005678", "+8619900005678"],
  ["019900005678", "+8619900005678"],
  ["19900005678", "+8619900005678"],
  ["057187964402", "+8657187964402"],
  ["87964402", "+8657187964402"],
  ["008657187964402", "+8657187964402"],
  ["447700900123", "+447700900123"],
  ["anonymous", null],
  ["", null],
  [null, null],
  ["801", null],
] as const)
  test(`a trunk tells of ${caller}: ${expected}`, () => assert.equal(readCaller(caller, rules), expected));

for (const [e164, ...expected] of [
  ["+8619900005678", "+8619900005678", "8619900005678", "19900005678"],
  ["+8657187964402", "+8657187964402", "8657187964402", "057187964402"],
  ["+864006011234", "+864006011234", "864006011234", "4006011234"],
  ["+447700900123", "+447700900123", "447700900123", "00447700900123"],
] as const)
  test(`${e164} in three forms`, () =>
    assert.deepEqual(
      (["plus", "digits", "national"] as const).map((form) => writeNumber(e164, form, "CN")),
      expected,
    ));

test("abroad too, home is written as at home", () => {
  assert.equal(writeNumber("+447700900123", "national", "GB"), "07700900123");
  assert.equal(writeNumber("+12125550123", "national", "US"), "2125550123");
});
