import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff } from "./back_off.ts";

test("one death is mended at once, those that follow soon later and later, half a minute at most", () => {
  const waits = Array.from({ length: 9 }, (_, index) => backOff(Array(index + 1).fill(1000), 2000));
  assert.deepEqual(waits, [100, 500, 1000, 2000, 5000, 10_000, 30_000, 30_000, 30_000]);
});

test("deaths of more than a minute ago are forgotten", () => {
  assert.equal(backOff([1000, 2000, 61_500, 62_001], 62_001), 500);
  assert.equal(backOff([1000, 2000, 70_000], 70_000), 100);
});
