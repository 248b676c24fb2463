import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FilterPart, FilterTree } from "../../../platform/filter/filter.contract.ts";
import { daysOf, moved } from "../../../platform/filter/period.ts";
import type { OwnValue } from "../../../platform/own/own.contract.ts";
import { daysToLookAt, gapOf, holdsOf, type JudgedRule, judge, keeping, lapses, missing, towards } from "./explain.ts";

const number = (field: string, op: "gte" | "lt" | "between", value: number | number[]) => ({ field, op, value });
const known = (
  holds: boolean[],
  values: Record<string, OwnValue> = {},
  hidden: string[] = [],
  threshold: number | null = null,
) => ({
  holds,
  actual: (field: string) => values[field] ?? null,
  kind: () => "money" as const,
  isHidden: (field: string) => hidden.includes(field),
  threshold,
});
const all = (...parts: FilterPart[]): FilterTree => ({ all: parts });

describe("how much is missing, or to spare", () => {
  const cases: [
    op: "gte" | "gt" | "lte" | "lt" | "is" | "is_not",
    value: number,
    actual: number | null,
    holds: boolean,
    gap: object | null,
  ][] = [
    ["gte", 100, 82, false, { more: 18 }],
    ["gte", 100, 100, true, { less: 0 }],
    ["gte", 100, 250, true, { less: 150 }],
    ["gt", 100, 100, false, { more: 1 }],
    ["gt", 100, 101, true, { less: 0 }],
    ["lte", 5, 9, false, { less: 4 }],
    ["lte", 5, 5, true, { more: 0 }],
    ["lt", 0, 0, false, { less: 1 }],
    ["lt", 0, -300, true, { more: 299 }],
    ["is", 7, 5, false, { more: 2 }],
    ["is", 7, 9, false, { less: 2 }],
    ["is", 7, 7, true, null],
    ["is_not", 7, 7, false, null],
    ["gte", -50, -80, false, { more: 30 }],
    ["gte", 100, null, false, null],
  ];
  for (const [op, value, actual, holds, gap] of cases)
    test(`${actual} ${op} ${value}`, () => assert.deepEqual(gapOf({ op, value }, actual, holds), gap));

  test("between looks at both ends, in whatever order they were given", () => {
    const between = { op: "between" as const, value: [900, 100] };
    assert.deepEqual(gapOf(between, 50, false), { more: 50 });
    assert.deepEqual(gapOf(between, 1000, false), { less: 100 });
    assert.deepEqual(gapOf(between, 300, true), { less: 200, more: 600 });
  });
  test("what is no number has no gap", () => {
    assert.equal(gapOf({ op: "gte", value: 5 }, "12", false), null);
    assert.equal(gapOf({ op: "in_last", value: { count: 3, unit: "day" } }, 12, false), null);
    assert.equal(gapOf({ op: "filled" }, 12, true), null);
  });
});

