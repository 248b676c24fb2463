import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { listFieldsContract } from "../fields.contract.ts";
import { createOwnFieldContract, retireOwnFieldContract } from "../own/own_field.contract.ts";
import { createPoolContract, retirePoolContract, updatePoolContract } from "./pool.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");

test("a date by which a pool recycles is not retired until the pool lets go of it", async () => {
  const label = { zh: "合同到期", en: "Contract end" };
  const { body: field } = await zhao.call(createOwnFieldContract, { body: { kind: "date", label } });
  const isThere = async () =>
    (await zhao.call(listFieldsContract, {})).body.fields.some((one) => one.field === field.key);
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 50));
  const settings = { after_contract_end_days: 30, contract_end_field: field.key, deal_field: field.key };
  const pool = await zhao.call(createPoolContract, {
    body: { name: "到期回收", picker_teams: [house.ids.teams.sales!], ...settings },
  });
  assert.equal(pool.status, 200, JSON.stringify(pool.problem));
  const retire = () => zhao.call(retireOwnFieldContract, { params: { fieldId: field.id } });
  const refused = await retire();
  assert.deepEqual([refused.status, refused.problem.id], [409, "own_field.in_use"]);
  assert.deepEqual(refused.problem.detail, { by: { zh: "到期回收", en: "到期回收" } });
  const params = { poolId: pool.body.id };
  const freed = { after_contract_end_days: null, contract_end_field: null };
  assert.equal((await zhao.call(updatePoolContract, { params, body: freed })).status, 200);
  assert.equal((await retire()).status, 409);
  assert.equal((await zhao.call(retirePoolContract, { params })).status, 200);
  assert.equal((await retire()).status, 200);
});
