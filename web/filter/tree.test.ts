import assert from "node:assert/strict";
import { test } from "node:test";
import { added, type FilterTree, joined, readTree, replaced } from "./tree.ts";

const stage = { field: "stage", op: "any" as const, value: ["loyal"] };
const name = { field: "name", op: "contains" as const, value: "茶" };
const city = { field: "city", op: "filled" as const };

test("what is no filter is nothing, a filter is read as it stands", () => {
  for (const text of ["", "7", "null", "{}", '{"all":1}', '{"all":[{"field":1,"op":"is"}]}', '{"all":[{"op":"is"}]}'])
    assert.equal(readTree(text), undefined, text);
  const tree: FilterTree = { all: [stage, { any: [name, city] }] };
  assert.deepEqual(readTree(JSON.stringify(tree)), tree);
});

test("or beside a condition makes a group; taking one away dissolves it", () => {
  const tree = joined({ all: [stage, name] }, [1], city);
  assert.deepEqual(tree, { all: [stage, { any: [name, city] }] });
  assert.deepEqual(joined(tree, [1, 0], stage), { all: [stage, { any: [{ all: [name, stage] }, city] }] });
  assert.deepEqual(replaced(tree, [1, 0], undefined), { all: [stage, city] });
  assert.deepEqual(replaced({ all: [stage] }, [0], undefined), { all: [] });
});

test("a condition is added to the group at a path and changed where it stands", () => {
  const tree = added({ all: [stage, { any: [name, city] }] }, [1], stage);
  assert.deepEqual(tree, { all: [stage, { any: [name, city, stage] }] });
  assert.deepEqual(replaced(tree, [1, 1], name), { all: [stage, { any: [name, name, stage] }] });
  assert.deepEqual(added({ any: [] }, [], name), { any: [name] });
});
