import assert from "node:assert/strict";
import { test } from "node:test";
import type { CastKey } from "#test/cast.ts";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract, listCustomersContract, updateCustomerContract } from "./customer.contract.ts";

const house = await startHarness();

test("each row says what its reader may not change in it, and the writes agree", async () => {
  const zhou = await house.as("zhou");
  const body = { kind: "company" as const, name: "列表里改的客户", client_ids: [house.ids.clients.kanghe!] };
  const customerId = (await zhou.call(createCustomerContract, { body })).body.id;
  const blockedFor = async (key: CastKey) => {
    const page = await (await house.as(key)).call(listCustomersContract);
    return page.body.rows.find((row) => row.id === customerId)?.blocked;
  };
  const write = { set: { stage: "loyal" as const }, seen: { stage: "prospect" as const } };
  const refusal = async (key: CastKey) =>
    (await (await house.as(key)).call(updateCustomerContract, { params: { customerId }, body: write })).problem.id;

  assert.deepEqual(await blockedFor("chen"), { stage: "no_permission", owner: "no_permission" });
  assert.equal(await refusal("chen"), "permission.missing");
  assert.deepEqual(await blockedFor("wu"), { stage: "read_only", owner: "no_permission" });
  assert.equal(await refusal("wu"), "field.read_only");
  assert.deepEqual(await blockedFor("zhou"), {});
  assert.equal((await zhou.call(updateCustomerContract, { params: { customerId }, body: write })).status, 200);
});