describe("a rule beside its customer", () => {
  const rule = {
    value: "A",
    condition: all(number("amount", "gte", 100), { any: [number("count", "gte", 3), number("size", "lt", 9)] }),
    share: { field: "amount", by: "sum" as const, percent: 80 },
  };
  test("truths are handed out in the order of the sentences, the share's last", () => {
    const { parts } = judge(rule, known([true, false, true, false], { amount: 120, count: 1, size: 4 }, [], 150));
    assert.deepEqual(parts.map(holdsOf), [true, true, false]);
    assert.deepEqual(parts[2], {
      field: "amount",
      op: "share",
      value: rule.share,
      threshold: 150,
      holds: false,
      actual: 120,
      is_hidden: false,
      gap: { more: 30 },
    });
  });
  test("what is hidden tells neither value nor truth nor threshold nor gap", () => {
    const { parts } = judge(
      rule,
      known([true, false, true, true], { amount: 120, count: 1, size: 4 }, ["amount"], 100),
    );
    const text = JSON.stringify(parts);
    assert.ok(!text.includes("120") && !text.includes('"threshold":100'));
    assert.deepEqual(
      [parts[0], parts[2]].map((part) => holdsOf(part!)),
      [null, null],
    );
    assert.equal(holdsOf(parts[1]!), true);
  });
  test("a condition that is a choice stays one group", () => {
    const { parts } = judge({ value: "A", condition: { any: [number("a", "gte", 1)] }, share: null }, known([true]));
    assert.equal(parts.length, 1);
    assert.ok("any" in parts[0]!);
  });
  test("nothing in a group: all of nothing holds, any of nothing does not", () => {
    assert.equal(holdsOf({ all: [] }), true);
    assert.equal(holdsOf({ any: [] }), false);
  });
  test("unknown beside false is false in all, beside true is true in any", () => {
    const [yes, no, unknown] = [true, false, null].map((holds) => ({
      field: "x",
      op: "filled" as const,
      holds,
      actual: null,
      is_hidden: holds === null,
      gap: null,
    }));
    assert.equal(holdsOf({ all: [no!, unknown!] }), false);
    assert.equal(holdsOf({ all: [yes!, unknown!] }), null);
    assert.equal(holdsOf({ any: [yes!, unknown!] }), true);
    assert.equal(holdsOf({ any: [no!, unknown!] }), null);
  });
  test("what is missing leaves out what holds, and keeps the choice of ways", () => {
    const { parts } = judge(rule, known([true, false, false, true], { amount: 120, count: 1, size: 12 }, [], 100));
    const needs = missing(parts);
    assert.equal(needs.length, 1);
    assert.ok("any" in needs[0]! && needs[0].any.length === 2);
    const deep = judge(
      {
        value: "A",
        condition: { any: [all(number("a", "gte", 1), number("b", "gte", 2)), number("c", "gte", 3)] },
        share: null,
      },
      known([true, false, false], { a: 5, b: 0, c: 0 }),
    );
    const [choice] = missing(deep.parts);
    assert.ok(choice && "any" in choice);
    assert.deepEqual(
      choice.any.map((one) => ("field" in one ? one.field : "group")),
      ["b", "c"],
    );
  });
  test("what keeps a rule true leaves out the ways that do not hold", () => {
    const { parts } = judge(rule, known([true, false, true, true], { amount: 120, count: 1, size: 4 }, [], 100));
    assert.deepEqual(
      keeping(parts).map((part) => "field" in part && part.field),
      ["amount", "size", "amount"],
    );
  });
});

