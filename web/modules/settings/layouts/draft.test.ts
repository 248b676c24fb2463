import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutKind } from "../../../../server/modules/customers/own/layout.contract.ts";
import { addable, changeKind, type Draft, place, step } from "./draft.ts";

const draft = (...sections: [LayoutKind, ...string[]][]): Draft[] =>
  sections.map(([kind, ...fields], id) => ({ id, key: null, label: { zh: `${id}`, en: null }, kind, fields }));
const fieldsOf = (sections: readonly Draft[]) => sections.map(({ fields }) => fields.join(" "));

test("a field is put before another, in its own section or in a different one", () => {
  const start = draft(["both", "stage", "source", "remark"], ["both", "street"]);
  assert.deepEqual(fieldsOf(place(start, "stage", { section: 0, index: 3 })), ["source remark stage", "street"]);
  assert.deepEqual(fieldsOf(place(start, "remark", { section: 0, index: 0 })), ["remark stage source", "street"]);
  assert.deepEqual(fieldsOf(place(start, "source", { section: 1, index: 1 })), ["stage remark", "street source"]);
});

test("steps go through the sections and stop at the ends", () => {
  const start = draft(["both", "stage"], ["both", "street", "remark"]);
  const down = step(start, { section: 0, index: 0 }, 1);
  assert.deepEqual(fieldsOf(down), ["", "stage street remark"]);
  assert.deepEqual(fieldsOf(step(down, { section: 1, index: 0 }, 1)), ["", "street stage remark"]);
  assert.deepEqual(fieldsOf(step(down, { section: 1, index: 0 }, -1)), ["stage", "street remark"]);
  assert.deepEqual(fieldsOf(step(start, { section: 1, index: 1 }, 1)), fieldsOf(start));
});

test("a field stands once on a record, whatever the sections are for", () => {
  const start = draft(["company", "stage"], ["person", "stage", "gender"], ["both", "street"]);
  assert.deepEqual(fieldsOf(place(start, "stage", { section: 2, index: 0 })), ["", "gender", "stage street"]);
  assert.deepEqual(fieldsOf(changeKind(start, 1, "both")), ["stage", "gender", "street"]);
  const offered = addable(start, start[0]!, ["x_grade"]);
  assert.ok(!offered.some(({ field }) => field === "gender" || field === "stage"));
  assert.equal(offered.find(({ field }) => field === "x_grade")?.isFree, true);
  assert.deepEqual(offered.at(-1), { field: "street", isFree: false });
});
