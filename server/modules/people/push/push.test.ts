import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import { LiveClient } from "#test/live_client.ts";
import { startPushService } from "#test/push_service.ts";
import { createTaskContract } from "../../calendar/task.contract.ts";
import { createCustomerContract } from "../../customers/customer.contract.ts";
import { givePromiseContract } from "../../customers/promise/promise.contract.ts";
import * as notices from "../notification/notification.contract.ts";
import { deactivateUserContract } from "../people.contract.ts";
import { signOutContract } from "../session.contract.ts";
import * as contracts from "./push.contract.ts";

const service = await startPushService();
after(() => service.close());
const house = await startHarness({
  outgoing: { allow: [`127.0.0.1:${service.port}`], ca: service.certificateFile },
});
const [admin, zhou, li, chen, emma] = await Promise.all([
  house.as("zhao"),
  house.as("zhou"),
  house.as("li"),
  house.as("chen"),
  house.as("emma"),
]);

const subscribe = (by: Caller, browser = service.browser(), headers: Record<string, string> = {}) =>
  by.call(contracts.addPushSubscriptionContract, { body: browser, headers });
const rowsOf = async (by: Caller) => (await by.call(contracts.listPushSubscriptionsContract)).body.rows;
const pathOf = ({ endpoint }: { endpoint: string }) => new URL(endpoint).pathname;
const receivedBy = (browser: { endpoint: string }) => service.received.filter(({ path }) => path === pathOf(browser));
const give = async (title: string, to: Caller, by: Caller = zhou) => {
  const made = await by.call(createTaskContract, { body: { title, assignee_id: to.userId } });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body.id;
};

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return;
    await pause(100);
  }
  throw new Error(`waited 30 s in vain: ${what}`);
}
/** Until no message is on its way or waits for its time. */
const idle = () =>
  until("no message waits", async () => {
    const { rows } = await sql<{ waits: boolean }>`
      select exists (select 1 from graphile_worker.jobs where task_identifier in ('push_notice', 'send_notices')) as waits`.execute(
      house.db,
    );
    return !rows[0]!.waits;
  });
/** Makes what waits for its time due now. */
const hurry = () =>
  sql`select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs
       where task_identifier = 'push_notice'`.execute(house.db);

const phone = service.browser();
const chrome = {
  "user-agent":
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};

test("a browser is taken in, listed without its address, and once however often it says so", async () => {
  const replies = await race(8, () => subscribe(li, phone, chrome));
  assert.deepEqual(
    replies.map((reply) => reply.status),
    Array(8).fill(200),
    JSON.stringify(replies[0]!.problem),
  );
  const rows = await rowsOf(li);
  assert.deepEqual(
    rows.map(({ user_agent, failures, last_ok_at }) => [user_agent, failures, last_ok_at]),
    [[chrome["user-agent"], 0, null]],
  );
  assert.match(rows[0]!.endpoint_hash, /^[0-9a-f]{64}$/);
  assert.ok(!JSON.stringify(rows).includes(pathOf(phone)), "the address is a key to the browser and stays here");
  assert.deepEqual(await eventsOf(house.db, li.userId), ["push_subscription.added"]);
  assert.deepEqual(await rowsOf(zhou), []);
});

test("a notice rings there: encrypted, signed by the organisation's key, in the reader's words", async () => {
  const task = await give("寄砂纸样", li);
  await until("the message arrives", () => receivedBy(phone).length > 0);
  const [pushed] = receivedBy(phone);
  const { public_key } = (await li.call(contracts.readPushKeyContract)).body;
  assert.equal(pushed!.sender, public_key);
  const { id, ...payload } = pushed!.payload;
  assert.deepEqual(payload, {
    kind: "task_assigned",
    title: "周敏交给你一项任务",
    body: "寄砂纸样",
    path: `/tasks?task=${task}`,
    lang: "zh-CN",
  });
  const { headers } = pushed!;
  assert.deepEqual(
    [headers["content-encoding"], headers.ttl, headers.urgency, headers.topic],
    ["aes128gcm", "86400", "high", String(id).replaceAll("-", "")],
  );
  assert.equal(pushed!.bytes, 86 + 512 + 1 + 16, "the length tells nothing of the text");
  assert.deepEqual(service.refused, []);
  await until("the device has answered", async () => (await rowsOf(li))[0]!.last_ok_at !== null);
  await idle();
  assert.equal(receivedBy(phone).length, 1, "once");
});

test("who has read it meanwhile is not rung for", async () => {
  await give("马上就读的事", li);
  await until("it is in the page", async () => {
    const { rows } = (await li.call(notices.listNoticesContract)).body;
    return rows.some(({ title }) => title === "马上就读的事");
  });
  await li.call(notices.readAllNoticesContract);
  await idle();
  assert.ok(!receivedBy(phone).some(({ payload }) => payload.body === "马上就读的事"));
});

