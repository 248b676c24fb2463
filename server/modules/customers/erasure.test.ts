import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract, readCustomerContract, updateCustomerContract } from "./customer.contract.ts";
import { eraseContactContract, eraseCustomerContract, exportPersonalDataContract } from "./erasure.contract.ts";
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
  assert.deepEqual(await tablesWith("叶知秋"), []);
  assert.deepEqual(await tablesWith("茶农"), []);
  assert.equal((await admin.call(readCustomerContract, { params })).status, 404);
  const { rows } = await sql<{
    name: string;
  }>`select name from domain_event where root_id = ${made.id} order by id`.execute(house.db);
  assert.deepEqual(
    rows.map((row) => row.name),
    ["customer.created", "customer.updated", "interaction.logged", "customer.erased"],
  );
});

test("one contact is erased, the customer stays", async () => {
  const admin = await house.as("zhao");
  const made = await person("沈怀远");
  const params = { customerId: made.id, contactId: made.contacts![0]!.id };
  assert.equal((await admin.call(eraseContactContract, { params, body: { number: made.number } })).status, 200);
  assert.deepEqual(await tablesWith("family@customer.test"), []);
  assert.deepEqual(await tablesWith("沈怀远的家人"), []);
  assert.equal((await admin.call(readCustomerContract, { params })).body.facts.name, "沈怀远");
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
