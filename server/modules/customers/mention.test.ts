import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { sql } from "kysely";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import {
  listNoticesContract,
  readAllNoticesContract,
  readNoticeContract,
  readNoticePreferencesContract,
  updateNoticePreferencesContract,
} from "../people/notification/notification.contract.ts";
import { updateMailServerContract } from "../people/organisation.contract.ts";
import { removeCustomersContract } from "./bin.contract.ts";
import { createCustomerContract } from "./customer.contract.ts";
import { logInteractionContract } from "./interaction.contract.ts";

const house = await startHarness();
const [admin, zhou, chen, li] = await Promise.all([
  house.as("zhao"),
  house.as("zhou"),
  house.as("chen"),
  house.as("li"),
]);
const made = await zhou.call(createCustomerContract, { body: { kind: "company", name: "杭州灵隐茶业有限公司" } });
const params = { customerId: made.body.id };
const note = (mentions: string[]) =>
  zhou.call(logInteractionContract, { params, body: { kind: "note", body: "@陈立 请看报价", mentions } });

const inbox: ParsedMail[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData: (stream, _session, done) =>
    void simpleParser(stream).then((mail) => {
      inbox.push(mail);
      done();
    }, done),
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
after(() => new Promise<void>((resolve) => server.close(() => resolve())));
await admin.call(updateMailServerContract, {
  body: {
    host: "127.0.0.1",
    port: (server.server.address() as AddressInfo).port,
    security: "none",
    user: null,
    from_address: "crm@yuezhou.test",
    from_name: "知音",
    password: null,
  },
});

test("who is mentioned is told in the page and by mail; who cannot see it is named to the writer and told nothing", async () => {
  const written = await note([chen.userId, li.userId, zhou.userId]);
  assert.equal(written.status, 200, JSON.stringify(written.problem));
  assert.deepEqual(written.body.unreached, [{ id: li.userId, name: "李思远" }]);
  const { body } = await chen.call(listNoticesContract);
  assert.deepEqual(
    body.rows.map(({ kind, by, title, path, count }) => [kind, by?.name, title, path, count]),
    [["mentioned", "周敏", "杭州灵隐茶业有限公司", `/customers/${params.customerId}`, 1]],
  );
  assert.deepEqual(body.unread, { value: 1, capped: false });
  for (const one of [li, zhou]) assert.deepEqual((await one.call(listNoticesContract)).body.rows, []);
  await until(() => inbox.length > 0);
  assert.match(inbox[0]!.subject ?? "", /周敏在备注里提到了你: 杭州灵隐茶业/);
  assert.match(inbox[0]!.text ?? "", new RegExp(`/customers/${params.customerId}`));
  assert.deepEqual(await eventsOf(house.db, chen.userId), ["notice.given"]);
});

test("reading is for oneself, once, however often it is said", async () => {
  const [notice] = (await chen.call(listNoticesContract)).body.rows;
  const reading = { params: { noticeId: notice!.id } };
  const other = await li.call(readNoticeContract, reading);
  assert.deepEqual([other.status, other.problem.id], [404, "notice.not_found"]);
  const replies = await race(8, () => chen.call(readNoticeContract, reading));
  assert.deepEqual(
    replies.map((reply) => reply.status),
    Array(8).fill(200),
  );
  assert.equal((await chen.call(listNoticesContract)).body.unread.value, 0);
  assert.deepEqual((await chen.call(listNoticesContract, { query: { unread: true } })).body.rows, []);
  assert.deepEqual(await eventsOf(house.db, chen.userId), ["notice.given", "notice.read"]);
});

test("pages go on where the last one ended; everything is read at once", async () => {
  for (let at = 0; at < 3; at++) assert.equal((await note([chen.userId])).status, 200);
  const first = await chen.call(listNoticesContract, { query: { limit: 2 } });
  assert.equal(first.body.rows.length, 2);
  const second = await chen.call(listNoticesContract, { query: { limit: 2, after: first.body.next! } });
  assert.equal(second.body.rows.length, 2);
  assert.equal(second.body.next, null);
  assert.equal(new Set([...first.body.rows, ...second.body.rows].map(({ id }) => id)).size, 4);
  await chen.call(readAllNoticesContract);
  assert.equal((await chen.call(listNoticesContract)).body.unread.value, 0);
});

test("a digest waits for its hour and holds what is unread; a kind may be turned off", async () => {
  const before = (await chen.call(readNoticePreferencesContract)).body;
  const mentioned = before.kinds.find(({ kind }) => kind === "mentioned")!;
  assert.deepEqual(mentioned, { kind: "mentioned", page: true, push: true, mail: "at_once" });
  await settled();
  inbox.length = 0;
  const set = (mail: "digest" | "off", page = true) =>
    chen.call(updateNoticePreferencesContract, { body: { kinds: [{ ...mentioned, mail, page }], digest_hour: 7 } });
  assert.equal((await set("digest")).body.digest_hour, 7);
  await note([chen.userId]);
  await note([chen.userId]);
  await settled();
  assert.equal(inbox.length, 0);
  await sql`select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs where task_identifier = 'send_notice_digest'`.execute(
    house.db,
  );
  await note([]); // wakes who runs jobs
  await until(() => inbox.length > 0);
  assert.equal(inbox.length, 1);
  assert.match(inbox[0]!.subject ?? "", /2 条通知/);
  await set("off", false);
  assert.deepEqual((await chen.call(listNoticesContract)).body.rows, []);
  const strange = { kinds: [{ ...mentioned, kind: "strange" }], digest_hour: 7 };
  const refused = await chen.call(updateNoticePreferencesContract, { body: strange });
  assert.deepEqual([refused.status, refused.problem.id], [400, "notice.unknown_kind"]);
  await set("off");
});

test("what one may not see any more is not shown", async () => {
  assert.ok((await chen.call(listNoticesContract)).body.rows.length > 0);
  await admin.call(removeCustomersContract, { body: { ids: [params.customerId] } });
  const gone = await chen.call(listNoticesContract);
  assert.deepEqual([gone.body.rows, gone.body.unread.value], [[], 0]);
});

test("without a session nothing; somebody unknown is refused", async () => {
  assert.equal((await house.anonymous.call(listNoticesContract)).status, 401);
  const other = await zhou.call(createCustomerContract, { body: { kind: "company", name: "绍兴安昌酱园" } });
  const strange = await zhou.call(logInteractionContract, {
    params: { customerId: other.body.id },
    body: { kind: "note", body: "@谁", mentions: [newId()] },
  });
  assert.deepEqual([strange.status, strange.problem.id], [404, "user.not_found"]);
});

async function settled(): Promise<void> {
  await until(async () => {
    const { rows } = await sql`select 1 from graphile_worker.jobs where task_identifier = 'send_notices'`.execute(
      house.db,
    );
    return rows.length === 0;
  });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it did not happen in 20 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
