import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import { newId } from "../../../platform/ids.ts";
import { recordConsentContract } from "../../customers/consent.contract.ts";
import { listInteractionsContract } from "../../customers/interaction.contract.ts";
import { commandCallContract, listMyCallsContract, placeCallContract } from "../call.contract.ts";
import {
  customer,
  desks,
  engine,
  house,
  lastCall,
  li,
  openExchange,
  ours,
  teams,
  until,
  wu,
  zhou,
} from "./exchange.fixture.ts";

let exchange = await openExchange();
after(() => exchange.close());

const callsOf = async (who = zhou!) => (await who.call(listMyCallsContract)).body.calls;
const command = async (body: { name: string }, who = zhou!) => {
  const [call] = await callsOf(who);
  const reply = await who.call(commandCallContract, { params: { callId: call!.id }, body: body as never });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  await exchange.wake();
};
/** All desks are idle and nothing is wrapped up any more. */
const quiet = () =>
  until(async () => {
    for (const who of [zhou!, li!, wu!])
      for (const { id, occupation } of await callsOf(who))
        if (occupation === "wrap_up")
          await who.call(commandCallContract, {
            params: { callId: id },
            body: { name: "wrapUpDone", disposition: "谈妥" },
          });
    await exchange.wake();
    return exchange.callCount === 0;
  }, "all calls over");
const segmentsOf = async (callId: string) =>
  (
    await sql<{ who: string | null; activity: string; ms: number }>`
      select user_id as who, activity, extract(epoch from ended_at - began_at)::float * 1000 as ms from call_segment where call_id = ${callId} order by began_at, leg_id`.execute(
      house.db,
    )
  ).rows;

test("a customer calls: the page knows who before the answer, both hear each other, and a second after the end the call is on the timeline", async () => {
  const id = await customer("杭州灵隐茶业", "199 0000 1001");
  const caller = await engine.phones.subscriber("+8619900001001");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  const [ringing] = await callsOf();
  assert.deepEqual(
    [
      ringing!.occupation,
      ringing!.direction,
      ringing!.their.display,
      ringing!.customers.map(({ name }) => name),
      ringing!.customer_id,
      ringing!.number?.label,
    ],
    ["ringing", "inbound", "199 0000 1001", ["杭州灵隐茶业"], id, "周"],
  );
  assert.deepEqual(await callsOf(li!), []);
  caller.say(440);
  desks.zhou.say(1000);
  await desks.zhou.answer();
  await until(() => caller.hears().includes(1000) && desks.zhou.hears().includes(440), "both hear");
  const [talking] = await callsOf();
  assert.deepEqual(
    [talking!.occupation, talking!.others.map(({ state }) => state), talking!.answered_at !== null],
    ["in_call", ["talking"], true],
  );
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const ended = performance.now();
  await caller.hangup();
  await until(async () => (await lastCall()).ended_at !== null);
  const { body } = await zhou!.call(listInteractionsContract, { params: { customerId: id } });
  const line = body.rows.find((one) => one.kind === "call") as {
    direction: string;
    duration_s: number;
    user: { id: string };
  };
  assert.ok(performance.now() - ended < 1000, "within a second");
  assert.deepEqual([line.direction, line.user.id, line.duration_s >= 1], ["in", zhou!.userId, true]);
  const call = await lastCall();
  assert.deepEqual([call.cause, call.ended_by, call.customer_id], ["hung_up", "outside", id]);
  const segments = await segmentsOf(call.id);
  const whole = Date.parse(call.ended_at!) - Date.parse(call.started_at);
  const outside = segments.filter(({ who }) => who === null).reduce((sum, { ms }) => sum + ms, 0);
  assert.equal(Math.round(outside), whole, "the caller's seconds are the call's");
  assert.equal(Number(call.ringing_ms) + Number(call.talking_ms), whole);
  const [wrapping] = await callsOf();
  assert.deepEqual([wrapping!.occupation, wrapping!.wrap_up_until !== null], ["wrap_up", true]);
  await quiet();
  const wrapUp = await house.db
    .selectFrom("call_wrap_up")
    .selectAll()
    .where("call_id", "=", call.id)
    .executeTakeFirstOrThrow();
  assert.equal(wrapUp.disposition, "谈妥");
});

