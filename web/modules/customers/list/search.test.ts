import assert from "node:assert/strict";
import { test } from "node:test";
import { readListSearch } from "./search.ts";
import { parameterValues, type SavedView, searchFor, shipped, shownBy } from "./views.ts";

const loyal = { field: "stage", op: "any" as const, value: ["loyal"] };
const quiet = { field: "last_interaction", op: "not_in_last" as const, value: { count: 30, unit: "day" as const } };
const saved = {
  id: "0193e9b0-0000-7000-8000-000000000009",
  filter: { all: [quiet] },
  parameters: [{ path: "all.0.value.count", label: "天数" }],
  sort: "name",
  direction: "asc",
  columns: null,
  group_by: null,
  layout: "list",
} as unknown as SavedView;

test("an address keeps what is known and drops the rest; plain parameters become sentences", () => {
  const search = readListSearch({ stage: "loyal", kind: "robot", owner_id: "me", sort: "name", x: "1" });
  assert.deepEqual(search, { filter: JSON.stringify({ all: [loyal] }), sort: "name" });
  const both = readListSearch({ stage: "loyal", filter: JSON.stringify({ any: [quiet] }) });
  assert.equal(both.filter, JSON.stringify({ all: [loyal, { any: [quiet] }] }));
  assert.deepEqual(readListSearch({ filter: "{", view: "all", columns: "a b" }), {});
});

test("names begin at the top, times with the newest", () => {
  const order = (search: object) => {
    const { sort, order: direction } = shownBy(search, []).state;
    return [sort, direction];
  };
  assert.deepEqual(order({ sort: "name" }), ["name", "asc"]);
  assert.deepEqual(order({}), ["updated_at", "desc"]);
  assert.deepEqual(order({ view: "new" }), ["created_at", "desc"]);
});

test("the address says only what differs from the view", () => {
  const { view, state, isChanged } = shownBy({ view: saved.id }, [saved]);
  assert.deepEqual([isChanged, state.sort, state.order], [false, "name", "asc"]);
  assert.deepEqual(searchFor(view, state), { view: saved.id });
  const changed = { ...state, filter: { all: [quiet, loyal] }, sort: "updated_at" as const, order: "desc" as const };
  const search = searchFor(view, changed);
  assert.deepEqual(search, { view: saved.id, filter: JSON.stringify(changed.filter), sort: "updated_at" });
  const shown = shownBy(search, [saved]);
  assert.deepEqual([shown.isChanged, shown.state], [true, changed]);
  assert.equal(shownBy({ view: saved.id }, []).isMissing, true);
  assert.deepEqual(searchFor(shipped[0]!, { ...shownBy({}, []).state, columns: ["stage"] }), { columns: "stage" });
});

test("a parameter is given another value without changing the view", () => {
  const { view, state, isChanged } = shownBy({ view: saved.id, given: "45" }, [saved]);
  assert.equal(isChanged, false);
  assert.deepEqual(state.filter, { all: [{ ...quiet, value: { count: 45, unit: "day" } }] });
  assert.deepEqual(parameterValues(view, state.filter), ["45"]);
  assert.deepEqual(searchFor(view, state, "45"), { view: saved.id, given: "45" });
});

test("a plain parameter whose sentence stands in the filter already is not said twice", () => {
  const filter = JSON.stringify({ all: [loyal, quiet] });
  assert.equal(readListSearch({ stage: "loyal", filter }).filter, filter);
});
