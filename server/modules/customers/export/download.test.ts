import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { cast, signedCookie, startHarness } from "#test/harness.ts";
import { updateUserContract } from "../../people/people.contract.ts";
import { exportListContract } from "../export.contract.ts";
import { cell } from "./page.ts";

const house = await startHarness();
const boss = house.ids.users.he!;
const rows = 12_000;

/** Rows so fat that what has left the program is a small part of them: nobody reads on until the test does. */
await sql`
  insert into customer (id, number, kind, name, name_pinyin, owner_id, team_id, remark, created_by)
  select gen_random_uuid(), 900000 + n, 'company', '出口 ' || n, 'chukou', ${boss}::uuid, u.team_id, repeat('长', 3000), ${boss}::uuid
    from generate_series(1, ${rows}::int) n, app_user u where u.id = ${boss}::uuid`.execute(house.db);

const exportEvents = async () => {
  const { rows } = await sql<{ name: string; payload: Record<string, unknown> }>`
    select name, payload from domain_event where name like 'customer.export%' order by id`.execute(house.db);
  return rows;
};

async function begin(cookie: string, format = "csv") {
  const address = `${house.base}/api${exportListContract.path}?kind=company&columns=remark&format=${format}`;
  const response = await fetch(address, { headers: { cookie } });
  assert.equal(response.status, 200);
  const reader = response.body!.getReader();
  await reader.read();
  return reader;
}

async function readOn(reader: Awaited<ReturnType<typeof begin>>): Promise<number> {
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

async function settled(count: number) {
  const deadline = Date.now() + 10_000;
  while ((await exportEvents()).length < count && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return await exportEvents();
}

describe("an export under way", () => {
  test("is recorded before its first row, and with its count at the end", async () => {
    const he = await house.as("he");
    const reader = await begin(he.cookie);
    const [started] = await exportEvents();
    assert.deepEqual([started?.name, started?.payload.filtered_by], ["customer.exported", "kind"]);
    assert.ok((await readOn(reader)) > rows * 9000);
    const ended = (await settled(2))[1]!;
    assert.deepEqual(ended, {
      name: "customer.export_ended",
      payload: { export_id: started!.payload.export_id, row_count: rows, is_complete: true },
    });
  });

  test("breaks off when the right to export goes", async () => {
    const he = await house.as("he");
    const reader = await begin(he.cookie);
    const admin = await house.as("zhao");
    const become = (role: string) =>
      admin.call(updateUserContract, {
        params: { userId: boss },
        body: { role_ids: [house.ids.roles.get(role)!] },
      });
    assert.equal((await become("sales_rep")).status, 200);
    await assert.rejects(readOn(reader));
    const ended = (await settled(4))[3]!;
    assert.equal(ended.name, "customer.export_ended");
    assert.equal(ended.payload.is_complete, false);
    assert.ok(Number(ended.payload.row_count) < rows);
    assert.equal((await become(cast.he.role)).status, 200);
  });

  test("breaks off when the session ends", async () => {
    const he = await house.as("he");
    const reader = await begin(he.cookie);
    await house.db.deleteFrom("session").where("user_id", "=", boss).execute();
    await assert.rejects(readOn(reader));
    assert.equal((await settled(6))[5]!.payload.is_complete, false);
  });

  test("is recorded too when its reader goes away", async () => {
    const cookie = await signedCookie(house.db, {
      userId: boss,
      organisationId: house.organisationId,
      master: house.directory.master,
    });
    const reader = await begin(cookie);
    await reader.cancel();
    const ended = (await settled(8))[7]!;
    assert.deepEqual([ended.name, ended.payload.is_complete], ["customer.export_ended", false]);
  });
});

test("a workbook breaks off too, and the node stands", async () => {
  const cookie = await signedCookie(house.db, {
    userId: boss,
    organisationId: house.organisationId,
    master: house.directory.master,
  });
  const reader = await begin(cookie, "xlsx");
  await house.db.deleteFrom("session").where("user_id", "=", boss).execute();
  await assert.rejects(readOn(reader));
  assert.equal((await settled(10))[9]!.payload.is_complete, false);
  assert.equal(
    (await (await house.as("zhao")).call(exportListContract, { query: { format: "txt", most: 1 } })).status,
    200,
  );
});

test("formulas are led by an apostrophe, telephone numbers are not", () => {
  const given = [
    "+86 571 5550 4402",
    "+8657155504402",
    "+1",
    "+1+1",
    "+86-571",
    "+cmd|' /C calc'!A0",
    "=1",
    "-1",
    "@x",
  ];
  assert.deepEqual(given.map(cell), [
    "+86 571 5550 4402",
    "+8657155504402",
    "+1",
    "'+1+1",
    "'+86-571",
    "'+cmd|' /C calc'!A0",
    "'=1",
    "'-1",
    "'@x",
  ]);
});