test("a number that several bear lets one choose, one that nobody bears is told as it is, and a stranger's customer stays unknown", async () => {
  await customer("甲包装", "199 0000 1002");
  await customer("乙包装", "199 0000 1002");
  const caller = await engine.phones.subscriber("+8619900001002");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  const [both] = await callsOf();
  assert.deepEqual([both!.customers.map(({ name }) => name).sort(), both!.customer_id], [["乙包装", "甲包装"], null]);
  await caller.hangup();
  await quiet();
  const stranger = await engine.phones.subscriber("+447700900123");
  await stranger.call(ours);
  await until(() => desks.zhou.state === "ringing");
  const [unknown] = await callsOf();
  assert.deepEqual([unknown!.customers, unknown!.their.display], [[], "+44 7700 900123"]);
  await stranger.hangup();
  await quiet();
});

test("nobody takes it: the caller gave up, and a task to call back waits for whom it rang", async () => {
  const id = await customer("丙包装", "199 0000 1003");
  const caller = await engine.phones.subscriber("+8619900001003");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await caller.hangup();
  await until(async () => (await lastCall()).ended_at !== null);
  assert.equal((await lastCall()).cause, "abandoned");
  const task = await house.db.selectFrom("task").selectAll().where("customer_id", "=", id).executeTakeFirstOrThrow();
  assert.deepEqual([task.title, task.assignee_id, task.priority], ["回电 199 **** 1003", zhou!.userId, "high"]);
  await quiet();
});

test("a team's number rings all who are free, the first has it, and who is busy is not rung", async () => {
  const first = await engine.phones.subscriber("+8619900001004");
  await first.call(teams);
  await until(() => desks.zhou.state === "ringing");
  const rung = Object.values(desks).filter(({ state }) => state === "ringing").length;
  await desks.zhou.answer();
  await until(() => first.state === "talking" && Object.values(desks).every(({ state }) => state !== "ringing"));
  const second = await engine.phones.subscriber("+8619900001005");
  await second.call(teams);
  await until(async () => (await lastCall()).their_digits === "+8619900001005");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(rung >= 1);
  assert.equal(Object.values(desks).filter(({ state }) => state === "ringing").length, rung - 1);
  await second.hangup();
  await first.hangup();
  await quiet();
});

test("hold, mute, consult, conference and transfer by the page do what they say", async () => {
  const caller = await engine.phones.subscriber("+8619900001006");
  await caller.call(ours);
  caller.say(440);
  desks.zhou.say(1000);
  desks.li.say(1500);
  await until(() => desks.zhou.state === "ringing");
  await desks.zhou.answer();
  await until(() => caller.hears().includes(1000));
  await command({ name: "hold" });
  await until(() => caller.hears().join() === "350" && desks.zhou.hears().length === 0, "music");
  assert.equal((await callsOf())[0]!.is_holding, true);
  await command({ name: "resume" });
  await until(() => caller.hears().join() === "1000" && desks.zhou.hears().join() === "440", "together again");
  await command({ name: "mute" });
  await until(() => caller.hears().length === 0 && desks.zhou.hears().join() === "440", "muted");
  await command({ name: "unmute" });
  await command({ name: "consult", user_id: li!.userId } as never);
  await until(() => desks.li.state === "ringing");
  await desks.li.answer();
  await until(() => desks.li.hears().join() === "1000" && caller.hears().join() === "350", "consulting");
  assert.equal((await callsOf())[0]!.is_consulting, true);
  await command({ name: "conference" });
  await until(() => caller.hears().join() === "1000,1500" && desks.li.hears().join() === "440,1000", "all three");
  await command({ name: "leaveConference" });
  await until(() => caller.hears().join() === "1500" && desks.zhou.state === "idle", "two are left");
  await command({ name: "blindTransfer", user_id: wu!.userId } as never, li!);
  await until(() => desks.wu.state === "ringing");
  desks.wu.say(2000);
  await desks.wu.answer();
  await until(() => caller.hears().join() === "2000" && desks.li.state === "idle", "transferred");
  assert.equal((await lastCall()).user_id, wu!.userId);
  await desks.wu.hangup();
  await until(() => caller.state === "idle");
  await quiet();
});

