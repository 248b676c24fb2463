import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { creditCodeDigit } from "../../../platform/text/credit_code.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { searchContract } from "../search.contract.ts";
import { importing } from "./import.fixture.ts";
import type { Import } from "./present.ts";

const house = await startHarness();
const he = await house.as("he");
const zhao = await house.as("zhao");
const { imported, rejections } = importing(house);

let serial = 0;
const taxId = () => {
  const first = `91330106MA2B0${String(++serial).padStart(4, "0")}`;
  return first + creditCodeDigit(first);
};
const phone = () => `199${String(50_000_000 + ++serial)}`;

/** Owned by one of the team of `he`, so that they reach the customer. */
const make = async (body: Record<string, unknown> = {}) => {
  const reply = await zhao.call(createCustomerContract, {
    body: { kind: "company", name: `原有公司${++serial}`, owner_id: house.ids.users.chen, ...body },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return { ...reply.body, name: reply.body.facts.name! };
};
const factsOf = async (id: string) =>
  (await zhao.call(readCustomerContract, { params: { customerId: id } })).body.facts;
const counts = (one: Import) => [one.created_count, one.updated_count, one.duplicate_count, one.rejected_count];

test("skip: who is there by tax id or phone stays as they are, also within the file", async () => {
  const [tax, tel] = [taxId(), phone()];
  const old = await make({ tax_id: tax, remark: "原来的" });
  const one = await imported(
    he,
    `名称,税号,电话,备注\n改了名的,${tax},,新的\n新公司甲有限公司,,${tel},一\n新公司乙有限公司,,${tel},二\n`,
    { policy: "skip" },
  );
  assert.deepEqual(counts(one), [1, 0, 2, 0]);
  const now = await factsOf(old.id);
  assert.deepEqual([now.name, now.remark], [old.name, "原来的"]);
});

test("update: mapped cells with a value are written, with the values before; empty ones and other columns are not", async () => {
  const tax = taxId();
  const old = await make({ tax_id: tax, remark: "原来的", source: "展会", website: "https://old.test" });
  const one = await imported(
    he,
    `名称,税号,备注,来源,网站,电话,标签,联系人\n${old.name},${tax},新的,,https://new.test,19950019999,老客户,林晓燕\n`,
    {
      policy: "update",
    },
  );
  assert.deepEqual(counts(one), [0, 1, 0, 0]);
  const now = await factsOf(old.id);
  assert.deepEqual([now.remark, now.source, now.website], ["新的", "展会", "https://new.test"]);
  const whole = await zhao.call(readCustomerContract, { params: { customerId: old.id } });
  for (const part of ["19950019999", "老客户", "林晓燕"]) assert.ok(JSON.stringify(whole.body).includes(part), part);
  const history = await zhao.call(readHistoryContract, { params: { customerId: old.id } });
  assert.match(JSON.stringify(history.body), /"before":"原来的","after":"新的"/);
  assert.deepEqual(await eventsOf(house.db, old.id), [
    "customer.created",
    "customer.updated",
    "contact.added",
    "contact_point.added",
    "customer.tagged",
  ]);
  const found = await he.call(searchContract, { query: { q: "9999" } });
  assert.match(JSON.stringify(found.body), new RegExp(old.name));
  const again = await imported(he, `名称,税号,备注\n${old.name},${tax},新的\n`, { policy: "update" });
  assert.deepEqual(counts(again), [0, 0, 1, 0], "nothing new is no change");
});

test("fill: only empty fields are written; two rows of one customer are one change", async () => {
  const tax = taxId();
  const old = await make({ tax_id: tax, remark: "原来的" });
  const one = await imported(
    he,
    `名称,税号,备注,来源,网站\nA,${tax},新的,展会,\nB,${tax},更新的,电话,https://b.test\n`,
    {
      policy: "fill",
    },
  );
  assert.deepEqual(counts(one), [0, 2, 0, 0]);
  const now = await factsOf(old.id);
  assert.deepEqual([now.name, now.remark, now.source, now.website], [old.name, "原来的", "展会", "https://b.test"]);
  assert.equal((await eventsOf(house.db, old.id)).filter((name) => name === "customer.updated").length, 1);
});

test("create: every row is a customer of its own", async () => {
  const tax = taxId();
  await make({ tax_id: tax });
  const one = await imported(he, `名称,税号\n又一家有限公司,${tax}\n`, { policy: "create" });
  assert.deepEqual(counts(one), [1, 0, 0, 0]);
});

test("who is there and out of reach is said to exist and nothing more; a closed field is named", async () => {
  const tax = taxId();
  const old = await make({ tax_id: tax, owner_id: null });
  for (const policy of ["skip", "fill", "update"] as const) {
    const one = await imported(he, `名称,税号,备注\n改了名的,${tax},新的\n`, { policy });
    assert.deepEqual(counts(one), [0, 0, 0, 1], policy);
    assert.deepEqual(await rejections(he, one), [[2, "exists_not_yours", "tax_id"]]);
  }
  assert.equal((await factsOf(old.id)).name, old.name);
  const role = newId();
  await house.db.insertInto("role").values({ id: role, key: "narrow", name: "只许改备注" }).execute();
  await house.db
    .insertInto("role_grant")
    .values([
      { role_id: role, object: "customer", action: "read", scope: "all", fields: null },
      { role_id: role, object: "customer", action: "create", scope: "all", fields: null },
      { role_id: role, object: "customer", action: "import", scope: "all", fields: null },
      { role_id: role, object: "customer", action: "update", scope: "all", fields: ["remark"] },
    ])
    .execute();
  const id = newId();
  await house.db.insertInto("app_user").values({ id, name: "窄", email: "narrow@yuezhou.test" }).execute();
  await house.db.insertInto("user_role").values({ user_id: id, role_id: role }).execute();
  const narrow = await house.asUser(id);
  const other = taxId();
  await make({ tax_id: other });
  const one = await imported(narrow, `名称,税号,备注,网站\n,,,\n名,${other},新,https://x.test\n`, { policy: "fill" });
  assert.deepEqual(
    (await rejections(narrow, one)).map(([, reason]) => reason),
    ["field_not_yours"],
  );
});

test("a customer number means that customer and needs no name; one that nobody has is rejected", async () => {
  const old = await make({ remark: null });
  const one = await imported(he, `客户编号,名称,备注\n${old.number},,按编号写的\nC-99999999,,没有\n乱写,,没有\n`, {
    policy: "update",
  });
  assert.deepEqual(counts(one), [0, 1, 0, 2]);
  assert.equal((await factsOf(old.id)).remark, "按编号写的");
  assert.deepEqual(
    (await rejections(he, one)).map(([, reason]) => reason),
    ["number_unknown", "number_unknown"],
  );
});

test("several who match are not guessed between; another tax id is another company", async () => {
  const tel = phone();
  const points = [{ kind: "phone", value: tel }];
  await make({ contact_points: points });
  const second = await make({ contact_points: points, tax_id: taxId() });
  const both = await imported(he, `名称,电话\n某公司,${tel}\n`, { policy: "update" });
  assert.deepEqual(await rejections(he, both), [[2, "several_match", "phone"]]);
  const other = await imported(he, `名称,电话,税号\n另一家有限公司,${tel},${taxId()}\n`, { policy: "update" });
  assert.equal(other.updated_count + other.created_count, 1);
  assert.notEqual((await factsOf(second.id)).name, "另一家有限公司");
});

test("rows with one company's name become one company with several contacts, over chunks too", async () => {
  const filler = Array.from({ length: 9000 }, (_, i) => `填充${i}有限公司,人${i},${"备注".repeat(40)}`).join("\n");
  const one = await imported(
    he,
    `公司名称,联系人,备注\n合并（杭州）有限公司,张一,\n合并(杭州)有限公司,李二,\n${filler}\n合并（杭州）有限公司,王三,末尾\n`,
    {
      policy: "create",
      joins_names: true,
    },
  );
  assert.deepEqual(counts(one), [9001, 2, 0, 0]);
  const { id } = await house.db
    .selectFrom("customer")
    .select("id")
    .where("name", "=", "合并（杭州）有限公司")
    .executeTakeFirstOrThrow();
  const contacts = await house.db
    .selectFrom("contact")
    .select("name")
    .where("customer_id", "=", id)
    .orderBy("name")
    .execute();
  assert.deepEqual(contacts.map(({ name }) => name).sort(), ["张一", "李二", "王三"].sort());
  assert.equal((await factsOf(id)).remark, "末尾");
});

test("behind the client wall, who is only known to other clients is not there", async () => {
  const role = house.ids.roles.get("service_agent")!;
  await house.db
    .insertInto("role_grant")
    .values(
      ["import", "create"].map((action) => ({ role_id: role, object: "customer", action, scope: "all", fields: null })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`update policy_version set version = version + 1`.execute(house.db);
  const wu = await house.as("wu");
  const tax = taxId();
  await make({ tax_id: tax });
  const one = await imported(wu, `名称,税号\n患者所在公司,${tax}\n`, { policy: "skip" });
  assert.deepEqual(counts(one), [1, 0, 0, 0]);
});

test("the history tells which contact and which phone an import added", async () => {
  const tax = taxId();
  const old = await make({ tax_id: tax });
  const head = "名称,税号,电话,联系人,联系人电话";
  await imported(he, `${head}\n${old.name},${tax},19950017777,林晓燕,19950018888\n`, { policy: "update" });
  const { body } = await zhao.call(readHistoryContract, { params: { customerId: old.id } });
  const added = body.entries.flatMap(({ changes }) => changes).filter(({ before }) => before === null);
  const told = added.map(({ field, after }) => `${field} ${after}`);
  for (const line of ["phone 19950017777", "contact.name 林晓燕", "contact.phone 19950018888"])
    assert.ok(told.includes(line), `${line} in ${told}`);
});
