import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { type Caller, startHarness } from "#test/harness.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { searchContract } from "../search.contract.ts";
import {
  createOwnFieldContract,
  retireOwnFieldContract,
  reviveOwnFieldContract,
  updateOwnFieldContract,
} from "./own_field.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const found = async (q: string, who: Caller = zhao) =>
  (await who.call(searchContract, { query: { q } })).body.hits.map((hit) => [hit.customer_id, hit.why]);

async function settled(): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const { rows } = await sql<{ busy: boolean }>`
      select exists (select 1 from graphile_worker.jobs where key like 'make_own_field%' or key = 'refresh_search')
        or exists (select 1 from own_field where state = 'making') as busy`.execute(house.db);
    if (!rows[0]!.busy) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

const made = await zhao.call(createOwnFieldContract, {
  body: { kind: "text", label: { zh: "仓库说明", en: "Warehouse" }, is_searched: true },
});
await settled();
const { key, id: fieldId } = made.body;
const create = async (value: string) =>
  (
    await zhao.call(createCustomerContract, {
      body: { kind: "company", name: "甲乙丙贸易公司", owner_id: house.ids.users.zhou, [key]: value } as never,
    })
  ).body.id;
const id = await create("华东仓储中心 A 栋，冷链月台 HZ-0088 Riverside");
const typed = ["华东仓", "仓储", "冷链月台", "0088", "hz-0088", "riverside", "月台 0088"];

test("a searched text is found by its beginning and by words and pairs inside", async () => {
  for (const q of typed) assert.deepEqual(await found(q), [[id, "text"]], q);
  assert.deepEqual(await found("储华"), [], "what does not stand side by side is nothing");
  const [hit] = (await zhao.call(searchContract, { query: { q: "冷链" } })).body.hits;
  assert.deepEqual(
    hit?.matched.filter((piece) => piece.hit).map((piece) => piece.text),
    ["冷链"],
  );
});

test("entries are made anew when a field becomes searched or comes back", async () => {
  const params = { fieldId };
  await zhao.call(updateOwnFieldContract, { params, body: { is_searched: false } });
  await settled();
  assert.deepEqual(await found("仓储"), []);
  await zhao.call(updateOwnFieldContract, { params, body: { is_searched: true } });
  await settled();
  assert.deepEqual(await found("仓储"), [[id, "text"]]);
  await zhao.call(retireOwnFieldContract, { params });
  assert.deepEqual(await found("仓储"), []);
  await sql`update search_entry set tokens = '' where root_id = ${id}`.execute(house.db);
  await zhao.call(reviveOwnFieldContract, { params });
  await settled();
  assert.deepEqual(await found("仓储"), [[id, "text"]]);
});

test("nobody finds a customer by a text that they may not read", async () => {
  const role = (await zhao.call(listRolesContract, {})).body.roles.find((one) => one.key === "sales_manager")!;
  const give = async (fields: string[]) => {
    const grants = role.grants.map((grant) =>
      grant.object === "customer" && grant.action === "read" ? { ...grant, fields } : grant,
    );
    await zhao.call(updateRoleContract, {
      params: { roleId: role.id },
      body: { name: role.name, grants } as never,
    });
    return await house.as("he");
  };
  const shut = await give(["stage", "street", "province", "city", "district", "address", "tags"]);
  for (const q of typed) assert.deepEqual(await found(q, shut), [], q);
  const open = await give(["stage", key]);
  for (const q of typed) assert.deepEqual(await found(q, open), [[id, "text"]], q);
});
