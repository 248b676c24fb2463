import assert from "node:assert/strict";
import { test } from "node:test";
import { strengthOf } from "./strength.ts";

test("length first, then variety", () => {
  assert.equal(strengthOf("gaoshan"), "short");
  assert.equal(strengthOf("abababababab"), "weak");
  assert.equal(strengthOf("gaoshanliu"), "weak");
  assert.equal(strengthOf("gaoshan-1187"), "strong");
  assert.equal(strengthOf("gaoshan-18"), "fair");
  assert.equal(strengthOf("a quiet string heard far away"), "strong");
});
