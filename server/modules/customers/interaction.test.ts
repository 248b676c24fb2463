import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract } from "./customer.contract.ts";
import { listInteractionsContract, logInteractionContract } from "./interaction.contract.ts";

const house = await startHarness();

test("the timeline narrows down to a stretch of time: from its first moment, before its last", async () => {
  const zhou = await house.as("zhou");
  const made = await zhou.call(createCustomerContract, { body: { kind: "company", name: "时间线上的客户" } });
  const params = { customerId: made.body.id };
  for (const day of ["01", "02", "03"]) {
    const body = { kind: "note" as const, body: day, happened_at: `2026-11-${day}T00:00:00+08:00` };
    assert.equal((await zhou.call(logInteractionContract, { params, body })).status, 200);
  }
  const within = async (query: { from?: string; to?: string }) => {
    const reply = await zhou.call(listInteractionsContract, { params, query });
    assert.equal(reply.status, 200, JSON.stringify(reply.problem));
    return reply.body.rows.map((row) => row.body);
  };
  assert.deepEqual(await within({ from: "2026-11-02T00:00:00+08:00" }), ["03", "02"]);
  assert.deepEqual(await within({ to: "2026-11-02T00:00:00+08:00" }), ["01"]);
  assert.deepEqual(await within({ from: "2026-11-01T16:00:00Z", to: "2026-11-02T16:00:00.000Z" }), ["02"]);
  const bad = await zhou.call(listInteractionsContract, { params, query: { from: "yesterday" } });
  assert.deepEqual([bad.status, bad.problem.id], [400, "request.invalid"]);
});
