import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCreditCode, creditCodeDigit, fictionalCreditCode } from "./credit_code.ts";

test("every made-up code passes and every single wrong character is noticed", () => {
  for (let serial = 0; serial < 50; serial++) {
    const code = fictionalCreditCode("330106", serial * 7919);
    assert.deepEqual(checkCreditCode(code), { ok: true, code });
    for (let at = 0; at < 18; at++) {
      const wrong = code.slice(0, at) + (code.charAt(at) === "7" ? "8" : "7") + code.slice(at + 1);
      assert.equal(checkCreditCode(wrong).ok, false, `${code} -> ${wrong}`);
    }
  }
});

test("the standard's weights, worked by hand", () => {
  // 91330106 MA2B0K5T 3: see the sum of value times weight modulo 31 of GB 32100-2015, 4.4
  assert.equal(creditCodeDigit("0".repeat(17)), "0");
  assert.equal(creditCodeDigit(`1${"0".repeat(16)}`), "Y");
  assert.equal(creditCodeDigit(`${"0".repeat(16)}1`), "3");
});

test("says what is wrong", () => {
  const code = fictionalCreditCode("310000", 12345);
  const last = code.at(-1) === "3" ? "4" : "3";
  assert.deepEqual(checkCreditCode(code.slice(0, 17) + last), {
    ok: false,
    error: "check_digit",
    expected: code.at(-1),
  });
  assert.deepEqual(checkCreditCode("913301"), { ok: false, error: "length" });
  assert.deepEqual(checkCreditCode(`I${code.slice(1)}`), { ok: false, error: "character" });
  assert.deepEqual(checkCreditCode(""), { ok: false, error: "length" });
});

test("forgives spaces, case and width", () => {
  const code = fictionalCreditCode("440300", 99);
  assert.equal(checkCreditCode(` ${code.slice(0, 9).toLowerCase()} ${code.slice(9)} `).ok, true);
  assert.equal(
    checkCreditCode(Array.from(code, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join("")).ok,
    true,
  );
});

test("serials do not collide", () => {
  assert.equal(new Set(Array.from({ length: 5000 }, (_, i) => fictionalCreditCode("330106", i))).size, 5000);
});
