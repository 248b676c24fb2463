import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import { newId } from "../../../platform/ids.ts";
import { listInteractionsContract, updateInteractionContract } from "../../customers/interaction.contract.ts";
import { commandCallContract, listMyCallsContract } from "../call.contract.ts";
import * as notes from "../call_note.contract.ts";
import { customer, desks, engine, house, li, openExchange, ours, until, wu, zhou } from "./exchange.fixture.ts";

const exchange = await openExchange();
after(() => exchange.close());

const myCall = async () => (await zhou!.call(listMyCallsContract)).body.calls[0]!;
const write = async (callId: string, noteId: string, body: string, at = new Date().toISOString(), who = zhou!) =>
  (await who.call(notes.writeCallNoteContract, { params: { callId, noteId }, body: { at, body } })).status;
const say = async (callId: string, body: object, who = zhou!) =>
  await who.call(notes.updateCallContract, { params: { callId }, body });
const linesOf = async (customerId: string) =>
  (await zhou!.call(listInteractionsContract, { params: { customerId } })).body.rows.map(
    ({ kind, subject, body }) => `${kind} ${subject} ${body}`,
  );
/** Somebody calls and Zhou takes it. */
const talking = async (number: string) => {
  const caller = await engine.phones.subscriber(number);
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await desks.zhou.answer();
  await until(async () => desks.zhou.state === "talking" && (await myCall()).answered_at !== null);
  return { caller, id: (await myCall()).id };
};
const over = async (caller: { hangup(): Promise<void> }, callId: string) => {
  await caller.hangup();
  await until(async () => (await myCall())?.occupation === "wrap_up");
  await zhou!.call(commandCallContract, { params: { callId }, body: { name: "wrapUpDone", disposition: null } });
  await exchange.wake();
  await until(() => exchange.callCount === 0);
};

test("notes are kept as they are typed, each at its moment, and stand on the timeline with what came of the call", async () => {
  const customerId = await customer("杭州龙井文创", "199 0000 2001");
  const { caller, id } = await talking("+8619900002001");
  const [first, second] = [newId(), newId()];
  const begun = (await myCall()).answered_at!;
  const after = (seconds: number) => new Date(Date.parse(begun) + seconds * 1000).toISOString();
  assert.equal(await write(id, first, "封口", after(0)), 200);
  assert.equal(await write(id, first, "封口宽度 280 改 320", after(600)), 200, "its moment stays");
  assert.equal(await write(id, second, "周二", after(-600)), 200);
  assert.equal(await write(id, second, "  "), 200, "an empty one is no note");
  assert.equal((await say(id, { disposition: "改图要求" })).status, 200);
  assert.equal((await myCall()).disposition, "改图要求");
  const { body } = await zhou!.call(notes.listCallNotesContract, { params: { callId: id } });
  assert.deepEqual(
    body.notes.map((note) => [note.body, note.can_change, Date.parse(note.at) === Date.parse(begun)]),
    [["封口宽度 280 改 320", true, true]],
  );
  await over(caller, id);
  assert.deepEqual(await linesOf(customerId), ["call 改图要求 0:00 封口宽度 280 改 320"]);
  assert.equal(await write(id, first, "封口宽度 320"), 200, "also afterwards");
  assert.deepEqual(await linesOf(customerId), ["call 改图要求 0:00 封口宽度 320"]);
  const wrapUps = await house.db.selectFrom("call_wrap_up").selectAll().where("call_id", "=", id).execute();
  assert.deepEqual(
    wrapUps.map(({ disposition }) => disposition),
    ["改图要求"],
    "what was chosen before holds",
  );
});

test("who has no part in a call neither reads nor writes of it; a colleague's note is theirs", async () => {
  const { caller, id } = await talking("+8619900002002");
  const noteId = newId();
  assert.equal(await write(id, noteId, "秘密"), 200);
  assert.equal(await write(id, newId(), "x", undefined, wu!), 404);
  assert.equal((await wu!.call(notes.listCallNotesContract, { params: { callId: id } })).status, 404);
  assert.equal((await say(id, { disposition: "x" }, wu!)).status, 404);
  await house.db
    .insertInto("call_person")
    .values({ call_id: id, user_id: li!.userId, occupation: "ringing" })
    .execute();
  const asLi = await li!.call(notes.listCallNotesContract, { params: { callId: id } });
  assert.deepEqual([asLi.status, (await say(id, { disposition: "x" }, li!)).status], [404, 404], "who is merely rung");
  const [began_at, ended_at] = [new Date().toISOString(), new Date().toISOString()];
  const part = { call_id: id, leg_id: "l", user_id: li!.userId, activity: "consult", began_at, ended_at };
  await house.db.insertInto("call_segment").values(part).execute();
  await house.db.updateTable("call_person").set({ occupation: null }).where("user_id", "=", li!.userId).execute();
  assert.equal(await write(id, noteId, "别人的", undefined, li!), 404);
  assert.equal(await write(id, noteId, "", undefined, li!), 404);
  const { body } = await li!.call(notes.listCallNotesContract, { params: { callId: id } });
  assert.deepEqual(
    body.notes.map((note) => [note.body, note.can_change]),
    [["秘密", false]],
  );
  await over(caller, id);
});

test("an unknown caller is given a record, during the call or after it; then the timeline has the call", async () => {
  const { caller, id } = await talking("+8619900002003");
  await over(caller, id);
  const customerId = await customer("后来才知道", "199 0000 2004");
  const other = await customer("另一位", "199 0000 2005");
  assert.equal((await say(id, { customer_id: newId() })).problem?.id, "customer.not_found");
  assert.equal((await say(id, { customer_id: customerId, contact_id: newId() })).problem?.id, "contact.not_found");
  assert.equal((await say(id, { customer_id: customerId })).status, 200);
  assert.deepEqual(await linesOf(customerId), ["call null null"]);
  assert.equal((await say(id, { customer_id: customerId })).status, 200, "twice is once");
  assert.equal((await say(id, { customer_id: other })).problem?.id, "call.logged");
  assert.equal((await linesOf(customerId)).length, 1);
});

