import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { compileFormula, type FormulaFields, FormulaProblem, readFormula } from "./formula.ts";

const { db } = await startHarness();
const columns = {
  staff: { kind: "number", value: sql`100::numeric` },
  none: { kind: "number", value: sql`null::numeric` },
  revenue: { kind: "money", value: sql`1234567::numeric` },
  name: { kind: "text", value: sql`'灵隐茶业'::text` },
  founded: { kind: "date", value: sql`'2020-02-29'::date` },
  is_vip: { kind: "yes_no", value: sql`true` },
} as const;
const fields: FormulaFields = (name) => {
  const column = columns[name as keyof typeof columns];
  return column && { kind: column.kind, value: () => column.value };
};

async function worth(text: string): Promise<{ kind: string; value: unknown }> {
  const formula = compileFormula(readFormula(text), fields);
  const { rows } = await sql<{ value: unknown }>`select (${formula.value("c")})::text as value`.execute(db);
  return { kind: formula.kind, value: rows[0]!.value };
}

function problemOf(text: string): string {
  try {
    compileFormula(readFormula(text), fields);
  } catch (error) {
    if (error instanceof FormulaProblem) return `${error.reason} ${error.at}`;
    throw error;
  }
  return "none";
}

describe("formulas", () => {
  test("count, compare, join and choose", async () => {
    const cases: [string, string, unknown][] = [
      ["1 + 2 * 3", "number", "7"],
      ["(1 + 2) * 3 - -4", "number", "13"],
      ["round({revenue} / {staff})", "money", "12300"],
      ["round(7 / 3, 2)", "number", "2.33"],
      ["revenue / revenue = 1", "yes_no", "true"],
      ["staff / 0", "number", null],
      ["staff + none", "number", null],
      ["first(none, 5)", "number", "5"],
      ["name & '：' & round(staff)", "text", "灵隐茶业：100"],
      ['if(staff >= 100 and not empty(name), "大", "小")', "text", "大"],
      ["founded + 1", "date", "2020-03-01"],
      ["founded + 99999999999", "date", null],
      ["date(2026, 2, 30)", "date", null],
      ["days(founded, date(2020, 3, 10))", "number", "10"],
      ["year(founded) * 100 + month(founded)", "number", "202002"],
      ["max(1, 5, 3)", "number", "5"],
      ["contains(name, '茶')", "yes_no", "true"],
      ["left(name, 2)", "text", "灵隐"],
      ["if（staff > 1，1，2）", "number", "1"],
    ];
    for (const [text, kind, value] of cases) {
      const found = await worth(text);
      assert.equal(found.kind, kind, text);
      if (value === null || kind !== "number") assert.equal(found.value, value, text);
      else assert.equal(Number(found.value), Number(value), text);
    }
  });

  test("what does not fit is named with its place", () => {
    const cases: [string, string][] = [
      ["1 +", "ends_early 3"],
      ["(1", "expected 2"],
      ["1 2", "unexpected 2"],
      ["staff # 2", "bad_character 6"],
      ["nobody + 1", "unknown_field 0"],
      ["drop(1)", "unknown_function 0"],
      ["name + 1", "does_not_fit 5"],
      ["revenue * revenue", "does_not_fit 8"],
      ["if(staff, 1, 2)", "does_not_fit 0"],
      ["founded > 1", "does_not_fit 8"],
      [`${"(".repeat(100)}1${")".repeat(100)}`, "too_deep 31"],
      ["", "ends_early 0"],
    ];
    for (const [text, problem] of cases) assert.equal(problemOf(text), problem, text);
  });

  test("what is written in a formula never becomes SQL", async () => {
    const text = "'); drop table customer; --'";
    assert.deepEqual(await worth(`"${text}" & ''`), { kind: "text", value: text });
    assert.equal(problemOf(`{c.name"; select 1}`), "unknown_field 0");
  });
});
