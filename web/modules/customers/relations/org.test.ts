import assert from "node:assert/strict";
import { test } from "node:test";
import { type Contact, lineBelow, organisationOf } from "./org.ts";

const contact = (
  id: string,
  reports_to: string | null = null,
  buying_role: Contact["buying_role"] = null,
): Contact => ({
  id,
  name: id,
  title: null,
  department: null,
  remark: null,
  client_id: null,
  reports_to,
  buying_role,
});

const contacts = [
  contact("loose"),
  contact("user", "head", "uses"),
  contact("head", null, "decides"),
  contact("adviser", "head", "influences"),
  contact("clerk", "user"),
  contact("lone", null, "blocks"),
  contact("orphan", "out of sight"),
];

test("lines make a tree; who decides stands before who influences, and those without a place stand apart", () => {
  const { tops, loose, reportsOf } = organisationOf(contacts);
  assert.deepEqual(
    tops.map((one) => one.id),
    ["head", "lone"],
  );
  assert.deepEqual(
    loose.map((one) => one.id),
    ["loose", "orphan"],
  );
  assert.deepEqual(
    reportsOf("head").map((one) => one.id),
    ["adviser", "user"],
  );
});

test("nobody can report to those below", () => {
  assert.deepEqual([...lineBelow("head", organisationOf(contacts))].sort(), ["adviser", "clerk", "head", "user"]);
  assert.deepEqual([...lineBelow("clerk", organisationOf(contacts))], ["clerk"]);
});
