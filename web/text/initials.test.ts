import assert from "node:assert/strict";
import { test } from "node:test";
import { initialsOf, isLike } from "./initials.ts";

test("Chinese words are found by the initials of their sound", () => {
  assert.equal(initialsOf("生命周期"), "smzq");
  assert.equal(initialsOf("本年销售额"), "bnxse");
  assert.equal(initialsOf("负责人 A1"), "fzr a1");
  assert.ok(isLike("最近互动", "zjhd") && isLike("最近互动", "互动") && isLike("Sales this year", "YEAR"));
  assert.ok(isLike("所在地", "") && !isLike("所在地", "xyz"));
});
