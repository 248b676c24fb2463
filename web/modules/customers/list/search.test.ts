import assert from "node:assert/strict";
import { test } from "node:test";
import { readListSearch, sortedBy, sortOf } from "./search.ts";

test("an address keeps what is known and drops the rest", () => {
  const search = readListSearch({
    stage: "loyal",
    kind: "robot",
    owner_id: "me",
    province: "浙江",
    sort: "name",
    x: "1",
  });
  assert.deepEqual(search, { stage: "loyal", province: "浙江", sort: "name" });
});

test("names begin at the top, times with the newest", () => {
  assert.deepEqual(sortOf({ sort: "name" }), { sort: "name", order: "asc" });
  assert.deepEqual(sortOf({}), { sort: "updated_at", order: "desc" });
  assert.deepEqual(sortOf({ view: "new" }), { sort: "created_at", order: "desc" });
});

test("the same head turns the order round, another one begins afresh", () => {
  assert.deepEqual(sortedBy({ sort: "name" }, "name"), { sort: "name", order: "desc" });
  assert.deepEqual(sortedBy({ sort: "name", order: "desc" }, "created_at"), { sort: "created_at" });
});
