import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { updateUserContract } from "../../people/people.contract.ts";
import { removeCustomerContract } from "../bin.contract.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import { setWatermarkContract } from "../export.contract.ts";
import * as contracts from "../export_job.contract.ts";
import { createOwnFieldContract, listOwnFieldsContract } from "../own/own_field.contract.ts";
import { shareCustomerContract, transferCustomerContract, unshareCustomerContract } from "../sharing.contract.ts";

const house = await startHarness();
const he = await house.as("he");
const zhao = await house.as("zhao");
const managers = house.ids.roles.get("sales_manager")!;

async function customer(name: string, owner: string | null = he.userId, more: Record<string, unknown> = {}) {
  const made = await zhao.call(createCustomerContract, {
    body: { kind: "company", name, owner_id: owner, ...more } as never,
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body;
}

async function order(who: Caller, query: Record<string, unknown> = {}): Promise<string> {
  const made = await who.call(contracts.createExportContract, { body: { format: "csv", ...query } as never });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body.id;
}

const read = async (who: Caller, id: string) =>
  (await who.call(contracts.listExportsContract)).body.exports.find((one) => one.id === id)!;

async function ended(who: Caller, id: string) {
  for (let i = 0; i < 400; i++) {
    const one = await read(who, id);
    if (one.state !== "waiting" && one.state !== "running") return one;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the export does not end");
}

const fetchFile = (who: Caller, exportId: string) =>
  who.call(contracts.readExportFileContract, { params: { exportId } });

/** A finished export, fetched once to be sure. */
async function made(who: Caller, query: Record<string, unknown> = {}): Promise<string> {
  const id = await order(who, query);
  const one = await ended(who, id);
  assert.equal(one.state, "done", String(one.reason));
  assert.equal((await fetchFile(who, id)).status, 200);
  return id;
}

/** Exports wait as if another one was being made. */
async function hold(): Promise<void> {
  const held = await sql`
    update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'test' where queue_name = 'exports'`.execute(
    house.db,
  );
  assert.equal(Number(held.numAffectedRows), 1);
}

const release = () =>
  sql`update graphile_worker._private_job_queues set locked_at = null, locked_by = null where queue_name = 'exports'`.execute(
    house.db,
  );

const bytes = async () => {
  const names = await readdir(join(house.directory.dataFolder, "files", house.organisationId));
  return names.filter((name) => !name.endsWith(".part")).length;
};

async function untilSo(is: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not come to that");
}

async function requireClosed(who: Caller, exportId: string, reason: string): Promise<void> {
  const refused = await fetchFile(who, exportId);
  assert.deepEqual([refused.status, refused.problem?.id], [409, `export.${reason}`]);
  const one = await read(who, exportId);
  assert.deepEqual([one.state, one.reason, one.file_name], ["withdrawn", reason, null]);
  assert.equal((await fetchFile(who, exportId)).problem.id, `export.${reason}`);
  const { rows } = await sql`select 1 from export_part where export_id = ${exportId}`.execute(house.db);
  assert.equal(rows.length, 0);
}

const first = await customer("甲包装", he.userId, { payment_terms: "月结 30 天" });

test("an export is made, listed, told and fetched", async () => {
  const id = await order(he, { format: "csv", columns: "payment_terms", filter: '{"all":[]}' });
  const one = await ended(he, id);
  assert.deepEqual(
    [one.state, one.row_count, one.expected_count, one.is_complete, one.format, one.mark, one.reason],
    ["done", 1, 1, true, "csv", null, null],
  );
  assert.equal(one.query.columns, "payment_terms");
  const days = (new Date(one.expires_at!).getTime() - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7);
  const file = await fetchFile(he, id);
  assert.equal(file.status, 200);
  assert.equal(
    String(file.body).replace("\ufeff", ""),
    `客户编号,客户名称,类型,付款条件\r\n${first.number},甲包装,公司,月结 30 天\r\n`,
  );
  assert.equal(Number(file.headers.get("content-length")), one.size);
  assert.deepEqual(await eventsOf(house.db, id), [
    "export.ordered",
    "export.progressed",
    "export.ended",
    "export.fetched",
  ]);
  const { rows } = await sql<{ name: string; payload: Record<string, unknown> }>`
    select name, payload from domain_event where payload ->> 'export_id' = ${id} order by id`.execute(house.db);
  assert.deepEqual(
    rows.map(({ name, payload }) => [name, payload.filtered_by ?? payload.row_count]),
    [
      ["customer.exported", "filter"],
      ["customer.export_ended", 1],
    ],
  );
});

test("the other kinds are whole files too", async () => {
  for (const format of ["xlsx", "docx", "txt"]) {
    const id = await made(he, { format });
    assert.match((await read(he, id)).file_name!, new RegExp(`\\.${format}$`));
  }
});

test("repeated with its key it is one; two places, and the third is refused by name", async () => {
  await hold();
  const headers = { "idempotency-key": "export-once-0001" };
  const replies = await race(6, () => he.call(contracts.createExportContract, { body: { format: "csv" }, headers }));
  assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1);
  const more = await race(6, () => he.call(contracts.createExportContract, { body: { format: "csv" } }));
  const refused = more.filter((reply) => reply.status === 409);
  assert.equal(refused.length, 5);
  assert.deepEqual([refused[0]!.problem.id, refused[0]!.problem.detail], ["export.too_many", { most: 2 }]);
  const waiting = more.find((reply) => reply.status === 200)!.body.id;
  for (let i = 0; i < 2; i++) {
    const cancelled = await he.call(contracts.cancelExportContract, { params: { exportId: waiting } });
    assert.deepEqual([cancelled.status, cancelled.body.state], [200, "cancelled"]);
  }
  assert.equal((await fetchFile(he, waiting)).problem.id, "export.not_ready");
  await release();
  assert.equal((await ended(he, replies[0]!.body.id)).state, "done");
  assert.equal((await read(he, waiting)).state, "cancelled");
  assert.deepEqual(await eventsOf(house.db, waiting), ["export.ordered", "export.ended"]);
});

test("refused without the right, not found for others, bad input named", async () => {
  const id = await made(he);
  const li = await house.as("li");
  assert.equal((await li.call(contracts.createExportContract, { body: { format: "csv" } })).status, 403);
  assert.equal((await li.call(contracts.listExportsContract)).status, 403);
  const other = await fetchFile(zhao, id);
  assert.deepEqual([other.status, other.problem.id], [404, "export.not_found"]);
  assert.equal((await zhao.call(contracts.cancelExportContract, { params: { exportId: id } })).status, 404);
  assert.equal((await fetchFile(he, newId())).status, 404);
  assert.ok(!(await zhao.call(contracts.listExportsContract)).body.exports.some((one) => one.id === id));
  const body = { format: "csv", filter: "{}" } as const;
  assert.equal((await he.call(contracts.createExportContract, { body })).status, 400);
  const bad = { format: "pdf" } as never;
  assert.equal((await he.call(contracts.createExportContract, { body: bad })).status, 400);
});

test("a customer given to somebody out of reach, one whose share ended, one in the bin: the file is withdrawn", async () => {
  const moved = await customer("要转走的");
  const before = await made(he);
  const to = { owner_id: null, seen: he.userId };
  const done = await zhao.call(transferCustomerContract, { params: { customerId: moved.id }, body: to });
  assert.equal(done.status, 200, JSON.stringify(done.problem));
  await requireClosed(he, before, "rows_closed");

  const shared = await customer("共享来的", null);
  const share = await zhao.call(shareCustomerContract, {
    params: { customerId: shared.id },
    body: { user_id: he.userId, team_id: null, access: "read" },
  });
  assert.equal(share.status, 200, JSON.stringify(share.problem));
  const withShare = await made(he);
  assert.match(String((await fetchFile(he, withShare)).body), /共享来的/);
  const shareId = (share.body as { shares: { id: string }[] }).shares[0]!.id;
  await zhao.call(unshareCustomerContract, { params: { customerId: shared.id, shareId } });
  await requireClosed(he, withShare, "rows_closed");

  const binned = await customer("要进回收站的");
  const withBinned = await made(zhao);
  await zhao.call(removeCustomerContract, { params: { customerId: binned.id } });
  await requireClosed(zhao, withBinned, "rows_closed");
  await made(zhao);
});

test("a field that is shut closes the files that show it or are chosen by it, and no other", async () => {
  const shows = await made(he, { columns: "payment_terms" });
  const chosen = await made(he, { columns: "phone", stage: "prospect" });
  const other = await made(he, { columns: "phone" });
  const setFields = async (fields: string) => {
    await sql`update role_grant set fields = ${fields}::text[] where role_id = ${managers} and object = 'customer' and action = 'export'`.execute(
      house.db,
    );
    await sql`update policy_version set version = version + 1`.execute(house.db);
  };
  await setFields("{phone,phone_whole}");
  await requireClosed(he, shows, "fields_closed");
  await requireClosed(he, chosen, "fields_closed");
  assert.equal((await fetchFile(he, other)).status, 200);
  await sql`update role_grant set fields = null where role_id = ${managers} and object = 'customer' and action = 'export'`.execute(
    house.db,
  );
  await sql`update policy_version set version = version + 1`.execute(house.db);
});

test("without the role's right it is refused and stays; with it again it is there; who left gets nothing", async () => {
  const id = await made(he);
  const become = (role: string) =>
    zhao.call(updateUserContract, { params: { userId: he.userId }, body: { role_ids: [house.ids.roles.get(role)!] } });
  assert.equal((await become("sales_rep")).status, 200);
  assert.deepEqual(
    [(await fetchFile(he, id)).status, (await fetchFile(he, id)).problem.id],
    [403, "permission.missing"],
  );
  assert.equal((await become("sales_manager")).status, 200);
  assert.equal((await fetchFile(he, id)).status, 200);
});

test("a wall of clients that came after it closes it", async () => {
  const id = await made(he);
  const wall = { client_access: "listed", client_ids: [Object.values(house.ids.clients)[0]!] } as never;
  const set = await zhao.call(updateUserContract, { params: { userId: he.userId }, body: wall });
  assert.equal(set.status, 200, JSON.stringify(set.problem));
  await requireClosed(he, id, "client_closed");
  await zhao.call(updateUserContract, {
    params: { userId: he.userId },
    body: { client_access: "all", client_ids: [] } as never,
  });
});

test("a role that asks for a mark since gets no file without one, and the next one carries it", async () => {
  const id = await made(he);
  await zhao.call(setWatermarkContract, { body: { role_ids: [managers] } });
  await requireClosed(he, id, "mark_missing");
  const marked = await made(he);
  assert.match((await read(he, marked)).mark!, /何珊/);
  assert.match(String((await fetchFile(he, marked)).body).split("\r\n")[0]!, /何珊/);
  await zhao.call(setWatermarkContract, { body: { role_ids: [] } });
});

test("an erased customer takes the files with them, bytes and all", async () => {
  const gone = await customer("要抹去的");
  const without = await made(he, { stage: "loyal" });
  const id = await made(he);
  const kept = await bytes();
  const erased = await zhao.call(eraseCustomerContract, {
    params: { customerId: gone.id },
    body: { number: gone.number },
  });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  const one = await read(he, id);
  assert.deepEqual([one.state, one.reason], ["withdrawn", "customer_erased"]);
  assert.equal((await fetchFile(he, id)).problem.id, "export.customer_erased");
  await untilSo(async () => (await bytes()) < kept);
  assert.equal((await fetchFile(he, without)).status, 200);
});

test("a customer who is only named in a cell counts too", async () => {
  const field = await zhao.call(createOwnFieldContract, {
    body: { key: "x_parent", label: { zh: "母公司", en: "Parent" }, kind: "relation", target: "customer" } as never,
  });
  assert.equal(field.status, 200, JSON.stringify(field.problem));
  await untilSo(async () => {
    const { fields } = (await zhao.call(listOwnFieldsContract)).body;
    return fields.some((one) => one.key === "x_parent" && one.state === "ready");
  });
  const parent = await customer("母公司集团");
  const child = await customer("子公司");
  await sql`update customer set x_parent = ${parent.id} where id = ${child.id}`.execute(house.db);
  const only = { filter: '{"all":[{"field":"name","op":"contains","value":"子公司"}]}', columns: "x_parent" };
  const id = await made(he, only);
  assert.match(String((await fetchFile(he, id)).body), /子公司,公司,母公司集团/);
  await zhao.call(removeCustomerContract, { params: { customerId: parent.id } });
  await requireClosed(he, id, "rows_closed");
});

test("a file is kept seven days and its line thirty", async () => {
  const id = await made(he);
  await sql`update export set expires_at = now() - interval '1 minute' where id = ${id}`.execute(house.db);
  const late = await fetchFile(he, id);
  assert.deepEqual([late.status, late.problem.id], [410, "export.expired"]);
  const tidy = () => sql`select graphile_worker.add_job('tidy_exports', '{}'::json)`.execute(house.db);
  await tidy();
  await order(he); // a commit wakes the rounds
  await untilSo(async () => (await read(he, id)).state === "expired");
  assert.equal((await fetchFile(he, id)).problem.id, "export.expired");
  await sql`update export set created_at = now() - interval '31 days' where id = ${id}`.execute(house.db);
  await tidy();
  await order(he);
  await untilSo(async () => (await fetchFile(he, id)).problem?.id === "export.not_found");
});

test("an export that three programs were killed over fails by name", async () => {
  await hold();
  const id = await order(he);
  await sql`update export set attempt = 3 where id = ${id}`.execute(house.db);
  await release();
  const one = await ended(he, id);
  assert.deepEqual([one.state, one.reason], ["failed", "export.interrupted"]);
});

test("a right that is gone before it begins fails it by name", async () => {
  await hold();
  const id = await order(he, { sort: "stage" });
  await sql`update role_grant set fields = '{phone}' where role_id = ${managers} and object = 'customer' and action = 'export'`.execute(
    house.db,
  );
  await sql`update policy_version set version = version + 1`.execute(house.db);
  await release();
  const one = await ended(he, id);
  assert.deepEqual([one.state, one.reason], ["failed", "field.hidden"]);
  await sql`update role_grant set fields = null where role_id = ${managers} and object = 'customer' and action = 'export'`.execute(
    house.db,
  );
  await sql`update policy_version set version = version + 1`.execute(house.db);
});

test("what a restored back-up says is running has no job, and ends by name", async () => {
  const id = newId();
  await sql`insert into export (id, created_by, slot, state, format, query)
    values (${id}, ${zhao.userId}, 1, 'running', 'csv', '{"format":"csv"}')`.execute(house.db);
  const one = await read(zhao, id);
  assert.deepEqual([one.state, one.reason], ["failed", "export.interrupted"]);
});
