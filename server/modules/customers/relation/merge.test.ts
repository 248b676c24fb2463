import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { mergeCustomersContract, previewMergeContract, undoMergeContract } from "../merge.contract.ts";
import { addRelationContract } from "./relation.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const typeOf = async (key: string) =>
  (await house.db.selectFrom("relation_type").select("id").where("key", "=", key).executeTakeFirstOrThrow()).id;
const [parent, partner] = [await typeOf("parent"), await typeOf("partner")];
const make = async (name: string, contacts: string[] = []) =>
  (
    await zhao.call(createCustomerContract, {
      body: { kind: "company", name, contacts: contacts.map((one) => ({ name: one })) },
    })
  ).body;
/** `above` is the parent of `below`. */
const hang = (below: string, above: string) =>
  zhao.call(addRelationContract, {
    params: { customerId: below },
    body: { type_id: parent, end: "from", customer_id: above },
  });
const tie = (one: string, other: string) =>
  zhao.call(addRelationContract, {
    params: { customerId: one },
    body: { type_id: partner, end: "to", customer_id: other },
  });
const relations = async () =>
  (
    await sql<{
      edge: string;
    }>`select a.name || '>' || b.name || ':' || t.key as edge from customer_relation r join customer a on a.id = r.from_id
    join customer b on b.id = r.to_id join relation_type t on t.id = r.type_id order by 1`.execute(house.db)
  ).rows.map(({ edge }) => edge);

test("relations go along but for selves, doubles, second parents and rings; taken back all is as it was", async () => {
  const [w, l, p, q, c, friend] = [
    await make("W"),
    await make("L"),
    await make("P"),
    await make("Q"),
    await make("C"),
    await make("F"),
  ];
  for (const reply of [
    await hang(p.id, w.id), // P below W
    await hang(l.id, p.id), // L below P: would be a ring when L is W
    await hang(c.id, l.id), // C below L goes along
    await hang(w.id, q.id), // W below Q
    await tie(l.id, friend.id),
    await tie(friend.id, w.id), // both know F
    await tie(l.id, w.id), // would be a self
    await tie(l.id, q.id), // goes along
  ])
    assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  const before = await relations();
  const body = { winner_id: w.id, loser_ids: [l.id] };
  const preview = (await zhao.call(previewMergeContract, { body })).body;
  const merged = await zhao.call(mergeCustomersContract, { body });
  assert.equal(merged.status, 200, JSON.stringify(merged.problem));
  assert.equal(preview.moves.find(({ kind }) => kind === "relation")?.count, 2);
  assert.equal(preview.stays.find(({ kind }) => kind === "relation")?.count, 3);
  const now = await relations();
  assert.ok(now.includes("W>C:parent"));
  assert.ok(now.includes("L>P:parent") || now.includes("P>L:parent"), "what does not fit stays with the loser");
  assert.equal(now.filter((edge) => edge.endsWith("partner") && edge.includes("W") && edge.includes("Q")).length, 1);
  assert.equal((await zhao.call(undoMergeContract, { params: { mergeId: merged.body.id } })).status, 200);
  assert.deepEqual(await relations(), before);
});

test("reporting lines go along; those drawn since between both records end where they part", async () => {
  const one = await make("留下的公司", ["王总"]);
  const other = await make("并入的公司", ["李经理", "小张"]);
  const idOf = (name: string) => [...one.contacts!, ...other.contacts!].find((contact) => contact.name === name)!.id;
  await sql`update contact set reports_to = ${idOf("李经理")} where id = ${idOf("小张")}`.execute(house.db);
  const merged = (await zhao.call(mergeCustomersContract, { body: { winner_id: one.id, loser_ids: [other.id] } })).body;
  await sql`update contact set reports_to = ${idOf("王总")} where id = ${idOf("李经理")}`.execute(house.db);
  const undone = await zhao.call(undoMergeContract, { params: { mergeId: merged.id } });
  assert.equal(undone.status, 200, JSON.stringify(undone.problem));
  const { rows } = await sql<{
    name: string;
    above: string | null;
  }>`select c.name, a.name as above from contact c left join contact a on a.id = c.reports_to
    where c.customer_id = ${other.id} order by c.name`.execute(house.db);
  assert.deepEqual(rows, [
    { name: "小张", above: "李经理" },
    { name: "李经理", above: null },
  ]);
});
