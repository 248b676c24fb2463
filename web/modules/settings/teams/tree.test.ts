import assert from "node:assert/strict";
import { test } from "node:test";
import { branchesOf } from "./tree.ts";

const teams = [
  { id: "east", parent_id: "sales" },
  { id: "sales", parent_id: null },
  { id: "hangzhou", parent_id: "east" },
  { id: "service", parent_id: null },
  { id: "west", parent_id: "sales" },
];

test("every team stands right after the one it belongs to", () => {
  const seen = branchesOf(teams).map(({ team, depth }) => `${depth} ${team.id}`);
  assert.deepEqual(seen, ["0 sales", "1 east", "2 hangzhou", "1 west", "0 service"]);
});

test("a team knows all that is below it", () => {
  const sales = branchesOf(teams).find(({ team }) => team.id === "sales");
  assert.deepEqual([...(sales?.below ?? [])].toSorted(), ["east", "hangzhou", "sales", "west"]);
});

test("a team whose parent the reader does not get still shows", () => {
  assert.equal(branchesOf([{ id: "lost", parent_id: "gone" }])[0]?.depth, 0);
});
