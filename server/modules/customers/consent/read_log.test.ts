import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { type Caller, race, startHarness } from "#test/harness.ts";
import { listReadLogContract, listSensitiveReadsContract } from "../consent.contract.ts";
import { updateContactPointContract } from "../contact.contract.ts";
import { listCustomersContract, readCustomerContract } from "../customer.contract.ts";
import { eraseCustomerContract, exportPersonalDataContract } from "../erasure.contract.ts";
import { exportListContract } from "../export.contract.ts";
import { cancelExportContract, createExportContract, listExportsContract } from "../export_job.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { giveRole, maskedGrants, numbers } from "../masked.fixture.ts";
import { previewMergeContract } from "../merge.contract.ts";
import { searchContract } from "../search.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const he = await giveRole(house, "he", [
  { object: "customer", action: "read", scope: "all", fields: null },
  { object: "customer", action: "export", scope: "all", fields: null },
]);
const { make, tells } = numbers(house, 53_390_000);
const log = async (who: Caller, how?: string) =>
  (await zhao.call(listReadLogContract, { query: { user_id: who.userId, limit: 200 } })).body.entries.filter(
    (entry) => how === undefined || entry.how === how,
  );
const named = (name: string) => JSON.stringify({ all: [{ field: "name", op: "is", value: name }] });

test("lists: one row for what was read, again within ten minutes adds to it, with the fields that narrowed it and no value", async () => {
  const one = await make({ revenue_this_year: 12_300 });
  const ask = () => he.call(listCustomersContract, { query: { filter: named(one.name), stage: "prospect" } });
  await ask();
  await ask();
  const [entry, ...more] = await log(he, "list");
  assert.equal(more.length, 0);
  const { fields, row_count, filtered_by, customer, export_id } = entry!;
  assert.deepEqual([fields, row_count, filtered_by], [["phone", "revenue_this_year"], 2, ["name", "stage"]]);
  assert.deepEqual([customer, export_id], [null, null]);
  assert.ok(!JSON.stringify(entry).includes(one.name) && !tells(entry, one.phone));
  await sql`update sensitive_exit set read_at = read_at - interval '11 minutes'`.execute(house.db);
  await ask();
  assert.equal((await log(he, "list")).length, 2);
  await he.call(listCustomersContract, { query: { filter: named("没有这一位") } });
  assert.equal((await log(he, "list")).length, 2, "an empty list tells nothing");
});

test("a list of masked numbers tells nothing sensitive, columns that are sensitive do", async () => {
  const one = await make({ birth_on: null, tax_id: "X-1234567" });
  const li = await giveRole(house, "li", maskedGrants);
  await li.call(listCustomersContract, { query: { filter: named(one.name) } });
  assert.deepEqual(await log(li, "list"), []);
  await li.call(listCustomersContract, { query: { filter: named(one.name), columns: "tax_id,birth_on" } });
  assert.deepEqual(
    (await log(li, "list")).map(({ fields }) => fields),
    [["tax_id"]],
  );
  await li.call(readCustomerContract, { params: { customerId: one.id } });
  assert.deepEqual(
    (await log(li, "record")).map(({ fields }) => fields),
    [["tax_id"]],
  );
});

test("search: a number that is shown counts, a name does not", async () => {
  const one = await make();
  await he.call(searchContract, { query: { q: one.name } });
  assert.equal((await log(he, "search")).length, 0);
  await he.call(searchContract, { query: { q: one.phone } });
  assert.deepEqual(
    (await log(he, "search")).map(({ fields, row_count }) => [fields, row_count]),
    [[["phone"], 1]],
  );
});

test("history and a merge's preview tell values too; a number in the history that is masked tells nothing", async () => {
  const one = await make({ tax_id: "X-7654321" });
  const other = await make({ tax_id: "X-7654322" });
  const at = { params: { customerId: one.id, contactPointId: one.point.id } };
  await zhao.call(updateContactPointContract, { ...at, body: { value: "189 0000 5566", seen: one.phone } });
  const sun = await giveRole(house, "sun", maskedGrants);
  await sun.call(readHistoryContract, { params: { customerId: one.id } });
  assert.deepEqual(
    (await log(sun, "record")).map(({ fields }) => fields),
    [["tax_id"]],
  );
  await he.call(readHistoryContract, { params: { customerId: one.id } });
  const byHe = (await log(he, "record")).find(({ customer }) => customer?.id === one.id)!;
  assert.deepEqual(byHe.fields.toSorted(), ["phone", "tax_id"]);
  const body = { winner_id: one.id, loser_ids: [other.id] };
  assert.equal((await sun.call(previewMergeContract, { body })).status, 200);
  assert.deepEqual(
    (await log(sun, "duplicates")).map(({ fields, row_count }) => [fields, row_count]),
    [[["tax_id"], 2]],
  );
});

