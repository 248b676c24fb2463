import assert from "node:assert/strict";
import { test } from "node:test";
import type { FilterTree } from "#platform/filter/filter.contract.ts";
import { type Caller, startHarness } from "#test/harness.ts";
import { createViewContract } from "../customers/view.contract.ts";
import { readFirstStepsContract } from "./operations.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const chen = await house.as("chen");

const done = async (caller: Caller) => {
  const { status, body } = await caller.call(readFirstStepsContract);
  assert.equal(status, 200);
  return new Set(body.steps.filter((step) => step.done).map(({ step }) => step));
};

test("a step is done when what it leads to is there, and a view is one's own", async () => {
  const before = await done(zhou);
  assert.deepEqual([before.has("colleagues"), before.has("view"), before.has("import")], [true, false, false]);
  const filter: FilterTree = { all: [{ field: "created_at", op: "in_last", value: { count: 30, unit: "day" } }] };
  const made = await zhou.call(createViewContract, { body: { object: "customer", name: "最近新建", filter } });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  assert.deepEqual([(await done(zhou)).has("view"), (await done(chen)).has("view")], [true, false]);
});

test("nobody without a session is told", async () => {
  assert.equal((await house.anonymous.call(readFirstStepsContract)).status, 401);
});