test("what the reader may not see at that moment is not told; what they may is", async () => {
  const browser = service.browser();
  await subscribe(emma, browser);
  const [lost, kept] = [
    await promised("Kiln Street Ltd", "Samples by Friday"),
    await promised("Oven Lane Ltd", "A call"),
  ];
  await until("both are broken", async () => {
    const { rows } = await sql`select 1 from notice where kind = 'promise_broken' and user_id = ${emma.userId}`.execute(
      house.db,
    );
    return rows.length === 2;
  });
  await sql`update customer set owner_id = ${li.userId}, team_id = null where id = ${lost}`.execute(house.db);
  await idle();
  assert.deepEqual(
    receivedBy(browser).map(({ payload }) => [payload.path, payload.title]),
    [[`/customers/${kept}`, "承诺过期未兑现"]],
  );
});

/** A customer of Emma's who was promised something for a moment from now. */
async function promised(name: string, what: string): Promise<string> {
  const { id } = (await emma.call(createCustomerContract, { body: { kind: "company", name } })).body;
  const due_at = new Date(Date.now() + 1500).toISOString();
  const reply = await emma.call(givePromiseContract, { params: { customerId: id }, body: { what, due_at } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return id;
}

test("kinds are chosen: without the way nothing rings, and choosing the others leaves it as it is", async () => {
  const browser = service.browser();
  await subscribe(chen, browser);
  const read = async () => (await chen.call(notices.readNoticePreferencesContract)).body;
  const { kinds, digest_hour } = await read();
  assert.deepEqual(
    kinds.filter(({ kind }) => ["task_assigned", "task_due"].includes(kind)).map(({ kind, push }) => [kind, push]),
    [
      ["task_assigned", true],
      ["task_due", false],
    ],
  );
  const way = { kind: "task_assigned", page: true, mail: "off" as const };
  const set = (more: object) =>
    chen.call(notices.updateNoticePreferencesContract, { body: { kinds: [{ ...way, ...more }], digest_hour } });
  await set({ push: false });
  await set({});
  assert.equal((await read()).kinds.find(({ kind }) => kind === "task_assigned")!.push, false);
  await give("不响的任务", chen);
  await idle();
  assert.deepEqual(receivedBy(browser), []);
  await set({ push: true });
  await give("会响的任务", chen);
  await until("it rings", () => receivedBy(browser).length === 1);
});

test("a browser that is gone goes from the list, which the page hears; others go on", async () => {
  const gone = service.browser();
  const added = await subscribe(li, { ...gone, endpoint: `${gone.endpoint}-nobody` });
  const live = new LiveClient(house.base, li);
  await live.ready();
  await give("两台设备", li);
  await until("it is off the list", async () => (await rowsOf(li)).every(({ id }) => id !== added.body.id));
  await live.until("the page hears", ({ heard }) => JSON.stringify(heard).includes("push_subscription.removed"));
  live.cut();
  await until("the other rang", () => receivedBy(phone).some(({ payload }) => payload.body === "两台设备"));
});

test("an overloaded service is asked again, not before it wants, and six tries are one failure", async () => {
  const waits = async () =>
    (
      await sql<{ wait: number; attempt: number }>`
        select extract(epoch from j.run_at - now())::float8 as wait, (p.payload ->> 'attempt')::int as attempt
          from graphile_worker.jobs j join graphile_worker._private_jobs p on p.id = j.id
         where j.task_identifier = 'push_notice'`.execute(house.db)
    ).rows;
  answerNext(429, { "retry-after": "600" });
  await give("忙的时候", li);
  await until("it waits for its second try", async () => (await waits()).some(({ attempt }) => attempt === 2));
  const [second] = await waits();
  assert.ok(second!.wait > 500 && second!.wait <= 600, `${second!.wait} s`);
  for (let attempt = 3; attempt <= 6; attempt++) {
    answerNext(503);
    await hurry();
    await until(`try ${attempt} waits`, async () => (await waits()).some((one) => one.attempt === attempt));
  }
  answerNext(503);
  await hurry();
  await until("it is a failure", async () => (await rowsOf(li))[0]!.failures === 1);
  await idle();
  await give("又通了", li);
  await until("it rings again", () => receivedBy(phone).some(({ payload }) => payload.body === "又通了"));
  await until("the failures are forgotten", async () => (await rowsOf(li))[0]!.failures === 0);
});

test("five refusals in a row and the browser is dropped", async () => {
  const browser = service.browser();
  await subscribe(zhou, browser);
  for (let time = 1; time <= 5; time++) {
    answerNext(400);
    await give(`第 ${time} 次`, zhou, li);
    await hurryUntil(async () => {
      const [row] = await rowsOf(zhou);
      return time < 5 ? row?.failures === time : row === undefined;
    });
  }
  assert.deepEqual(receivedBy(browser), []);
});

test("a test is sent while one waits, and says what came of it", async () => {
  const browser = service.browser();
  const { id } = (await subscribe(admin, browser)).body;
  const params = { subscriptionId: id };
  assert.equal((await admin.call(contracts.testPushContract, { params })).body.outcome, "sent");
  assert.equal(receivedBy(browser)[0]!.payload.kind, "test");
  answerNext(503);
  assert.equal((await admin.call(contracts.testPushContract, { params })).body.outcome, "later");
  assert.equal((await zhou.call(contracts.testPushContract, { params })).status, 404);
  const replies = await race(12, () => admin.call(contracts.testPushContract, { params }));
  assert.ok(replies.some(({ problem }) => problem?.id === "push_subscription.too_often"));
  answerNext(410);
  const other = (await subscribe(zhou, service.browser())).body.id;
  assert.equal(
    (await zhou.call(contracts.testPushContract, { params: { subscriptionId: other } })).body.outcome,
    "gone",
  );
  assert.ok((await rowsOf(zhou)).every((row) => row.id !== other));
});

test("nobody is told at a browser where they have signed out, nor when they work here no more", async () => {
  const [kept, left] = [service.browser(), service.browser()];
  const other = await house.asUser(zhou.userId);
  assert.equal((await subscribe(other, kept)).status, 200);
  const wang = await house.as("wang");
  await subscribe(wang, left);
  await wang.call(signOutContract);
  assert.deepEqual(
    (await sql`select 1 from push_subscription where user_id = ${wang.userId}`.execute(house.db)).rows,
    [],
  );
  const lars = await house.as("lars");
  const gone = service.browser();
  await subscribe(lars, gone);
  const ended = await admin.call(deactivateUserContract, { params: { userId: lars.userId } });
  assert.equal(ended.status, 200, JSON.stringify(ended.problem));
  assert.deepEqual(
    (await sql`select 1 from push_subscription where user_id = ${lars.userId}`.execute(house.db)).rows,
    [],
  );
});

test("a browser that two people use belongs to who signed in last", async () => {
  const shared = service.browser();
  await subscribe(zhou, shared);
  const before = (await rowsOf(zhou)).length;
  await subscribe(chen, shared);
  assert.equal((await rowsOf(zhou)).length, before - 1);
  const mine = (await rowsOf(chen))[0]!;
  const params = { subscriptionId: mine.id };
  assert.equal((await zhou.call(contracts.removePushSubscriptionContract, { params })).status, 404);
  assert.equal((await chen.call(contracts.removePushSubscriptionContract, { params })).body.done, true);
  assert.equal((await chen.call(contracts.removePushSubscriptionContract, { params })).status, 404);
});

test("addresses inside the house, keys that are none and strangers are refused", async () => {
  const { keys } = service.browser();
  for (const endpoint of [
    "https://127.0.0.1/push",
    `https://127.0.0.1:${service.port + 1}/push`,
    "https://localhost/push",
    "https://[::ffff:7f00:1]/push",
    "https://169.254.169.254/latest",
    "https://2130706433/push",
    "http://push.example.test/push",
    "https://a:b@push.example.test/",
  ]) {
    const { status, problem } = await zhou.call(contracts.addPushSubscriptionContract, { body: { endpoint, keys } });
    assert.deepEqual([status, problem.id], [400, "push_subscription.bad_endpoint"], endpoint);
  }
  const browser = service.browser();
  const bad = { ...browser, keys: { ...browser.keys, p256dh: `B${"A".repeat(86)}` } };
  assert.equal((await subscribe(zhou, bad)).problem.id, "push_subscription.bad_keys");
  const short = await subscribe(zhou, { ...browser, keys: { p256dh: "x", auth: "y" } });
  assert.deepEqual([short.status, short.problem.id], [400, "request.invalid"]);
  assert.equal((await subscribe(house.anonymous, browser)).status, 401);
  assert.equal((await house.anonymous.call(contracts.readPushKeyContract)).status, 401);
});

function answerNext(status: number, headers?: Record<string, string>): void {
  service.answers.push(headers ? { status, headers } : { status });
}

async function hurryUntil(isSo: () => Promise<boolean>): Promise<void> {
  await until("it is settled", async () => {
    await hurry();
    return await isSo();
  });
}

test("an old browser that changes hands is the newest of who has twenty already", async () => {
  const shared = service.browser();
  assert.equal((await subscribe(li, shared)).status, 200);
  for (let made = 0; made < 20; made++) assert.equal((await subscribe(emma)).status, 200);
  const taken = await subscribe(emma, shared);
  assert.equal(taken.status, 200, JSON.stringify(taken.problem));
  const rows = await rowsOf(emma);
  assert.deepEqual([rows.length, rows[0]!.id], [20, taken.body.id]);
});
