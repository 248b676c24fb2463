import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import type { CastKey } from "#test/cast.ts";
import { startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { recordConsentContract } from "../consent.contract.ts";
import { addContactPointContract } from "../contact.contract.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { decideDuplicatesContract, findDuplicatesContract } from "../duplicate.contract.ts";
import { eraseContactContract } from "../erasure.contract.ts";
import {
  mergeCustomersContract,
  previewMergeContract,
  previewUndoMergeContract,
  undoMergeContract,
} from "../merge.contract.ts";
import { createOwnFieldContract } from "../own/own_field.contract.ts";
import { addRelationContract, listRelationsContract } from "../relation/relation.contract.ts";

const house = await startHarness();
const { kanghe, lingyin } = house.ids.clients as Record<"kanghe" | "lingyin", string>;
const zhao = await house.as("zhao");

type New = Partial<BodyOf<typeof createCustomerContract>>;
async function make(body: New & Record<string, unknown>, who: CastKey = "zhao") {
  const made = await (await house.as(who)).call(createCustomerContract, {
    body: { kind: "company", name: "越州茶机", ...body } as never,
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body;
}
const phone = (value: string) => ({ kind: "phone" as const, value });
const merge = (body: BodyOf<typeof mergeCustomersContract>) => zhao.call(mergeCustomersContract, { body });
const undo = (mergeId: string) => zhao.call(undoMergeContract, { params: { mergeId } });
const read = async (customerId: string) =>
  (await zhao.call(readCustomerContract, { params: { customerId } })).body as {
    facts: Record<string, unknown>;
  } & Awaited<ReturnType<typeof make>>;

async function define(body: BodyOf<typeof createOwnFieldContract>): Promise<string> {
  const made = await zhao.call(createOwnFieldContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  for (let i = 0; i < 600; i++) {
    const { rows } = await sql<{ state: string }>`select state from own_field where id = ${made.body.id}`.execute(
      house.db,
    );
    if (rows[0]!.state === "ready") return made.body.key;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

test("ids in capitals mean the same records", async () => {
  const [a, b] = [await make({ name: "大写甲" }), await make({ name: "大写乙" })];
  const ids = [a.id.toUpperCase(), b.id];
  for (const both of [ids, [a.id, b.id.toUpperCase()], ids.map((id) => id.toUpperCase())]) {
    const decided = await zhao.call(decideDuplicatesContract, { body: { ids: both, verdict: "later" } });
    assert.equal(decided.status, 200, JSON.stringify(decided.problem));
  }
  const done = await merge({
    winner_id: a.id.toUpperCase(),
    loser_ids: [b.id.toUpperCase()],
    fields: { name: b.id.toUpperCase() },
  });
  assert.equal(done.status, 200, JSON.stringify(done.problem));
  assert.equal(done.body.winner.name, "大写乙");
});

test("a record does not come to name itself; taken back it names the other again", async () => {
  const key = await define({ kind: "relation", label: { zh: "上级公司", en: null }, target: "customer" });
  const parent = await make({ name: "母公司记录" });
  const child = await make({ name: "子公司记录", [key]: parent.id });
  const other = await make({ name: "第三家", [key]: child.id });
  for (const [winner, loser] of [
    [parent, child],
    [child, parent],
  ] as const) {
    const body = { winner_id: winner.id, loser_ids: [loser.id] };
    const { body: preview } = await zhao.call(previewMergeContract, { body });
    assert.equal(preview.fields.find(({ field }) => field === key)?.after ?? null, null);
    const { body: done } = await merge(body);
    assert.equal((await read(winner.id)).facts[key], null);
    assert.equal(((await read(other.id)).facts[key] as { id: string }).id, winner.id);
    const undone = await undo(done.id);
    assert.equal(undone.status, 200, JSON.stringify(undone.problem));
    assert.equal((await read(parent.id)).facts[key], null);
    assert.equal(((await read(child.id)).facts[key] as { id: string }).id, parent.id);
    assert.equal(((await read(other.id)).facts[key] as { id: string }).id, child.id);
  }
});

test("own fields of every kind go along and come back as the preview says", async () => {
  const keys = {
    text: await define({ kind: "text", label: { zh: "合文字", en: null } }),
    number: await define({ kind: "number", label: { zh: "合数字", en: null }, decimals: 3 }),
    money: await define({ kind: "money", label: { zh: "合金额", en: null } }),
    date: await define({ kind: "date", label: { zh: "合日期", en: null } }),
    choice: await define({
      kind: "choice",
      label: { zh: "合选项", en: null },
      choices: [{ value: "a", label: { zh: "甲", en: null } }],
    }),
    choices: await define({
      kind: "choices",
      label: { zh: "合多选", en: null },
      choices: [
        { value: "a", label: { zh: "甲二", en: null } },
        { value: "b", label: { zh: "乙二", en: null } },
      ],
    }),
    yes_no: await define({ kind: "yes_no", label: { zh: "合是否", en: null } }),
    relation: await define({ kind: "relation", label: { zh: "合同事", en: null }, target: "user" }),
  };
  const values = {
    [keys.text]: "原话",
    [keys.number]: 12.125,
    [keys.money]: 123456,
    [keys.date]: "2024-02-29",
    [keys.choice]: "a",
    [keys.choices]: ["b", "a"],
    [keys.yes_no]: false,
    [keys.relation]: house.ids.users.he!,
  };
  const [a, b] = [await make({ name: "各类甲" }), await make({ name: "各类乙", ...values })];
  const before = (await read(b.id)).facts;
  const body = { winner_id: a.id, loser_ids: [b.id] };
  const { body: preview } = await zhao.call(previewMergeContract, { body });
  const done = await merge(body);
  assert.equal(done.status, 200, JSON.stringify(done.problem));
  const facts = (await read(a.id)).facts;
  for (const key of Object.values(keys)) {
    assert.deepEqual(facts[key], before[key], key);
    assert.deepEqual(preview.fields.find(({ field }) => field === key)?.after, before[key], key);
  }
  const undone = await undo(done.body.id);
  assert.equal(undone.status, 200, JSON.stringify(undone.problem));
  assert.deepEqual(undone.body.fields_kept, []);
  const empty = (await read(a.id)).facts;
  for (const key of Object.values(keys))
    assert.ok(empty[key] === null || (Array.isArray(empty[key]) && (empty[key] as unknown[]).length === 0), key);
  assert.deepEqual((await read(b.id)).facts, before);
});

test("a number added since to a contact who came along returns with the contact", async () => {
  const a = await make({ name: "联系人甲" });
  const b = await make({ name: "联系人乙", contacts: [{ name: "林晓燕", contact_points: [phone("138 0000 0202")] }] });
  const { body: done } = await merge({ winner_id: a.id, loser_ids: [b.id] });
  const contact = (await read(a.id)).contacts![0]!;
  const added = await zhao.call(addContactPointContract, {
    params: { customerId: a.id },
    body: { kind: "mail", value: "lin@xiaoyan.test", contact_id: contact.id } as never,
  });
  assert.equal(added.status, 200, JSON.stringify(added.problem));
  const preview = await zhao.call(previewUndoMergeContract, { params: { mergeId: done.id } });
  const undone = await undo(done.id);
  assert.deepEqual(undone.body, preview.body);
  assert.deepEqual(undone.body.stays, []);
  const { rows } = await sql<{
    customer_id: string;
  }>`select customer_id from contact_point where contact_id = ${contact.id}`.execute(house.db);
  assert.deepEqual(
    rows.map(({ customer_id }) => customer_id),
    [b.id, b.id],
  );
});

test("a number that was one client's and was entered again for all since does not stand in the way of taking back", async () => {
  const a = await make({
    name: "许一",
    kind: "person",
    client_ids: [kanghe],
    contact_points: [phone("138 0000 0301")],
  });
  const b = await make({ name: "许二", kind: "person", client_ids: [lingyin] });
  const { body: done } = await merge({ winner_id: a.id, loser_ids: [b.id] });
  const again = await zhao.call(addContactPointContract, {
    params: { customerId: a.id },
    body: phone("138 0000 0301"),
  });
  assert.equal(again.status, 200, JSON.stringify(again.problem));
  const undone = await undo(done.id);
  assert.equal(undone.status, 200, JSON.stringify(undone.problem));
});

test("a number that the winner has as its client's and once more for all is no obstacle", async () => {
  const number = phone("138 0000 0302");
  const a = await make({ name: "许三", kind: "person", client_ids: [kanghe], contact_points: [number] });
  const own = { params: { customerId: a.id }, body: { ...number, client_id: kanghe } };
  assert.equal((await zhao.call(addContactPointContract, own)).status, 200);
  const b = await make({ name: "许四", kind: "person", client_ids: [lingyin], contact_points: [number] });
  const done = await merge({ winner_id: a.id, loser_ids: [b.id] });
  assert.equal(done.status, 200, JSON.stringify(done.problem));
  const clientsOf = async (id: string) =>
    (
      await sql<{
        client_id: string | null;
      }>`select client_id from contact_point where customer_id = ${id} order by 1 nulls last`.execute(house.db)
    ).rows.map(({ client_id }) => client_id);
  assert.deepEqual(await clientsOf(a.id), [kanghe, lingyin].sort());
  assert.equal((await undo(done.body.id)).status, 200);
  assert.deepEqual([await clientsOf(a.id), await clientsOf(b.id)], [[kanghe], [null]]);
});

test("whom one client's record was tied to stays that client's", async () => {
  const person = (name: string, client_ids: string[]) => make({ name, kind: "person", client_ids });
  const [a, b] = [await person("亲属甲", [kanghe]), await person("亲属乙", [lingyin])];
  const [x, y] = [await person("亲属丙", [kanghe, lingyin]), await person("亲属丁", [kanghe, lingyin])];
  const { rows: types } = await sql<{
    id: string;
  }>`select id from relation_type where shape = 'symmetric' limit 1`.execute(house.db);
  for (const [one, other] of [
    [a, x],
    [b, y],
  ] as const) {
    const tied = await zhao.call(addRelationContract, {
      params: { customerId: one.id },
      body: { type_id: types[0]!.id, end: "to", customer_id: other.id },
    });
    assert.equal(tied.status, 200, JSON.stringify(tied.problem));
  }
  const { body: done } = await merge({ winner_id: a.id, loser_ids: [b.id] });
  const seenBy = async (who: CastKey) =>
    (await (await house.as(who)).call(listRelationsContract, { params: { customerId: a.id } })).body.relations.map(
      ({ other }) => other.id,
    );
  assert.deepEqual([await seenBy("wu"), await seenBy("qiang")], [[x.id], [y.id]]);
  const preview = await zhao.call(previewUndoMergeContract, { params: { mergeId: done.id } });
  assert.deepEqual((await undo(done.id)).body, preview.body);
  const { rows } =
    await sql`select 1 from customer_relation where client_id is null and ${a.id} in (from_id, to_id) and ${x.id} in (from_id, to_id)
    union all select 1 from customer_relation where client_id is null and ${b.id} in (from_id, to_id) and ${y.id} in (from_id, to_id)`.execute(
      house.db,
    );
  assert.equal(rows.length, 2);
});

test("a contact who came along is erased from the history of the record they came from too", async () => {
  const a = await make({ name: "抹除甲" });
  const b = await make({
    name: "抹除乙",
    contacts: [{ name: "要抹除的人", contact_points: [phone("138 0000 0401")] }],
  });
  const contact = (await read(b.id)).contacts![0]!;
  await zhao.call(addContactPointContract, {
    params: { customerId: b.id },
    body: { kind: "mail", value: "erase.me@yuezhou.test", contact_id: contact.id } as never,
  });
  await merge({ winner_id: a.id, loser_ids: [b.id] });
  const params = { customerId: a.id, contactId: contact.id };
  const erased = await zhao.call(eraseContactContract, { params, body: { number: (await read(a.id)).number } });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  const { rows } = await sql<{ told: string }>`select h.before::text || h.after::text as told from history h
    join domain_event e on e.id = h.event_id where e.root_id in (${a.id}, ${b.id})
      and concat(h.before::text, h.after::text) ~ 'erase.me|要抹除的人|0401'`.execute(house.db);
  assert.deepEqual(rows, []);
});

test("a merge that waits for another sees which clients the record has since", async () => {
  const a = await make({ name: "等一", kind: "person", client_ids: [kanghe] });
  const c = await make({ name: "等二", kind: "person", client_ids: [kanghe], remark: "只给康和说过" });
  let going: ReturnType<typeof merge> | undefined;
  await house.db.transaction().execute(async (tx) => {
    await sql`select 1 from customer where id = ${a.id} for update`.execute(tx);
    going = merge({ winner_id: a.id, loser_ids: [c.id] });
    await new Promise((done) => setTimeout(done, 400));
    await sql`insert into customer_client (customer_id, client_id) values (${a.id}, ${lingyin})`.execute(tx);
    await sql`update customer set updated_at = now() where id = ${a.id}`.execute(tx);
  });
  const done = await going!;
  assert.equal(done.status, 200, JSON.stringify(done.problem));
  const qiang = await (await house.as("qiang")).call(readCustomerContract, { params: { customerId: a.id } });
  assert.equal(qiang.status, 200);
  assert.ok(!JSON.stringify(qiang.body).includes("只给康和说过"));
});

test("days and moments that no calendar of ours has are refused by name", async () => {
  const a = await make({ name: "日子", kind: "person" });
  const found = await zhao.call(findDuplicatesContract, {
    body: { kind: "person", name: "日子", birth_on: "0000-01-01" },
  });
  assert.ok(found.status < 500, JSON.stringify(found.problem));
  for (const said of [
    { said_at: "0000-01-01T00:00:00Z" },
    { said_at: "2016-12-31T23:59:60Z" },
    { until: "9999-12-31T23:59:60Z" },
  ]) {
    const reply = await zhao.call(recordConsentContract, {
      params: { customerId: a.id },
      body: { verdict: "given", source: "spoken", ...said },
    });
    assert.ok(reply.status < 500, JSON.stringify([said, reply.problem]));
  }
});

test("what one may not read one does not choose", async () => {
  const [a, b] = [
    await make({ name: "选择甲", remark: "甲的话" }, "he"),
    await make({ name: "选择乙", remark: "乙的话" }, "he"),
  ];
  await sql`update role_grant set fields = array['phone', 'stage'] where object = 'customer' and action = 'read' and role_id = ${house.ids.roles.get("sales_manager")!}`.execute(
    house.db,
  );
  await sql`update policy_version set version = version + 1`.execute(house.db);
  const reply = await (await house.as("he")).call(mergeCustomersContract, {
    body: { winner_id: a.id, loser_ids: [b.id], fields: { remark: b.id } },
  });
  assert.deepEqual([reply.status, reply.problem?.id], [400, "merge.unknown_field"]);
});
