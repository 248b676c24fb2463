import assert from "node:assert/strict";
import { test } from "node:test";
import { momentsOf, readDateRange } from "./range.ts";

const now = new Date(2026, 10, 24, 9, 30);
const at = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();

test("an address keeps a range that can be read, a named one before days", () => {
  assert.deepEqual(readDateRange({ range: "30d", from: "2026-01-01" }), { range: "30d" });
  assert.deepEqual(readDateRange({ range: "forever", from: "2026-02-30x", to: "2026-03-01" }), { to: "2026-03-01" });
  assert.deepEqual(readDateRange({ from: "2026-13-01" }), {});
});

test("ends the wrong way round are turned", () => {
  const turned = readDateRange({ from: "2026-11-20", to: "2026-11-01" });
  assert.deepEqual(turned, { from: "2026-11-01", to: "2026-11-20" });
});

test("days begin at midnight where the reader is, and the last day belongs to the range", () => {
  assert.deepEqual(momentsOf({ range: "7d" }, now), { from: at(2026, 11, 18) });
  assert.deepEqual(momentsOf({ range: "year" }, now), { from: at(2026, 1, 1) });
  const days = momentsOf({ from: "2026-10-31", to: "2026-10-31" }, now);
  assert.deepEqual(days, { from: at(2026, 10, 31), to: at(2026, 11, 1) });
  assert.deepEqual(momentsOf({}, now), {});
});
