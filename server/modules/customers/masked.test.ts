import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { LiveClient } from "#test/live_client.ts";
import { newId } from "../../platform/ids.ts";
import { previewBulkEditContract } from "./bulk_edit.contract.ts";
import { listConsentsContract, recordConsentContract } from "./consent.contract.ts";
import { addContactPointContract, removeContactPointContract, updateContactPointContract } from "./contact.contract.ts";
import * as contracts from "./customer.contract.ts";
import { findDuplicatesContract, readDuplicatesContract } from "./duplicate.contract.ts";
import { exportPersonalDataContract } from "./erasure.contract.ts";
import { exportListContract } from "./export.contract.ts";
import { createExportContract, listExportsContract, readExportFileContract } from "./export_job.contract.ts";
import { listFieldsContract } from "./fields.contract.ts";
import { groupCustomersContract } from "./group.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { importing } from "./import/import.fixture.ts";
import { giveRole, masked, maskedGrants, numbers } from "./masked.fixture.ts";
import { mergeCustomersContract, previewMergeContract, previewUndoMergeContract } from "./merge.contract.ts";
import * as picks from "./pool/pick.contract.ts";
import { createPoolContract } from "./pool/pool.contract.ts";
import { searchContract } from "./search.contract.ts";
import { addTradesContract } from "./trade/trade.contract.ts";
import { tryCustomerContract } from "./trial.contract.ts";
import { createViewContract } from "./view.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const li = await giveRole(house, "li", [
  ...maskedGrants,
  { object: "pool", action: "pick", scope: "all", fields: null },
]);
const { make, tells } = numbers(house, 31_170_000);
const byPhone = (op: string, value: unknown) => JSON.stringify({ all: [{ field: "phone", op, value }] });

