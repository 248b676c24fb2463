import assert from "node:assert/strict";
import { test } from "node:test";
import type { Section } from "../../../server/modules/customers/own/layout.contract.ts";
import { sectionsOn } from "./sections.ts";

const section = (kind: Section["kind"], fields: string[]): Section => ({ key: "basic", label: null, kind, fields });
const fieldsOn = (...args: Parameters<typeof sectionsOn>) => sectionsOn(...args).map(({ fields }) => fields);

test("without a layout a company has no birthday, a person no credit code, and own fields come last", () => {
  const company = fieldsOn("company", null, ["x_grade"]);
  const person = fieldsOn("person", null, ["x_grade"]);
  assert.ok(company[0]!.includes("tax_id") && !company[0]!.includes("birth_on"));
  assert.ok(person[0]!.includes("birth_on") && !person[0]!.includes("tax_id"));
  assert.deepEqual([company.at(-1), person.at(-1)], [["x_grade"], ["x_grade"]]);
});

test("a section stands on its kind of record; forgotten and unknown fields do not get lost or in the way", () => {
  const layout = [section("person", ["x_grade", "stage"]), section("both", ["remark", "tax_id", "x_retired"])];
  assert.deepEqual(fieldsOn("company", layout, ["x_grade"]), [["remark", "tax_id"], ["x_grade"]]);
  assert.deepEqual(fieldsOn("person", layout, ["x_grade"]), [["x_grade", "stage"], ["remark"]]);
});