test("out by the page: one's own device rings first, then the number; the call hangs on the customer", async () => {
  const id = await customer("丁包装", "199 0000 1007");
  const callee = await engine.phones.subscriber("+8619900001007");
  const reply = await zhou!.call(placeCallContract, { body: { customer_id: id } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  await exchange.wake();
  await until(() => desks.zhou.state !== "idle");
  if (desks.zhou.state === "ringing") await desks.zhou.answer();
  await until(() => callee.state === "ringing", "the number rings");
  assert.equal(callee.ring!.from.number, ours);
  await callee.answer();
  callee.say(440);
  await until(() => desks.zhou.hears().includes(440));
  const call = await lastCall();
  assert.equal(call.id, reply.body.id);
  assert.deepEqual([call.direction, call.customer_id, call.their_digits], ["outbound", id, "+8619900001007"]);
  await desks.zhou.hangup();
  await quiet();
});

test("what may not be called is refused with its reason, before anything rings", async () => {
  const id = await customer("戊包装", "199 0000 1008");
  const place = async (body: object, who = zhou!) => {
    const { status, problem } = await who.call(placeCallContract, { body: body as never });
    return `${status} ${problem?.id ?? ""} ${problem?.detail?.reason ?? ""}`.trim();
  };
  assert.equal(await place({ typed: "110" }), "409 call.refused emergency");
  assert.equal(await place({ typed: "+1 212 555 0123" }), "409 call.refused country");
  assert.equal(await place({ typed: "hello" }), "409 call.refused not_a_number");
  assert.equal(await place({ typed: "199 0000 1008", customer_id: newId() }), "404 customer.not_found");
  assert.equal(await place({ typed: "199 0000 1008" }, await house.as("zhao")), "409 call.no_extension");
  const said = await zhou!.call(recordConsentContract, {
    params: { customerId: id },
    body: { verdict: "refused", source: "spoken", channel: null, purpose: null } as never,
  });
  assert.equal(said.status, 200, JSON.stringify(said.problem));
  assert.match(await place({ typed: "199 0000 1008", customer_id: id }), /^409 call.consent_refused/);
  assert.match(await place({ customer_id: id }), /^409 call.consent_refused/, "by the record, too");
  assert.equal(await place({ customer_id: id, contact_point_id: newId() }), "404 contact_point.not_found");
  assert.equal(await place({}), "400 call.nobody_named");
  assert.equal((await house.anonymous.call(placeCallContract, { body: { typed: "802" } })).status, 401);
});

test("a colleague is called by extension; who is not there is not", async () => {
  await desks.zhou.call("802");
  await until(() => desks.li.state === "ringing");
  await desks.li.answer();
  desks.zhou.say(1000);
  await until(() => desks.li.hears().includes(1000));
  await desks.li.hangup();
  await until(() => desks.zhou.state === "idle");
  await quiet();
  await desks.zhou.call("899");
  await until(() => desks.zhou.state === "idle" && desks.zhou.status === 404);
});

test("a number that is not ours is refused, and a call that is not mine obeys me not", async () => {
  const caller = await engine.phones.subscriber("+8619900001009");
  await caller.call("+8657187964999");
  await until(() => caller.status === 404);
  const other = await engine.phones.subscriber("+8619900001010");
  await other.call(ours);
  await until(() => desks.zhou.state === "ringing");
  const [call] = await callsOf();
  const reply = await li!.call(commandCallContract, { params: { callId: call!.id }, body: { name: "hangUp" } });
  assert.deepEqual([reply.status, reply.problem?.id], [404, "call.not_found"]);
  await other.hangup();
  await quiet();
});

test("a program that dies in a call: the next one takes it up, and the dead one's hand writes nothing any more", async () => {
  const caller = await engine.phones.subscriber("+8619900001011");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await desks.zhou.answer();
  caller.say(440);
  await until(() => desks.zhou.hears().includes(440));
  const dead = exchange;
  await sql`update voice_lease set until = now()`.execute(house.db);
  exchange = await openExchange(newId());
  assert.equal(exchange.callCount, 1);
  await assert.rejects(
    dead.take((await lastCall()).id, { kind: "command", userId: zhou!.userId, command: { name: "hold" } }),
    /lease/,
  );
  assert.ok(desks.zhou.hears().includes(440), "they talk on");
  await command({ name: "hold" });
  await until(() => caller.hears().join() === "350", "the new one obeys");
  await command({ name: "hangUp" });
  await until(() => caller.state === "idle");
  await quiet();
  assert.equal((await lastCall()).cause, "hung_up");
});