describe("masked at every exit", () => {
  test("record: value and display are masks, of contacts too, and who sees all sees them whole", async () => {
    const one = await make({
      contacts: [{ name: "林晓燕", contact_points: [{ kind: "phone", value: "0571 8796 4402" }] }],
    });
    const params = { customerId: one.id };
    const shown = (await li.call(contracts.readCustomerContract, { params })).body;
    const points = shown.contact_points!.map(({ value, display, is_masked }) => [value, display, is_masked]);
    assert.deepEqual(points, [
      [one.mask, one.mask, true],
      ["0571 **** 4402", "0571 **** 4402", true],
    ]);
    assert.ok(!tells(shown, one.phone));
    const whole = (await zhao.call(contracts.readCustomerContract, { params })).body.contact_points!;
    assert.deepEqual([whole[0]!.value, whole[0]!.is_masked], [one.phone, false]);
  });

  test("list: the column is a mask, whatever columns are asked for", async () => {
    const one = await make();
    const ids = JSON.stringify({ all: [{ field: "name", op: "is", value: one.name }] });
    const reply = await li.call(contracts.listCustomersContract, {
      query: { filter: ids, columns: "phone,phone_whole,mail,tax_id" },
    });
    assert.deepEqual(
      reply.body.rows.map((row) => row.phone),
      [one.mask],
    );
    assert.ok(!tells(reply.body, one.phone));
  });

  test("filters by numbers are refused by name, in lists, groups, exports, bulk edits, views; the page is not offered any", async () => {
    await make();
    const sentences = [
      ["contains", "3117"],
      ["begins", "+86199311"],
      ["is", "+8619931170000"],
      ["is_not", "+8619931170000"],
      ["filled", undefined],
    ] as const;
    for (const [op, value] of sentences) {
      const filter = byPhone(op, value);
      const refused = [
        await li.call(contracts.listCustomersContract, { query: { filter } }),
        await li.call(groupCustomersContract, { query: { by: "stage", filter } }),
        await li.call(exportListContract, { query: { format: "csv", filter } as never }),
        await li.call(createExportContract, { body: { format: "csv", filter } as never }),
        await li.call(previewBulkEditContract, { body: { field: "remark", value: "x", filter } as never }),
        await li.call(createViewContract, { body: { object: "customer", name: "按号码", filter: JSON.parse(filter) } }),
      ];
      for (const reply of refused) {
        assert.deepEqual([reply.status, reply.problem.id], [400, "field.hidden"], JSON.stringify(reply.problem));
        assert.ok(reply.problem.fields!.some(({ field }) => field === "phone_whole"));
      }
    }
    const sorted = await li.call(contracts.listCustomersContract, { query: { sort: "phone" } });
    assert.equal(sorted.problem.id, "list.unknown_sort");
    const offered = (await li.call(listFieldsContract)).body.fields.find(({ field }) => field === "phone")!;
    assert.deepEqual([offered.is_column, offered.is_filterable, offered.is_sortable], [true, false, false]);
    const toAll = (await zhao.call(listFieldsContract)).body.fields.find(({ field }) => field === "phone")!;
    assert.equal(toAll.is_filterable, true);
  });

  test("a filter narrows to the rows whose numbers are whole", async () => {
    const wang = await giveRole(house, "wang", [
      { object: "customer", action: "read", scope: "all", fields: masked },
      { object: "customer", action: "read", scope: "own", fields: null },
    ]);
    const mine = await make({ owner_id: wang.userId });
    const other = await make();
    for (const [one, expected] of [
      [mine, [mine.id]],
      [other, []],
    ] as const) {
      const { body } = await wang.call(contracts.listCustomersContract, {
        query: { filter: byPhone("is", `+86${one.phone}`) },
      });
      assert.deepEqual(
        body.rows.map(({ id }) => id),
        expected,
      );
    }
    const found = async (q: string) => (await wang.call(searchContract, { query: { q } })).body.hits;
    assert.ok((await found(mine.phone.slice(-8))).some(({ customer_id }) => customer_id === mine.id));
    assert.ok(!(await found(other.phone.slice(-8))).some(({ customer_id }) => customer_id === other.id));
    const shown = await wang.call(contracts.readCustomerContract, { params: { customerId: mine.id } });
    assert.equal(shown.body.contact_points![0]!.value, mine.phone);
  });

  test("search: by the whole number as people write it, never by a part, and why it matched is a mask", async () => {
    const one = await make();
    const { phone, mask, id } = one;
    const spaced = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
    for (const q of [phone, spaced, `+86 ${spaced}`, `0086${phone}`, `${one.name} ${phone}`]) {
      const { body } = await li.call(searchContract, { query: { q } });
      const hit = body.hits.find(({ customer_id }) => customer_id === id);
      assert.ok(hit, q);
      assert.ok(!tells(hit, phone), JSON.stringify(hit));
      if (hit.why === "phone") assert.equal(hit.matched.map(({ text }) => text).join(""), mask);
    }
    const parts = [0, 1, 2, 3].flatMap((from) => [4, 5, 6, 7, 8, 9, 10].map((to) => phone.slice(from, from + to)));
    for (const q of [...parts.filter((part) => part.length < 11), `${one.name} ${phone.slice(-4)}`, phone.slice(-10)]) {
      const { body } = await li.call(searchContract, { query: { q, limit: 50 } });
      assert.ok(!body.hits.some(({ customer_id, why }) => customer_id === id && why === "phone"), q);
      assert.ok(!tells(body, phone), q);
    }
    const whole = await zhao.call(searchContract, { query: { q: phone.slice(-8) } });
    assert.ok(whole.body.hits.some(({ customer_id }) => customer_id === id));
  });

  test("exports: in every format, and a file made while numbers were whole is withdrawn", async () => {
    const one = await make();
    const filter = JSON.stringify({ all: [{ field: "name", op: "is", value: one.name }] });
    for (const format of ["csv", "txt"] as const) {
      const reply = await li.call(exportListContract, { query: { format, filter, columns: "phone" } as never });
      assert.ok(String(reply.body).includes(one.mask), String(reply.body));
      assert.ok(!tells(reply.body, one.phone));
    }
    const lars = await giveRole(house, "lars", [
      { object: "customer", action: "read", scope: "all", fields: null },
      { object: "customer", action: "export", scope: "all", fields: null },
    ]);
    const order = { format: "csv", filter, columns: "phone" } as never;
    const made = (await lars.call(createExportContract, { body: order })).body;
    const state = async () => (await lars.call(listExportsContract)).body.exports.find(({ id }) => id === made.id)!;
    for (let i = 0; i < 400 && (await state()).state !== "done"; i++) await new Promise((done) => setTimeout(done, 25));
    const fetched = await lars.call(readExportFileContract, { params: { exportId: made.id } });
    assert.ok(tells(fetched.body, one.phone), "the file has it whole");
    await giveRole(house, "lars", maskedGrants);
    const refused = await lars.call(readExportFileContract, { params: { exportId: made.id } });
    assert.notEqual(refused.status, 200);
    assert.ok(!tells(refused.body, one.phone));
    assert.deepEqual([(await state()).state, (await state()).reason], ["withdrawn", "fields_closed"]);
  });

  test("exports: an export that opens everything has no number whole that reading masks, and cannot be narrowed by it", async () => {
    const xu = await giveRole(house, "xu", [
      { object: "customer", action: "read", scope: "all", fields: masked },
      { object: "customer", action: "export", scope: "all", fields: null },
    ]);
    await house.db.updateTable("app_user").set({ client_access: "all" }).where("id", "=", xu.userId).execute();
    await house.db
      .updateTable("policy_version")
      .set((eb) => ({ version: eb("version", "+", 1) }))
      .execute();
    const one = await make();
    const ask = async (filter: string) =>
      String((await xu.call(exportListContract, { query: { format: "csv", filter, columns: "phone" } as never })).body);
    const named = await ask(JSON.stringify({ all: [{ field: "name", op: "is", value: one.name }] }));
    assert.ok(named.includes(one.mask) && !tells(named, one.phone), named);
    assert.ok(!(await ask(byPhone("is", `+86${one.phone}`))).includes(one.name));
    const made = (await xu.call(createExportContract, { body: { format: "csv", columns: "phone" } as never })).body;
    const state = async () => (await xu.call(listExportsContract)).body.exports.find(({ id }) => id === made.id)!.state;
    for (let i = 0; i < 400 && (await state()) !== "done"; i++) await new Promise((done) => setTimeout(done, 25));
    const fetched = await xu.call(readExportFileContract, { params: { exportId: made.id } });
    assert.equal(fetched.status, 200);
    assert.ok(!tells(fetched.body, one.phone));
  });

  test("history: before and after are masks, and so is the number of a consent", async () => {
    const one = await make();
    const params = { customerId: one.id };
    const at = { params: { ...params, contactPointId: one.point.id } };
    const next = one.phone.replace(/^199/, "189");
    await zhao.call(updateContactPointContract, { ...at, body: { value: next, seen: one.phone } });
    const said = await zhao.call(recordConsentContract, {
      params,
      body: { point_id: one.point.id, channel: "voice", verdict: "refused", source: "spoken" },
    });
    assert.equal(said.status, 200, JSON.stringify(said.problem));
    await zhao.call(removeContactPointContract, at);
    const history = (await li.call(readHistoryContract, { params })).body;
    const values = history.entries.flatMap(({ changes }) => changes.filter(({ field }) => field === "phone"));
    assert.equal(values.length, 2);
    assert.ok(!tells(history, one.phone) && !tells(history, next), JSON.stringify(values));
    assert.ok(tells((await zhao.call(readHistoryContract, { params })).body, next));
    const consents = (await li.call(listConsentsContract, { params })).body;
    assert.equal(consents.statements[0]!.point, `189 **** ${next.slice(7)}`);
    assert.ok(!tells(consents, next));
  });

  test("live: a changed number is told of by ids and names alone", async () => {
    const one = await make();
    const page = new LiveClient(house.base, li);
    await page.ready();
    const next = one.phone.replace(/^199/, "188");
    await zhao.call(updateContactPointContract, {
      params: { customerId: one.id, contactPointId: one.point.id },
      body: { value: next, seen: one.phone },
    });
    await page.until("the change", ({ roots }) => roots.includes(one.id));
    page.cut();
    assert.ok(!tells(page.heard, one.phone) && !tells(page.heard, next), JSON.stringify(page.heard));
  });

  test("duplicates and merges: found by a whole number, compared by masks, undone without showing more", async () => {
    const number = "19931176543";
    const one = await make({ name: "掩码灯具甲有限公司" }, number);
    const other = await make({ name: "掩码灯具甲有限公司" }, number);
    const found = await li.call(findDuplicatesContract, {
      body: { kind: "company", name: "没有这样的名字", contact_points: [{ kind: "phone", value: number }] },
    });
    assert.ok(
      found.body.matches.some(({ id }) => id === one.id),
      JSON.stringify(found.body),
    );
    const part = await li.call(findDuplicatesContract, {
      body: { kind: "company", name: "没有这样的名字", contact_points: [{ kind: "phone", value: number.slice(-8) }] },
    });
    assert.ok(!part.body.matches.some(({ id }) => id === one.id));
    const group = await li.call(readDuplicatesContract, { params: { customerId: one.id } });
    assert.ok(!tells(group.body, number));
    const choice = { winner_id: one.id, loser_ids: [other.id] } as never;
    const preview = await li.call(previewMergeContract, { body: choice });
    assert.equal(preview.status, 200, JSON.stringify(preview.problem));
    assert.ok(!tells(preview.body, number), JSON.stringify(preview.body));
    const merged = await li.call(mergeCustomersContract, { body: choice });
    assert.equal(merged.status, 200, JSON.stringify(merged.problem));
    assert.ok(!tells(merged.body, number));
    const params = { mergeId: merged.body.id };
    const undo = await li.call(previewUndoMergeContract, { params });
    assert.equal(undo.status, 200, JSON.stringify(undo.problem));
    assert.ok(!tells(undo.body, number));
    const after = await li.call(contracts.readCustomerContract, { params: { customerId: one.id } });
    assert.ok(!tells(after.body, number));
  });

  test("files and batches of guesses find nobody by a number", async () => {
    const one = await make();
    const { imported } = importing(house);
    const trade = { phone: one.phone, reference: "猜-1", traded_on: "2026-01-05", amount: 100, currency: "CNY" };
    const sent = await li.call(addTradesContract, { body: { trades: [trade] } as never });
    assert.equal(sent.body.rows[0]!.error, "trade.customer_unknown", JSON.stringify(sent.body));
    const known = await zhao.call(addTradesContract, { body: { trades: [{ ...trade, reference: "猜-2" }] } as never });
    assert.equal(known.body.rows[0]!.outcome, "created", JSON.stringify(known.body));
    const byFile = await imported(li, `名称,电话,备注\n猜号码的,${one.phone},改\n`, {
      policy: "update",
      keys: ["phone"],
    });
    assert.deepEqual([byFile.created_count, byFile.updated_count, byFile.rejected_count], [1, 0, 0]);
    const mask = await imported(zhao, `名称,电话\n掩码进来的,${one.mask}\n`);
    assert.deepEqual([mask.created_count, mask.rejected_count], [0, 1]);
    const { rejections } = importing(house);
    assert.deepEqual(await rejections(zhao, mask), [[2, "phone_masked", "phone"]]);
  });

  test("a pool's records, the trial of a role, and the personal data file", async () => {
    const pool = await zhao.call(createPoolContract, {
      body: { name: "打码公海", picker_teams: [house.ids.teams.sales!], hidden_fields: [] } as never,
    });
    assert.equal(pool.status, 200, JSON.stringify(pool.problem));
    const poolId = pool.body.id;
    const one = await make({ owner_id: zhao.userId });
    const released = await zhao.call(picks.releaseCustomerContract, {
      params: { customerId: one.id },
      body: { pool_id: poolId, note: "放回" },
    });
    assert.equal(released.status, 200, JSON.stringify(released.problem));
    const listed = await li.call(picks.listPoolCustomersContract, { params: { poolId } });
    assert.ok(listed.body.rows.some(({ id }) => id === one.id) && !tells(listed.body, one.phone));
    const seen = await li.call(picks.viewPoolCustomerContract, { params: { poolId, customerId: one.id } });
    assert.equal(seen.body.contact_points![0]!.display, one.mask);
    assert.ok(!tells(seen.body, one.phone));

    const two = await make();
    const trial = await zhao.call(tryCustomerContract, {
      params: { customerId: two.id },
      body: { user_id: li.userId },
    });
    const read = trial.body.actions.find(({ action }) => action === "read")!;
    assert.ok(read.hidden_fields.includes("phone_whole") && !read.hidden_fields.includes("phone"));

    const file = await li.call(exportPersonalDataContract, { params: { customerId: two.id } });
    assert.deepEqual([file.status, file.problem.id], [403, "phone.masked"]);
    assert.equal((await zhao.call(exportPersonalDataContract, { params: { customerId: two.id } })).status, 200);
  });

  test("whole without numbers opens nothing", async () => {
    const one = await make();
    const emma = await giveRole(house, "emma", [
      { object: "customer", action: "read", scope: "all", fields: ["stage", "phone_whole"] },
    ]);
    const reply = await emma.call(contracts.readCustomerContract, { params: { customerId: one.id } });
    assert.deepEqual(reply.body.contact_points, []);
    assert.ok(!tells(reply.body, one.phone));
    const added = await zhao.call(addContactPointContract, {
      params: { customerId: one.id },
      body: { kind: "phone", value: "0571 8796 4403" },
    });
    assert.equal(added.status, 200);
    assert.equal((await emma.call(searchContract, { query: { q: one.phone } })).body.hits.length, 0);
  });

  test("the migration: who saw numbers sees them whole, and files that have them ask for it", async () => {
    const file = await readFile(new URL("../../../db/migrations/0023_mask.sql", import.meta.url), "utf8");
    const updates = file.split(";").filter((one) => /update (role_grant|export_part)/.test(one));
    assert.equal(updates.length, 2);
    const roleId = house.ids.roles.get("marketer")!;
    const exportId = newId();
    await sql`insert into role_grant (role_id, object, action, scope, fields) values
      (${roleId}, 'customer', 'export', 'own', array['stage', 'phone']), (${roleId}, 'customer', 'export', 'team', array['mail'])`.execute(
      house.db,
    );
    await sql`insert into export (id, created_by, slot, format, query) values (${exportId}, ${li.userId}, 1, 'csv', '{}')`.execute(
      house.db,
    );
    await sql`insert into export_part (export_id, number, customer_ids, related_ids, fields) values
      (${exportId}, 0, '{}', '{}', array['phone', 'tags']), (${exportId}, 1, '{}', '{}', array['tags'])`.execute(
      house.db,
    );
    for (const twice of [...updates, ...updates]) await sql.raw(twice).execute(house.db);
    const grants = await house.db
      .selectFrom("role_grant")
      .select("fields")
      .where("role_id", "=", roleId)
      .where("action", "=", "export")
      .orderBy("scope")
      .execute();
    assert.deepEqual(
      grants.map(({ fields }) => fields),
      [["stage", "phone", "phone_whole"], ["mail"]],
    );
    const parts = await house.db
      .selectFrom("export_part")
      .select("fields")
      .where("export_id", "=", exportId)
      .orderBy("number")
      .execute();
    assert.deepEqual(
      parts.map(({ fields }) => fields),
      [["phone", "tags", "phone_whole"], ["tags"]],
    );
  });
});
