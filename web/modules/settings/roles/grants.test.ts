import assert from "node:assert/strict";
import { test } from "node:test";
import {
  differences,
  type Grant,
  type Granting,
  levelOf,
  levelsFor,
  levelWord,
  scopesForKey,
  scopesOf,
  withLevel,
  withScopes,
} from "./grants.ts";

const every = ["own", "team", "team_tree", "client", "shared", "all"] as const;
const customer: Granting = {
  object: "customer",
  actions: [
    { action: "read", scopes: every, has_fields: true },
    { action: "update", scopes: every, has_fields: true },
    { action: "export", scopes: every, has_fields: true },
    { action: "import", scopes: ["all"], has_fields: false },
  ],
  fields: ["name", "phone", "owner", "remark"].map((field) => ({ field, is_sensitive: false })),
};
const grant = (action: string, scope: Grant["scope"], fields: string[] | null = null): Grant => ({
  object: "customer",
  action,
  scope,
  fields,
});
const rep = [grant("read", "own"), grant("read", "shared"), grant("read", "team"), grant("update", "own")];

test("a cell shows its widest scope first", () => {
  assert.deepEqual(scopesOf(rep, "customer", "read"), ["team", "shared", "own"]);
  assert.deepEqual(scopesOf(rep, "customer", "export"), []);
});

test("number keys: the team's includes one's own, shared stays, all stands alone, unknown ones do nothing", () => {
  assert.deepEqual(scopesForKey("team", ["own", "shared"], every), ["own", "shared", "team"]);
  assert.deepEqual(scopesForKey("own", ["team", "own", "shared"], every), ["own", "shared"]);
  assert.deepEqual(scopesForKey("all", ["own", "shared"], every), ["all"]);
  assert.deepEqual(scopesForKey(null, ["own"], every), []);
  assert.equal(scopesForKey("team", [], ["all"]), undefined);
});

test("a new right sees no more fields than reading does, and one without fields has none", () => {
  const narrow = [grant("read", "all", ["name", "remark"])];
  assert.deepEqual(withScopes(narrow, customer, "export", ["own"]).at(-1), grant("export", "own", ["name", "remark"]));
  assert.deepEqual(withScopes(narrow, customer, "import", ["all"]).at(-1), grant("import", "all"));
});

test("a field is hidden, read or changed, on every scope at once", () => {
  assert.equal(levelOf(rep, "customer", "phone"), "change");
  const read = withLevel(rep, customer, "phone", "read");
  assert.equal(levelOf(read, "customer", "phone"), "read");
  assert.deepEqual(read.find((one) => one.action === "update")?.fields, ["name", "owner", "remark"]);
  const hidden = withLevel(rep, customer, "phone", "hidden");
  assert.equal(levelOf(hidden, "customer", "phone"), "hidden");
  assert.ok(hidden.every((one) => !one.fields?.includes("phone")));
  assert.deepEqual(withLevel(hidden, customer, "phone", "change"), rep);
});

test("names cannot be hidden, owners change by handing over, and changing needs the right to change", () => {
  assert.deepEqual(levelsFor(rep, "customer", "name"), ["read", "change"]);
  assert.deepEqual(levelsFor(rep, "customer", "owner"), ["hidden", "read"]);
  assert.deepEqual(levelsFor([grant("read", "all")], "customer", "phone"), ["hidden", "read"]);
  assert.equal(levelOf([], "customer", "phone"), undefined);
});

test("a number is whole or masked, in what is read and exported, and what may be written stays as it was", () => {
  const numbers: Granting = {
    ...customer,
    fields: ["name", "phone", "phone_whole", "remark"].map((field) => ({ field, is_sensitive: false })),
  };
  const all = [grant("read", "own"), grant("export", "own"), grant("update", "own"), grant("create", "own")];
  const masked = withLevel(all, numbers, "phone_whole", "hidden");
  const fieldsOf = (action: string) => masked.find((one) => one.action === action)!.fields;
  assert.deepEqual(["read", "export", "update", "create"].map(fieldsOf), [
    ["name", "phone", "remark"],
    ["name", "phone", "remark"],
    null,
    null,
  ]);
  assert.deepEqual(levelsFor(all, "customer", "phone_whole"), ["hidden", "read"]);
  assert.deepEqual(
    [levelOf(all, "customer", "phone_whole"), levelOf(masked, "customer", "phone_whole")],
    ["read", "hidden"],
  );
  assert.deepEqual([levelWord("phone_whole", "hidden"), levelWord("phone_whole", "read")], ["masked", "whole"]);
  assert.equal(levelWord("phone", "hidden"), "hidden");
  assert.deepEqual(withLevel(masked, numbers, "phone_whole", "read"), all);
  assert.deepEqual(
    differences(all, masked, [numbers]).map(({ name }) => name),
    ["phone_whole"],
  );
});

test("changes are counted as people see them, whatever the order of the grants", () => {
  assert.deepEqual(differences(rep, rep.toReversed(), [customer]), []);
  const wider = withScopes(rep, customer, "export", ["team"]);
  assert.equal(differences(rep, withLevel(wider, customer, "phone", "hidden"), [customer]).length, 2);
});
