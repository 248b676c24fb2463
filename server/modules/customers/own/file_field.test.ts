import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { type Caller, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { newId } from "../../../platform/ids.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import { createBulkEditContract, undoBulkEditContract } from "../bulk_edit.contract.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
  updateCustomerContract,
} from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import { listFieldsContract } from "../fields.contract.ts";
import type { CustomerFile } from "../file/access.ts";
import { removeFileContract, restoreFileContract } from "../file.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { addClientContract } from "../sharing.contract.ts";
import { createOwnFieldContract, updateOwnFieldContract } from "./own_field.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const zhou = await house.as("zhou");
const pdf = Buffer.from(`%PDF-1.7\n${"x".repeat(300)}`);

async function define(body: BodyOf<typeof createOwnFieldContract>) {
  const made = await zhao.call(createOwnFieldContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  for (let i = 0; i < 600; i++) {
    const { rows } = await sql<{ state: string }>`select state from own_field where id = ${made.body.id}`.execute(
      house.db,
    );
    if (rows[0]!.state === "ready") return made.body;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

async function create(caller = zhou): Promise<string> {
  const made = await caller.call(createCustomerContract, { body: { kind: "company", name: "签过合同的公司" } });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body.id;
}

async function send(customerId: string, name: string, more = "", caller: Caller = zhou): Promise<CustomerFile> {
  const response = await fetch(
    `${house.base}/api/customers/${customerId}/files?name=${encodeURIComponent(name)}${more}`,
    {
      method: "POST",
      headers: { cookie: caller.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
      body: new Uint8Array(pdf),
    },
  );
  assert.equal(response.status, 200);
  return (await response.json()) as CustomerFile;
}

const set = (customerId: string, value: unknown, seen: unknown = null, caller = zhou) =>
  caller.call(updateCustomerContract, {
    params: { customerId },
    body: { set: { [field.key]: value }, seen: { [field.key]: seen } } as never,
  });
const heldBy = async (customerId: string, caller = zhou): Promise<unknown> =>
  ((await caller.call(readCustomerContract, { params: { customerId } })).body.facts as Record<string, unknown>)[
    field.key
  ];
const listed = async (op: string): Promise<string[]> => {
  const filter = JSON.stringify({ all: [{ field: field.key, op }] });
  const reply = await zhou.call(listCustomersContract, { query: { filter, columns: field.key, limit: 200 } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.rows.map(({ id }) => id);
};

const field = await define({ kind: "file", label: { zh: "现行合同", en: "Current contract" } });

test("a file of the customer is chosen, shown by its name, filtered by, listed, exported and told in the history", async () => {
  const customerId = await create();
  const file = await send(customerId, "框架合同.pdf");
  const saved = await set(customerId, file.id);
  assert.equal(saved.status, 200, JSON.stringify(saved.problem));
  assert.deepEqual(await heldBy(customerId), { id: file.id, name: "框架合同.pdf" });
  assert.ok((await listed("filled")).includes(customerId));
  assert.ok(!(await listed("empty")).includes(customerId));
  const filter = JSON.stringify({ all: [{ field: field.key, op: "filled" }] });
  const list = await zhou.call(listCustomersContract, { query: { filter, columns: field.key } });
  assert.deepEqual(list.body.rows.find(({ id }) => id === customerId)?.cells?.[field.key], {
    id: file.id,
    name: "框架合同.pdf",
  });
  const told = (await zhao.call(listFieldsContract, {})).body.fields.find((one) => one.field === field.key)!;
  assert.deepEqual([told.kind, told.own?.kind, told.is_sortable, told.is_column], ["file", "file", false, true]);
  const exported = await fetch(
    `${house.base}/api/customers/export?format=csv&columns=${field.key}&filter=${encodeURIComponent(filter)}`,
    { headers: { cookie: zhao.cookie } },
  );
  assert.match(await exported.text(), /框架合同\.pdf/);
  const history = await zhou.call(readHistoryContract, { params: { customerId } });
  assert.deepEqual(history.body.entries[0]?.changes, [{ field: field.key, before: null, after: file.id }]);
});

test("a file of somebody else, none at all, a new customer's, and a filter by content are refused by name", async () => {
  const [customerId, other] = [await create(), await create()];
  const file = await send(other, "别家的.pdf");
  for (const value of [file.id, newId()]) {
    const refused = await set(customerId, value);
    assert.deepEqual(
      [refused.status, refused.problem.id, refused.problem.fields],
      [400, "own_field.invalid", [{ field: field.key, reason: "unknown_file" }]],
    );
  }
  const bad = await set(customerId, "合同");
  assert.deepEqual([bad.status, bad.problem.fields?.[0]?.reason], [400, "not_an_id"]);
  const made = await zhou.call(createCustomerContract, {
    body: { kind: "company", name: "还没有文件的公司", [field.key]: file.id } as never,
  });
  assert.deepEqual([made.status, made.problem.id], [400, "own_field.invalid"]);
  const filter = JSON.stringify({ all: [{ field: field.key, op: "contains", value: "合同" }] });
  const list = await zhou.call(listCustomersContract, { query: { filter } });
  assert.deepEqual([list.status, list.problem.id], [400, "filter.invalid"]);
});

test("removed, the file leaves the field empty; restored, it is there again; gone for good, it stays empty", async () => {
  const customerId = await create();
  const file = await send(customerId, "旧合同.pdf");
  await set(customerId, file.id);
  const params = { customerId, fileId: file.id };
  assert.equal((await zhou.call(removeFileContract, { params })).status, 200);
  assert.equal(await heldBy(customerId), null);
  assert.ok((await listed("empty")).includes(customerId));
  const history = await zhou.call(readHistoryContract, { params: { customerId } });
  assert.deepEqual(history.body.entries[0]?.changes, [
    { field: "files", before: "旧合同.pdf", after: null },
    { field: field.key, before: file.id, after: null },
  ]);
  assert.equal((await set(customerId, file.id)).status, 400, "a removed file is none to choose");
  assert.equal((await zhou.call(restoreFileContract, { params })).status, 200);
  assert.deepEqual(await heldBy(customerId), { id: file.id, name: "旧合同.pdf" });
  await zhou.call(removeFileContract, { params });
  await house.db
    .updateTable("customer_file_removal")
    .set({ removed_at: sql`now() - interval '31 days'` })
    .where("file_id", "=", file.id)
    .execute();
  await sql`select graphile_worker.add_job('purge_files', '{}'::json)`.execute(house.db);
  await create(); // a commit wakes the node
  const isGone = async () =>
    (await house.db.selectFrom("customer_file").select("id").where("id", "=", file.id).execute()).length === 0;
  for (let tries = 0; tries < 100 && !(await isGone()); tries++) await new Promise((done) => setTimeout(done, 100));
  assert.ok(await isGone());
  assert.equal(await heldBy(customerId), null);
  const next = await send(customerId, "新合同.pdf");
  assert.equal((await set(customerId, next.id)).status, 200);
  const { number } = (await zhao.call(readCustomerContract, { params: { customerId } })).body;
  const erased = await zhao.call(eraseCustomerContract, { params: { customerId }, body: { number } });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
});

test("both rights are needed: the field's and the files'", async () => {
  const customerId = await create();
  const file = await send(customerId, "保密合同.pdf");
  await set(customerId, file.id);
  const role = (await zhao.call(listRolesContract, {})).body.roles.find((one) => one.key === "sales_manager")!;
  const give = async (fields: string[]) => {
    const grants = role.grants.map((grant) =>
      grant.object === "customer" && ["read", "update"].includes(grant.action) ? { ...grant, fields } : grant,
    );
    const body = { name: role.name, grants } as never;
    assert.equal((await zhao.call(updateRoleContract, { params: { roleId: role.id }, body })).status, 200);
    return await house.as("he");
  };
  const filter = JSON.stringify({ all: [{ field: field.key, op: "filled" }] });
  for (const fields of [
    ["stage", field.key],
    ["stage", "files"],
  ]) {
    const he = await give(fields);
    assert.equal(await heldBy(customerId, he), undefined);
    const list = await he.call(listCustomersContract, { query: { filter } });
    assert.deepEqual([list.status, list.problem.id], [400, "field.hidden"]);
    assert.equal((await set(customerId, null, file.id, he)).status, 403);
    const catalogue = (await he.call(listFieldsContract, {})).body.fields;
    assert.ok(!catalogue.some((one) => one.field === field.key));
  }
  const he = await give(["stage", "files", field.key]);
  assert.deepEqual(await heldBy(customerId, he), { id: file.id, name: "保密合同.pdf" });
  assert.equal((await set(customerId, null, file.id, he)).status, 200);
  await give(role.grants.find((grant) => grant.object === "customer" && grant.action === "read")!.fields as never);
});

test("behind the wall the name of another client's file is not told, nor can it be chosen", async () => {
  const customerId = await create(zhao);
  for (const key of ["lingyin", "kanghe"])
    await zhao.call(addClientContract, { params: { customerId, clientId: house.ids.clients[key]! } });
  const file = await send(customerId, "病历.pdf", `&client_id=${house.ids.clients.kanghe}`, zhao);
  assert.equal((await set(customerId, file.id, null, zhao)).status, 200);
  const qiang = await house.as("qiang");
  assert.deepEqual(await heldBy(customerId, qiang), { id: file.id, name: null });
  assert.equal((await set(customerId, null, file.id, zhao)).status, 200);
  const refused = await set(customerId, file.id, null, qiang);
  assert.ok([400, 403].includes(refused.status), String(refused.status));
  assert.equal(await heldBy(customerId, zhao), null);
});

test("many customers' fields are emptied at once and filled again, never filled alike", async () => {
  const customerId = await create();
  const file = await send(customerId, "多人合同.pdf");
  await set(customerId, file.id);
  const edit = (value: unknown) =>
    zhou.call(createBulkEditContract, { body: { ids: [customerId], field: field.key, value } as never });
  const refused = await edit(file.id);
  assert.deepEqual([refused.status, refused.problem.id], [400, "bulk_edit.not_editable"]);
  const done = await edit(null);
  assert.deepEqual([done.status, done.body.changed_count], [200, 1], JSON.stringify(done.problem));
  assert.equal(await heldBy(customerId), null);
  const undone = await zhou.call(undoBulkEditContract, { params: { bulkEditId: done.body.id } });
  assert.equal(undone.body.restored_count, 1);
  assert.deepEqual(await heldBy(customerId), { id: file.id, name: "多人合同.pdf" });

  const again = await edit(null);
  await house.db.deleteFrom("customer_file_version").where("file_id", "=", file.id).execute();
  await house.db.deleteFrom("customer_file").where("id", "=", file.id).execute();
  const late = await zhou.call(undoBulkEditContract, { params: { bulkEditId: again.body.id } });
  assert.deepEqual([late.status, late.body.restored_count], [200, 0], "what it held is gone");
});

test("required only where a condition says so, and then the file cannot be removed", async () => {
  const rules = (body: BodyOf<typeof updateOwnFieldContract>) =>
    zhao.call(updateOwnFieldContract, { params: { fieldId: field.id }, body });
  for (const body of [{ is_required: true }, { is_unique: true }, { is_searched: true }])
    assert.deepEqual((await rules(body)).problem?.id, "own_field.does_not_fit");
  const customerId = await create();
  const file = await send(customerId, "必备合同.pdf");
  await set(customerId, file.id);
  const when = { all: [{ field: "stage", op: "any" as const, value: ["loyal"] }] };
  assert.equal((await rules({ is_required: true, required_when: when })).status, 200);
  const stage = (id: string) =>
    zhou.call(updateCustomerContract, {
      params: { customerId: id },
      body: { set: { stage: "loyal" }, seen: { stage: "prospect" } } as never,
    });
  const bare = await create();
  assert.deepEqual((await stage(bare)).problem?.id, "own_field.required");
  assert.equal((await stage(customerId)).status, 200);
  const refused = await zhou.call(removeFileContract, { params: { customerId, fileId: file.id } });
  assert.deepEqual(
    [refused.status, refused.problem.id, refused.problem.fields],
    [400, "own_field.required", [{ field: field.key, reason: "required" }]],
  );
  assert.deepEqual(await heldBy(customerId), { id: file.id, name: "必备合同.pdf" });
});
