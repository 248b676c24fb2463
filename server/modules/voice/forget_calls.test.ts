import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { newId } from "../../platform/ids.ts";
import { removeCustomerContract } from "../customers/bin.contract.ts";
import { createCustomerContract } from "../customers/customer.contract.ts";
import { eraseContactContract, eraseCustomerContract } from "../customers/erasure.contract.ts";
import { updateInteractionContract } from "../customers/interaction.contract.ts";
import { updateCallContract, writeCallNoteContract } from "./call_note.contract.ts";
import { asHouse, engine, house, zhao, zhou } from "./exchange/exchange.fixture.ts";
import { rowOf, rule, setRules, talk } from "./recording/recording.fixture.ts";
import { holdRecordingContract } from "./recording.contract.ts";

await setRules(rule);

/** A company with two people, each with numbers of their own, of whom Wang Fang is the one who goes. */
async function company(name: string, { wang, li }: { wang: string[]; li: string[] }) {
  const person = (whose: string, numbers: string[]) => ({
    name: whose,
    contact_points: numbers.map((value) => ({ kind: "phone" as const, value })),
  });
  const contacts = [person("王芳", wang), person("李明", li)];
  const { status, body } = await zhou!.call(createCustomerContract, { body: { kind: "company", name, contacts } });
  assert.equal(status, 200);
  const contactOf = (whose: string) => body.contacts!.find((contact) => contact.name === whose)!.id;
  return { id: body.id, number: body.number, wang: contactOf("王芳") };
}

/** A recorded call with a note, an outcome and a name. */
async function noted(number: string): Promise<string> {
  const id = await talk({ from: await engine.phones.subscriber(number) });
  const at = new Date().toISOString();
  const note = { params: { callId: id, noteId: newId() }, body: { at, body: "腰痛三年" } };
  assert.equal((await zhou!.call(writeCallNoteContract, note)).status, 200);
  const outcome = { params: { callId: id }, body: { disposition: "腰痛" } };
  assert.equal((await zhou!.call(updateCallContract, outcome)).status, 200);
  await sql`update call set their_name = '王芳' where id = ${id}`.execute(house.db);
  return id;
}

/** All that the database has of a call: its row, what hangs on it, its line on the timeline and its history. */
async function allOf(id: string): Promise<string> {
  const hanging = ["call_note", "call_wrap_up", "call_person", "call_command", "recording_hold"].map(
    (table) => sql`(select jsonb_agg(x) from ${sql.table(table)} x where x.call_id = ${id})`,
  );
  const { rows } = await sql<{ all: string }>`
    select concat(${sql.join(hanging)}, (select jsonb_agg(c) from call c where c.id = ${id}),
      (select jsonb_agg(i) from interaction i join call c on c.interaction_id = i.id where c.id = ${id}),
      (select jsonb_agg(h) from history h join call c on c.interaction_id = h.object_id where c.id = ${id})) as all`.execute(
    house.db,
  );
  return rows[0]!.all;
}

const isNothing = async (id: string) => {
  assert.doesNotMatch(await allOf(id), /腰|王芳|1990000/, "nothing of a call is left but that it was");
  const [recording] = await rowOf(id);
  assert.deepEqual([recording!.state, recording!.key, recording!.stored_file_id], ["erased", null, null]);
};
const isWhole = async (id: string) => {
  assert.match(await allOf(id), /腰痛三年/);
  assert.match(await allOf(id), /1990000/);
  assert.equal((await rowOf(id))[0]!.state, "kept");
};