test("exports: the file's row names its customers, streamed or made in the background, and stays when the file is gone", async () => {
  const one = await make();
  const other = await make();
  const params = { customerId: one.id };
  const query = { format: "csv", filter: named(one.name), columns: "phone,tax_id" } as never;
  await he.call(exportListContract, { query });
  const made = (await he.call(createExportContract, { body: query })).body;
  const state = async () => (await he.call(listExportsContract)).body.exports.find(({ id }) => id === made.id)!.state;
  for (let i = 0; i < 400 && (await state()) !== "done"; i++) await new Promise((done) => setTimeout(done, 25));
  assert.equal(await state(), "done");
  const ids = (await log(he, "export")).map(({ fields, row_count, filtered_by, export_id }) => {
    assert.deepEqual([fields, row_count, filtered_by], [["phone", "tax_id"], 1, ["name"]]);
    return export_id;
  });
  assert.equal(ids.length, 2);
  assert.ok(ids.includes(made.id));
  await sql`delete from export_part`.execute(house.db);
  const { reads } = (await zhao.call(listSensitiveReadsContract, { params })).body;
  assert.deepEqual(
    reads.filter(({ user }) => user!.id === he.userId).map(({ how }) => how),
    ["export", "export"],
  );
  const ofOther = (await zhao.call(listSensitiveReadsContract, { params: { customerId: other.id } })).body.reads;
  assert.ok(ofOther.every(({ how }) => how !== "export"));
  const zip = await zhao.call(exportPersonalDataContract, { params });
  assert.equal(zip.status, 200);
});

test("an export that is called off half-way told nobody anything", async () => {
  const one = await make();
  // the queue waits as if another export was being made
  await sql`update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'test' where queue_name = 'exports'`.execute(
    house.db,
  );
  const body = { format: "csv", filter: named(one.name), columns: "phone" } as never;
  const made = (await he.call(createExportContract, { body })).body;
  await sql`insert into sensitive_exit (user_id, how, fields, row_count, export_id)
    values (${he.userId}, 'export', array['phone'], 1000, ${made.id})`.execute(house.db);
  const entries = async () => (await log(he, "export")).filter(({ export_id }) => export_id === made.id).length;
  assert.equal(await entries(), 1);
  const ended = await he.call(cancelExportContract, { params: { exportId: made.id } });
  assert.equal(ended.body.state, "cancelled");
  assert.equal(await entries(), 0);
});

test("the log pages through both kinds, newest first, each once; bad cursors and people without the right are refused", async () => {
  const one = await make();
  for (const key of ["chen", "zhou", "wang"] as const) {
    const who = await giveRole(house, key, [{ object: "customer", action: "read", scope: "all", fields: null }]);
    await who.call(readCustomerContract, { params: { customerId: one.id } });
    await who.call(listCustomersContract, { query: { filter: named(one.name) } });
  }
  const all = (await zhao.call(listReadLogContract, { query: { limit: 200 } })).body.entries;
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof zhao.call<typeof listReadLogContract>>> = await zhao.call(
      listReadLogContract,
      {
        query: { limit: 3, ...(after ? { after } : {}) },
      },
    );
    walked.push(...page.body.entries.map(({ id }) => id));
    after = page.body.next;
  } while (after);
  assert.deepEqual(
    walked,
    all.map(({ id }) => id),
  );
  assert.equal(new Set(walked).size, walked.length);
  const times = all.map(({ read_at }) => read_at);
  assert.deepEqual(times, times.toSorted().reverse());
  const bad = Buffer.from(JSON.stringify(["x", "one", "1"])).toString("base64url");
  assert.equal((await zhao.call(listReadLogContract, { query: { after: bad } })).problem.id, "list.bad_cursor");
  assert.equal((await he.call(listReadLogContract)).status, 403);
});

test("eight lists at once are noted, and who was erased stands in the log by no name", async () => {
  const one = await make();
  const emma = await giveRole(house, "emma", [{ object: "customer", action: "read", scope: "all", fields: null }]);
  await race(8, () => emma.call(listCustomersContract, { query: { filter: named(one.name) } }));
  const entries = await log(emma, "list");
  assert.equal(
    entries.reduce((sum, { row_count }) => sum + row_count, 0),
    8,
  );
  await emma.call(readCustomerContract, { params: { customerId: one.id } });
  const erased = await zhao.call(eraseCustomerContract, {
    params: { customerId: one.id },
    body: { number: one.body.number },
  });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  const [record] = await log(emma, "record");
  assert.equal(record!.customer, null);
  assert.ok(!JSON.stringify(await log(emma)).includes(one.name));
});