describe("towards better and worse", () => {
  const rules = (amount: number): JudgedRule[] =>
    [
      ["A", 100_000_00],
      ["B", 50_000_00],
    ].map(([value, least]) =>
      judge(
        { value: String(value), condition: all(number("amount", "gte", Number(least))), share: null },
        known([amount >= Number(least)], { amount }),
      ),
    );

  test("18,000 more makes it A; 32,000 less makes it C", () => {
    const [better, worse] = towards("code", rules(82_000_00), { value: "B", position: 2, rest: "C" });
    assert.deepEqual([better!.value, better!.direction], ["A", "better"]);
    assert.deepEqual(
      better!.needs.map((need) => "gap" in need && need.gap),
      [{ more: 18_000_00 }],
    );
    assert.deepEqual(better!.unless, []);
    assert.deepEqual([worse!.value, worse!.direction, worse!.needs], ["C", "worse", []]);
    assert.deepEqual(
      worse!.unless.map((one) => "gap" in one && one.gap),
      [{ less: 32_000_00 }],
    );
  });
  test("the best has nothing better, the worst nothing worse", () => {
    assert.deepEqual(
      towards("code", rules(200_000_00), { value: "A", position: 1, rest: "C" }).map(({ value }) => value),
      ["B"],
    );
    assert.deepEqual(
      towards("code", rules(0), { value: "C", position: 0, rest: "C" }).map(({ value }) => value),
      ["B"],
    );
  });
  test("from A to B both say: A's rule must end, and B's hold already", () => {
    const [worse] = towards("code", rules(200_000_00), { value: "A", position: 1, rest: "C" });
    assert.deepEqual(worse!.needs, []);
    assert.equal(worse!.unless.length, 1);
  });
  test("a value that no rule gives is passed over", () => {
    const only = rules(200_000_00).slice(0, 1);
    assert.deepEqual(
      towards("code", only, { value: "A", position: 1, rest: "C" }).map(({ value }) => value),
      ["C"],
    );
    assert.deepEqual(towards("code", [], { value: "C", position: 0, rest: "C" }), []);
  });
  test("a worse value whose rule stands before is reached by that rule alone", () => {
    const lapsed = judge(
      {
        value: "lapsed",
        condition: all({ field: "last", op: "not_in_last", value: { count: 12, unit: "month" } }),
        share: null,
      },
      known([false], { last: "2026-10-01" }),
    );
    const buyer = judge(
      { value: "buyer", condition: all(number("count", "gte", 1)), share: null },
      known([true], { count: 2 }),
    );
    const found = towards("stage", [lapsed, buyer], { value: "buyer", position: 2, rest: "prospect" });
    assert.deepEqual(
      found.map(({ value, needs, unless }) => [value, needs.length, unless.length]),
      [["prospect", 0, 1]],
    );
    const withoutRest = towards("stage", [lapsed, buyer], { value: "buyer", position: 2, rest: "lapsed" });
    assert.deepEqual(
      withoutRest.map(({ value, needs }) => [value, needs.length]),
      [["lapsed", 1]],
    );
  });
});

describe("days on which time alone decides", () => {
  const cases: [day: string, count: number, unit: "day" | "week" | "month" | "quarter" | "year", lapses: string][] = [
    ["2026-11-01", 30, "day", "2026-12-01"],
    ["2026-11-01", 2, "week", "2026-11-15"],
    ["2026-01-31", 1, "month", "2026-03-01"],
    ["2026-02-28", 1, "month", "2026-03-28"],
    ["2026-08-31", 3, "month", "2026-12-01"],
    ["2024-02-29", 1, "year", "2025-03-01"],
    ["2026-11-30", 1, "quarter", "2027-03-01"],
  ];
  for (const [day, count, unit, first] of cases)
    test(`${day} is no longer in the last ${count} ${unit} from ${first} on`, () => {
      assert.equal(lapses(day, count, unit), first);
      const isIn = (today: string) => daysOf("in_last", count, unit, today).from! <= day;
      assert.deepEqual([isIn(moved(first, -1, "day")), isIn(first)], [true, false]);
    });

  test("what lasts to the end of time ends there", () => {
    assert.equal(lapses("9999-12-31", 30, "day"), "9999-12-31");
    assert.equal(lapses("2020-01-01", 10_000, "year"), "9999-12-31");
  });

  test("the months to come, and the day on which what is recent grows old", () => {
    const rule = judge(
      {
        value: "buyer",
        condition: all({ field: "last", op: "in_last", value: { count: 30, unit: "day" } }),
        share: null,
      },
      known([true], { last: "2026-11-20" }),
    );
    const days = daysToLookAt("2026-11-30", [rule], (actual) => (typeof actual === "string" ? actual : null));
    assert.deepEqual(days.slice(0, 3), ["2026-12-01", "2026-12-20", "2027-01-01"]);
    assert.equal(days.length, 14);
    assert.equal(days.at(-1), "2027-12-01");
  });
  test("a day that is hidden is not looked at", () => {
    const rule = judge(
      {
        value: "buyer",
        condition: all({ field: "last", op: "in_last", value: { count: 30, unit: "day" } }),
        share: null,
      },
      known([true], { last: "2026-11-20" }, ["last"]),
    );
    assert.ok(
      !daysToLookAt("2026-11-30", [rule], (actual) => (typeof actual === "string" ? actual : null)).includes(
        "2026-12-20",
      ),
    );
  });
});
