import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { removeCustomerContract } from "./bin.contract.ts";
import { createBulkEditContract } from "./bulk_edit.contract.ts";
import { addContactPointContract, removeContactPointContract } from "./contact.contract.ts";
import { createCustomerContract, readCustomerContract, updateCustomerContract } from "./customer.contract.ts";
import { eraseContactContract, eraseCustomerContract, exportPersonalDataContract } from "./erasure.contract.ts";
import { importing } from "./import/import.fixture.ts";
import { readImportContract } from "./import.contract.ts";
import { logInteractionContract } from "./interaction.contract.ts";

const house = await startHarness();

async function person(name: string) {
  const zhou = await house.as("zhou");
  const made = await zhou.call(createCustomerContract, {
    body: {
      kind: "person",
      name,
      contact_points: [{ kind: "phone", value: "199 0000 3311" }],
      contacts: [{ name: `${name}的家人`, contact_points: [{ kind: "mail", value: "family@customer.test" }] }],
    },
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  const params = { customerId: made.body.id };
  await zhou.call(updateCustomerContract, {
    params,
    body: { set: { occupation: "茶农" }, seen: { occupation: null } },
  });
  await zhou.call(logInteractionContract, { params, body: { kind: "note", body: `${name}喜欢龙井` } as never });
  return made.body;
}

/** Every table of the database that still holds the text somewhere. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(house.db);
  const found: string[] = [];
  for (const { name } of rows) {
    const hit =
      await sql`select 1 from ${sql.table(name)} x where to_jsonb(x)::text like ${`%${text}%`} limit 1`.execute(
        house.db,
      );
    if (hit.rows.length > 0) found.push(name);
  }
  return found;
}

/** The search of notes learns of it right after the commit, by a job of its own. */
async function isNowhere(text: string): Promise<void> {
  for (let tries = 0; tries < 50 && (await tablesWith(text)).length > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(await tablesWith(text), [], text);
}

test("an erased person is in no table any more, and the log stands", async () => {
  const admin = await house.as("zhao");
  const made = await person("叶知秋");
  const params = { customerId: made.id };
  assert.ok((await tablesWith("叶知秋")).includes("history"));
  const wrong = await admin.call(eraseCustomerContract, { params, body: { number: "P-999999" } });
  assert.equal(wrong.problem.id, "erasure.wrong_number");
  const refused = await (await house.as("zhou")).call(eraseCustomerContract, { params, body: { number: made.number } });
  assert.equal(refused.status, 403);
  assert.deepEqual((await admin.call(eraseCustomerContract, { params, body: { number: made.number } })).body, {
    done: true,
  });
  await isNowhere("叶知秋");
  await isNowhere("茶农");
  assert.equal((await admin.call(readCustomerContract, { params })).status, 404);
  const { rows } = await sql<{
    name: string;
  }>`select name from domain_event where root_id = ${made.id} order by id`.execute(house.db);
  assert.deepEqual(
    rows.map((row) => row.name),
    ["customer.created", "customer.updated", "interaction.logged", "customer.erased"],
  );
});

test("who came by an import is erased from what the import kept, its file too", async () => {
  const admin = await house.as("zhao");
  const { imported } = importing(house);
  const one = await imported(admin, "名称,类型,电话\n裴南枝,个人,19900003399\n别的公司,公司,19900003398");
  assert.equal(one.created_count, 2);
  const { id } = await house.db
    .selectFrom("customer")
    .select("id")
    .where("name", "=", "裴南枝")
    .executeTakeFirstOrThrow();
  const { number } = (await admin.call(readCustomerContract, { params: { customerId: id } })).body;
  const folder = join(house.directory.dataFolder, "files", house.organisationId);
  assert.equal((await readdir(folder)).length, 1);
  assert.ok((await tablesWith("裴南枝")).includes("import"));
  const erased = await admin.call(eraseCustomerContract, { params: { customerId: id }, body: { number } });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  await isNowhere("裴南枝");
  assert.deepEqual(await readdir(folder), []);
  assert.deepEqual((await tablesWith("别的公司")).includes("customer"), true);
  const again = await admin.call(readImportContract, { params: { importId: one.id } });
  assert.deepEqual([again.status, again.body.created_count, again.body.preview], [200, 2, []]);
});

test("one contact is erased, the customer stays", async () => {
  const admin = await house.as("zhao");
  const made = await person("沈怀远");
  const params = { customerId: made.id, contactId: made.contacts![0]!.id };
  assert.equal((await admin.call(eraseContactContract, { params, body: { number: made.number } })).status, 200);
  await isNowhere("family@customer.test");
  await isNowhere("沈怀远的家人");
  assert.equal((await admin.call(readCustomerContract, { params })).body.facts.name, "沈怀远");
});

test("a contact's points that were taken off, and the file they came from, are erased with the contact", async () => {
  const admin = await house.as("zhao");
  const made = await person("陆九章");
  const contact = made.contacts![0]!.id;
  const params = { customerId: made.id };
  const body = { contact_id: contact, kind: "wechat" as const, value: "lujia_family" };
  const { contact_points } = (await admin.call(addContactPointContract, { params, body })).body;
  const contactPointId = contact_points!.find(({ value }) => value === "lujia_family")!.id;
  await admin.call(removeContactPointContract, { params: { ...params, contactPointId } });
  const { imported } = importing(house);
  const head = "客户编号,联系人,联系人电话";
  const one = await imported(admin, `${head}\n${made.number},陆九章的家人,19900003377`, { policy: "update" });
  assert.equal(one.updated_count, 1);
  assert.ok((await tablesWith("9900003377")).includes("history"));
  const erased = await admin.call(eraseContactContract, {
    params: { ...params, contactId: contact },
    body: { number: made.number },
  });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  for (const text of ["lujia_family", "陆九章的家人", "9900003377"]) await isNowhere(text);
});

test("who lies in the bin is erased at once, by those who may", async () => {
  const admin = await house.as("zhao");
  const made = await person("祝英");
  const params = { customerId: made.id };
  await admin.call(removeCustomerContract, { params });
  const body = { number: made.number };
  assert.equal((await (await house.as("li")).call(eraseCustomerContract, { params, body })).status, 403);
  assert.deepEqual((await admin.call(eraseCustomerContract, { params, body })).body, { done: true });
  await isNowhere("祝英");
  assert.equal((await admin.call(eraseCustomerContract, { params, body })).problem.id, "customer.not_found");
});

test("what a bulk edit wrote about the erased only goes with them", async () => {
  const admin = await house.as("zhao");
  const [one, other] = [await person("唐棣"), await person("唐棠")];
  const edit = (ids: string[], value: string) =>
    admin.call(createBulkEditContract, { body: { ids, field: "remark", value } });
  await edit([one.id], "唐棣对花粉过敏");
  await edit([one.id, other.id], "两家是邻居");
  const params = { customerId: one.id };
  await admin.call(eraseCustomerContract, { params, body: { number: one.number } });
  await isNowhere("唐棣");
  assert.ok((await tablesWith("两家是邻居")).includes("bulk_edit"));
});

test("whatever hangs on a customer is found by an index when the customer is deleted", async () => {
  const { rows } = await sql<{ tied: string }>`
    select c.conrelid::regclass || '.' || a.attname as tied from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid in ('customer'::regclass, 'contact'::regclass, 'customer_file'::regclass, 'bulk_edit'::regclass)
       and not exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])`.execute(
    house.db,
  );
  assert.deepEqual(rows, []);
});

test("a person's data leave as a ZIP with all that is kept, and that is recorded", async () => {
  const admin = await house.as("zhao");
  const made = await person("顾清源");
  const params = { customerId: made.id };
  const reply = await fetch(`${house.base}/api/customers/${made.id}/personal_data.zip`, {
    headers: { cookie: admin.cookie },
  });
  assert.equal(reply.headers.get("content-type"), "application/zip");
  const bytes = Buffer.from(await reply.arrayBuffer());
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  assert.equal((await (await house.as("zhou")).call(exportPersonalDataContract, { params })).status, 403);
  const { rows } =
    await sql`select 1 from domain_event where root_id = ${made.id} and name = 'customer.personal_data_exported'`.execute(
      house.db,
    );
  assert.equal(rows.length, 1);
});
