import assert from "node:assert/strict";
import { test } from "node:test";
import { numberToCall } from "./callback.ts";

test("a task to call back names its number, in both languages; no other task does", () => {
  assert.equal(numberToCall("回电 199 0000 5678"), "199 0000 5678");
  assert.equal(numberToCall("Call back +44 7700 900123"), "+44 7700 900123");
  for (const title of ["回电 李总", "交报告 2026 12 01", "先回电 199 0000 5678", "回电 199 0000 5678 前", "回电 120"])
    assert.equal(numberToCall(title), null, title);
});
