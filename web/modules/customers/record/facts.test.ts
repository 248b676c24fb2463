import assert from "node:assert/strict";
import { test } from "node:test";
import { fromText, toText, Unreadable } from "./facts.ts";

test("money is typed in yuan and kept in fen; 万 and 亿 are understood", () => {
  assert.equal(fromText("money", "486.2万"), 486_200_000);
  assert.equal(fromText("money", "1.8 亿"), 18_000_000_000);
  assert.equal(fromText("money", "¥ 1,234.5"), 123_450);
  assert.equal(toText("money", 123_450), "1234.5");
});

test("an empty box is no value, and no names are an empty list", () => {
  assert.equal(fromText("text", "  "), null);
  assert.equal(fromText("money", ""), null);
  assert.deepEqual(fromText("names", ""), []);
});

test("several names are told apart by any usual mark", () => {
  assert.deepEqual(fromText("names", "灵隐茶业、灵隐；Lingyin"), ["灵隐茶业", "灵隐", "Lingyin"]);
});

test("what is no number is refused", () => {
  assert.throws(() => fromText("whole", "many"), Unreadable);
  assert.throws(() => fromText("money", "12.3.4"), Unreadable);
});
