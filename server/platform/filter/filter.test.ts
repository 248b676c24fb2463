import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn, daysOf, moved } from "./period.ts";

test("relative days are counted from today in the organisation's time zone", () => {
  const now = new Date("2026-11-23T17:30:00Z");
  assert.equal(dayIn("Asia/Shanghai", now), "2026-11-24");
  assert.equal(dayIn("America/Los_Angeles", now), "2026-11-23");
  const today = "2026-11-24"; // a Tuesday
  const cases = [
    ["in_last", 1, "day", "2026-11-24", "2026-11-25"],
    ["in_last", 30, "day", "2026-10-26", "2026-11-25"],
    ["in_last", 1, "month", "2026-10-25", "2026-11-25"],
    ["in_next", 7, "day", "2026-11-24", "2026-12-01"],
    ["this", 1, "week", "2026-11-23", "2026-11-30"],
    ["previous", 1, "week", "2026-11-16", "2026-11-23"],
    ["this", 1, "month", "2026-11-01", "2026-12-01"],
    ["this", 1, "quarter", "2026-10-01", "2027-01-01"],
    ["next", 1, "quarter", "2027-01-01", "2027-04-01"],
    ["previous", 1, "year", "2025-01-01", "2026-01-01"],
  ] as const;
  for (const [operator, count, unit, from, before] of cases)
    assert.deepEqual(daysOf(operator, count, unit, today), { from, before }, `${operator} ${count} ${unit}`);
});

test("moving by months keeps to the month's end, and years stay between 1 and 9999", () => {
  assert.equal(moved("2026-01-31", 1, "month"), "2026-02-28");
  assert.equal(moved("2024-02-29", 1, "year"), "2025-02-28");
  assert.equal(moved("2026-11-24", -10_000, "year"), "0001-01-01");
  assert.equal(moved("2026-11-24", 10_000, "year"), "9999-12-31");
});