test("with a contact their calls and recordings are erased, linked or not; those of a colleague stay, and so does the customer's timeline", async () => {
  const alone = await noted("+8619900003013"); // whose number it is nobody knows yet
  const { id, number, wang } = await company("杭州虎跑食品", {
    wang: ["199 0000 3011", "199 0000 3013"],
    li: ["199 0000 3012"],
  });
  const linked = await noted("+8619900003011");
  const call = await house.db.selectFrom("call").selectAll().where("id", "=", linked).executeTakeFirstOrThrow();
  assert.deepEqual([call.customer_id, call.contact_id], [id, wang]);
  const line = { params: { customerId: id, interactionId: call.interaction_id! }, body: { subject: "腰痛，很久" } };
  assert.equal((await zhou!.call(updateInteractionContract, line)).status, 200);
  const colleague = await noted("+8619900003012");
  const file = (await rowOf(linked))[0]!.stored_file_id!;
  const hold = { params: { callId: linked }, body: { reason: "王芳的投诉" } };
  assert.equal((await zhao!.call(holdRecordingContract, hold)).status, 200);
  await sql`insert into task (id, title, created_by, assignee_id) values (${newId()}, '回电 199 0000 3011', ${zhou!.userId}, ${zhou!.userId})`.execute(
    house.db,
  );

  const erased = await zhao!.call(eraseContactContract, {
    params: { customerId: id, contactId: wang },
    body: { number },
  });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  await isNothing(linked);
  await isNothing(alone);
  await isWhole(colleague);
  const after = await house.db.selectFrom("call").selectAll().where("id", "=", linked).executeTakeFirstOrThrow();
  assert.deepEqual([after.customer_id, after.contact_id, after.talking_ms], [id, null, call.talking_ms]);
  const lines = await sql`select 1 from interaction where customer_id = ${id} and kind = 'call'`.execute(house.db);
  assert.equal(lines.rows.length, 2, "that they called stands on the timeline");
  assert.deepEqual((await sql`select 1 from task where title like '%3011%'`.execute(house.db)).rows, []);
  const due = await sql`select 1 from stored_file_removal where file_id = ${file} and due_at <= now()`.execute(
    house.db,
  );
  const isGone = (await asHouse.files.store.size(file)) === undefined;
  assert.ok(due.rows.length === 1 || isGone, "its bytes go at once");
});

test("with a customer the calls of their numbers are erased, linked or not; those of a number that somebody else bears too stay", async () => {
  const alone = await noted("+8619900003031"); // whose number it is nobody knows yet
  const shared = await noted("+8619900003032");
  const binned = await noted("+8619900003033");
  const elsewhere = await noted("+8619900003034");
  const { id, number } = await company("杭州九溪食品", {
    wang: ["199 0000 3031", "199 0000 3033", "199 0000 3034"],
    li: ["199 0000 3032"],
  });
  const other = await company("杭州云栖食品", { wang: ["199 0000 3032"], li: ["199 0000 3035"] });
  const gone = await company("杭州梅坞食品", { wang: ["199 0000 3033"], li: ["199 0000 3036"] });
  assert.equal((await zhao!.call(removeCustomerContract, { params: { customerId: gone.id } })).status, 200);
  const link = { params: { callId: elsewhere }, body: { customer_id: other.id } };
  assert.equal((await zhou!.call(updateCallContract, link)).status, 200);
  const told = await fetch(`${house.base}/api/customers/${id}/personal_data.zip`, {
    headers: { cookie: zhao!.cookie },
  });
  const zip = Buffer.from(await told.arrayBuffer());
  assert.deepEqual(
    [alone, shared, elsewhere].map((callId) => zip.includes(`${callId}.wav`)),
    [true, false, false],
    "who is erased may have theirs before",
  );

  const erased = await zhao!.call(eraseCustomerContract, { params: { customerId: id }, body: { number } });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  await isNothing(alone);
  await isWhole(shared);
  await isNothing(binned); // who lies in the bin does not stand
  await isNothing(elsewhere);
  const call = await house.db.selectFrom("call").selectAll().where("id", "=", elsewhere).executeTakeFirstOrThrow();
  assert.deepEqual([call.customer_id, call.interaction_id !== null], [other.id, true], "that it was stands there");
});