test("what somebody wrote anew on the timeline by hand stays, whatever is noted, chosen or linked later", async () => {
  const customerId = await customer("杭州手写文创", "199 0000 2006");
  const { caller, id } = await talking("+8619900002006");
  const noteId = newId();
  await write(id, noteId, "先记一句", (await myCall()).answered_at!);
  await over(caller, id);
  const { rows } = (await zhou!.call(listInteractionsContract, { params: { customerId } })).body;
  const line = { customerId, interactionId: rows[0]!.id };
  await zhou!.call(updateInteractionContract, { params: line, body: { happened_at: rows[0]!.happened_at } });
  assert.equal(await write(id, noteId, "先记一句，再补一句"), 200);
  assert.deepEqual(
    await linesOf(customerId),
    ["call null 0:00 先记一句，再补一句"],
    "nobody has changed its words yet",
  );
  const byHand = { subject: "封口改宽", body: "周二寄样" };
  assert.equal((await zhou!.call(updateInteractionContract, { params: line, body: byHand })).status, 200);
  assert.equal(await write(id, noteId, "又想起来"), 200);
  assert.equal((await say(id, { disposition: "改图要求" })).status, 200);
  assert.equal((await say(id, { customer_id: customerId })).status, 200);
  assert.deepEqual(await linesOf(customerId), ["call 封口改宽 周二寄样"]);
});

test("a day after the end of a call only those of its people write who may change its customer", async () => {
  const customerId = await customer("杭州隔日文创", "199 0000 2007");
  const { caller, id } = await talking("+8619900002007");
  await over(caller, id);
  const [began_at, ended_at] = [new Date().toISOString(), new Date().toISOString()];
  const part = { call_id: id, leg_id: "l", user_id: li!.userId, activity: "consult", began_at, ended_at };
  await house.db.insertInto("call_person").values({ call_id: id, user_id: li!.userId }).execute();
  await house.db.insertInto("call_segment").values(part).execute();
  const [mine, theirs] = [newId(), newId()];
  assert.deepEqual([await write(id, mine, "周敏"), await write(id, theirs, "思远", undefined, li!)], [200, 200]);
  const endedAgo = (hours: number) =>
    sql`update call set ended_at = now() - ${hours} * interval '1 hour' where id = ${id}`.execute(house.db);
  const changeable = async (who = zhou!) =>
    (await who.call(notes.listCallNotesContract, { params: { callId: id } })).body.notes
      .filter(({ can_change }) => can_change)
      .map(({ body }) => body);
  await endedAgo(23);
  assert.equal(await write(id, theirs, "思远补", undefined, li!), 200);
  assert.deepEqual(await changeable(li!), ["思远补"]);
  await endedAgo(25);
  assert.equal(await write(id, theirs, "太晚", undefined, li!), 409);
  assert.equal(await write(id, newId(), "太晚", undefined, li!), 409);
  assert.equal((await say(id, { disposition: "太晚" }, li!)).problem.id, "call.closed");
  assert.deepEqual(await changeable(li!), []);
  assert.equal(await write(id, mine, "周敏补"), 200, "her customer");
  assert.deepEqual(await changeable(), ["周敏补"]);
  await sql`update call set customer_id = null, interaction_id = null where id = ${id}`.execute(house.db);
  assert.equal(await write(id, mine, "没有客户"), 409, "of nobody nobody has the right");
  assert.equal((await say(id, { customer_id: customerId })).status, 200, "until they are named");
});

test("what may come of a call is worded by who manages the telephone", async () => {
  const zhao = await house.as("zhao");
  const names = ["改图要求", "报价跟进"];
  assert.equal((await zhou!.call(notes.updateDispositionsContract, { body: { names } })).status, 403);
  assert.deepEqual((await zhao.call(notes.updateDispositionsContract, { body: { names } })).body.names, names);
  await zhao.call(notes.updateDispositionsContract, { body: { names: [...names].reverse() } });
  assert.deepEqual((await zhou!.call(notes.listDispositionsContract)).body.names, [...names].reverse());
  assert.equal((await zhao.call(notes.updateDispositionsContract, { body: { names: [" "] } })).status, 400);
});

test("a colleague who does not work for the client is not brought into its call", async () => {
  const { caller, id } = await talking("+8619900002009");
  const clientId = newId();
  await sql`insert into client (id, name) values (${clientId}, '康和口腔 2')`.execute(house.db);
  await sql`update call set client_id = ${clientId} where id = ${id}`.execute(house.db);
  await sql`insert into user_client (user_id, client_id) values (${zhou!.userId}, ${clientId})`.execute(house.db);
  await sql`update app_user set client_access = 'listed' where id = ${li!.userId}`.execute(house.db);
  const bring = async (name: "consult" | "blindTransfer", user_id: string) =>
    (await zhou!.call(commandCallContract, { params: { callId: id }, body: { name, user_id } })).problem?.id;
  assert.equal(await bring("consult", li!.userId), "call.other_client");
  assert.equal(await bring("blindTransfer", li!.userId), "call.other_client");
  await sql`update app_user set client_access = 'all' where id = ${li!.userId}`.execute(house.db);
  assert.equal(await bring("consult", li!.userId), undefined);
  await exchange.wake();
  await over(caller, id);
});
