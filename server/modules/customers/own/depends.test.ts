import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { type Harness, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { dayIn } from "../../../platform/filter/period.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import { removeCustomerContract, removeCustomersContract, restoreCustomersContract } from "../bin.contract.ts";
import { createCustomerContract, listCustomersContract, readCustomerContract } from "../customer.contract.ts";
import {
  createOwnFieldContract,
  listOwnFieldsContract,
  retireOwnFieldContract,
  reviveOwnFieldContract,
  updateOwnFieldContract,
} from "./own_field.contract.ts";

const house = await startHarness();
type Key = Parameters<Harness["as"]>[0];

async function define(body: BodyOf<typeof createOwnFieldContract>) {
  const admin = await house.as("zhao");
  const made = await admin.call(createOwnFieldContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  for (let i = 0; i < 600; i++) {
    const field = (await admin.call(listOwnFieldsContract, {})).body.fields.find((one) => one.id === made.body.id)!;
    if (field.state !== "making") return field;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

let count = 0;
async function create(facts: Record<string, unknown> = {}, key: Key = "zhou") {
  count += 1;
  return await (await house.as(key)).call(createCustomerContract, {
    body: { kind: "company", name: `相依的字段${count}`, ...facts } as never,
  });
}
async function factsOf(id: string): Promise<Record<string, unknown>> {
  const reply = await (await house.as("zhou")).call(readCustomerContract, { params: { customerId: id } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.facts;
}
const label = (zh: string) => ({ zh, en: null });

const fields = (id: string) => ({ params: { fieldId: id } });

test("a formula follows the field that is renamed, by whichever name it calls it", async () => {
  const admin = await house.as("zhao");
  const base = await define({ kind: "number", label: { zh: "箱数", en: "Boxes" } });
  const formula = await define({ kind: "formula", label: label("件数"), formula: "{箱数} * 12 + Boxes - {箱数}" });
  const { body } = await create({ [base.key]: 3 });
  const renamed = await admin.call(updateOwnFieldContract, { ...fields(base.id), body: { label: label("整箱数") } });
  assert.equal(renamed.status, 200, JSON.stringify(renamed.problem));
  const { body: after } = await admin.call(listOwnFieldsContract, {});
  const text = after.fields.find(({ id }) => id === formula.id)!.formula;
  assert.equal(text, "{整箱数} * 12 + {整箱数} - {整箱数}");
  assert.equal((await factsOf(body.id))[formula.key], 36);
});

test("a name that a built-in field or another field has in either language is refused", async () => {
  const admin = await house.as("zhao");
  await define({ kind: "text", label: { zh: "代号", en: "Alias" } });
  for (const zh of ["Alias", "人数", "staff_count"]) {
    const made = await admin.call(createOwnFieldContract, { body: { kind: "text", label: label(zh) } });
    assert.deepEqual([made.status, made.problem.id], [409, "own_field.label_taken"], zh);
  }
});

test("a change that would break a formula elsewhere is refused and named, and records stay readable", async () => {
  const admin = await house.as("zhao");
  const inner = await define({ kind: "formula", label: label("里层"), formula: "1 + 1" });
  await define({ kind: "formula", label: label("外层"), formula: "{里层} + 1" });
  const { body } = await create();
  const changed = await admin.call(updateOwnFieldContract, { ...fields(inner.id), body: { formula: '"甲"' } });
  assert.deepEqual([changed.status, changed.problem.id], [409, "own_field.in_use"]);
  assert.deepEqual(changed.problem.detail, { by: label("外层") });
  assert.ok(await factsOf(body.id));
});

test("a formula comes back only when what it is made of is there", async () => {
  const admin = await house.as("zhao");
  const base = await define({ kind: "number", label: label("底数") });
  const outer = await define({ kind: "formula", label: label("倍数"), formula: "{底数} * 2" });
  assert.equal((await admin.call(retireOwnFieldContract, fields(base.id))).problem.id, "own_field.in_use");
  for (const { id } of [outer, base]) assert.equal((await admin.call(retireOwnFieldContract, fields(id))).status, 200);
  const revived = await admin.call(reviveOwnFieldContract, fields(outer.id));
  assert.deepEqual([revived.status, revived.problem.id], [400, "formula.invalid"]);
  assert.equal((await create()).status, 200);
});

test("a field that decides what is required elsewhere stays in use", async () => {
  const admin = await house.as("zhao");
  const base = await define({ kind: "yes_no", label: label("出口") });
  const asked = await define({
    kind: "text",
    label: label("海关编码"),
    is_required: true,
    required_when: { all: [{ field: base.key, op: "is", value: true }] },
  });
  const retired = await admin.call(retireOwnFieldContract, fields(base.id));
  assert.deepEqual([retired.status, retired.problem.id], [409, "own_field.in_use"]);
  assert.equal((await create()).status, 200);
  assert.equal((await create({ [base.key]: true })).problem.id, "own_field.required");
  for (const { id } of [asked, base]) assert.equal((await admin.call(retireOwnFieldContract, fields(id))).status, 200);
});

test("formulas in formulas may not grow without end", async () => {
  const admin = await house.as("zhao");
  const of = (inner: string) => Array(30).fill(inner).join("+");
  await define({ kind: "formula", label: label("层零"), formula: "1" });
  await define({ kind: "formula", label: label("层一"), formula: of("{层零}") });
  const made = await admin.call(createOwnFieldContract, {
    body: { kind: "formula", label: label("层二"), formula: of("{层一}") },
  });
  assert.deepEqual([made.status, made.problem.fields], [400, [{ field: "formula", reason: "too_big" }]]);
});

test("a required field is not asked of those who may not write it", async () => {
  const admin = await house.as("zhao");
  const field = await define({ kind: "text", label: label("内部评级"), is_required: true });
  assert.equal((await create()).problem.id, "own_field.required");
  const role = (await admin.call(listRolesContract, {})).body.roles.find(({ key }) => key === "sales_rep")!;
  const give = (grants: typeof role.grants) =>
    admin.call(updateRoleContract, { params: { roleId: role.id }, body: { name: role.name, grants } as never });
  const narrowed = role.grants.map((grant) =>
    grant.object === "customer" && grant.action === "create" ? { ...grant, fields: ["stage"] } : grant,
  );
  const given = await give(narrowed);
  assert.equal(given.status, 200, JSON.stringify(given.problem));
  assert.equal((await create()).status, 200);
  await give(role.grants);
  await admin.call(retireOwnFieldContract, fields(field.id));
});

test("a value that another customer took meanwhile keeps one in the bin, and says so", async () => {
  const admin = await house.as("zhao");
  const code = await define({ kind: "text", label: label("唯一码"), is_unique: true });
  const [one, other] = [await create({ [code.key]: "A-1" }), await create({ [code.key]: "A-2" })];
  const { body } = await admin.call(removeCustomersContract, { body: { ids: [one.body.id, other.body.id] } });
  const taker = await create({ [code.key]: "a-1" });
  const alone = await admin.call(restoreCustomersContract, { body: { ids: [one.body.id] } });
  assert.deepEqual([alone.status, alone.problem.id], [409, "own_field.not_unique"]);
  assert.deepEqual(alone.problem.fields, [{ field: code.key, reason: "not_unique" }]);
  const others = await admin.call(restoreCustomersContract, { body: { bin_id: body.bin_id! } });
  assert.deepEqual([others.status, others.body.restored_count], [200, 1]);
  await admin.call(removeCustomerContract, { params: { customerId: taker.body.id } });
  const free = await admin.call(restoreCustomersContract, { body: { bin_id: body.bin_id! } });
  assert.deepEqual([free.status, free.body.restored_count], [200, 1]);
});

test("days of a formula are days where the organisation is", async () => {
  const today = await define({ kind: "formula", label: label("今天"), formula: "today()" });
  const made = await define({ kind: "formula", label: label("建档日"), formula: "{建立时间}" });
  const { body } = await create();
  for (const timeZone of ["Pacific/Kiritimati", "Pacific/Niue"]) {
    await sql`insert into setting (name, value) values ('organisation', jsonb_build_object('time_zone', ${timeZone}::text))
      on conflict (name) do update set value = setting.value || excluded.value`.execute(house.db);
    const day = dayIn(timeZone, new Date());
    const facts = await factsOf(body.id);
    assert.deepEqual([facts[today.key], facts[made.key]], [day, day], timeZone);
  }
});

test("a list sorted by a long text has a second page", async () => {
  const text = await define({ kind: "text", label: label("长文字") });
  for (let i = 0; i < 3; i++) await create({ [text.key]: `${"长".repeat(480)}${i}` });
  const zhou = await house.as("zhou");
  const query = { sort: text.key, limit: 2, filter: JSON.stringify({ all: [{ field: text.key, op: "filled" }] }) };
  const first = await zhou.call(listCustomersContract, { query });
  const second = await zhou.call(listCustomersContract, { query: { ...query, after: first.body.next! } });
  assert.deepEqual([second.status, second.body.rows?.length], [200, 1], JSON.stringify(second.problem));
});
