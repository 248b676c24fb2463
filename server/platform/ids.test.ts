import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "./ids.ts";

test("ids of one millisecond differ and sort as they were made; later ones sort after them", () => {
  const now = 1_790_000_000_000;
  const ids = [...Array.from({ length: 100_000 }, () => newId(now)), newId(now + 1)];
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids.slice(-300))
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(ids[0]!.replace("-", "").slice(0, 12), 16), now);
});

test("two of different milliseconds share neither the counter's beginning nor the rest", () => {
  const [one, other] = [newId(1_790_000_000_000), newId(1_790_000_000_001)];
  assert.notEqual(one.slice(15), other.slice(15));
  assert.notEqual(one.slice(24), newId(1_790_000_000_001).slice(24));
});
