import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { sql } from "kysely";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { updateMailServerContract } from "#modules/people/organisation.contract.ts";
import { addJob } from "#platform/job/add.ts";
import { startHarness } from "#test/harness.ts";
import { listReadLogContract } from "./consent.contract.ts";
import { createCustomerContract } from "./customer.contract.ts";
import * as contracts from "./delivery.contract.ts";
import { giveRole, maskedGrants } from "./masked.fixture.ts";
import { createViewContract, updateViewContract } from "./view.contract.ts";

const house = await startHarness();
const inbox: ParsedMail[] = [];
const port = await startMailServer();
const zhao = await house.as("zhao");
const zhou = await house.as("zhou");
const { chen, li } = house.ids.users as Record<string, string>;

await zhao.call(updateMailServerContract, {
  body: {
    host: "127.0.0.1",
    port,
    security: "none",
    user: null,
    from_address: "crm@yuezhou.test",
    from_name: "越州包装",
  },
});
await zhou.call(createCustomerContract, { body: { kind: "company", name: "周的 <茶> 业", stage: "loyal" } });
await zhao.call(createCustomerContract, { body: { kind: "company", name: "赵的公司", stage: "loyal" } });
const loyal = { all: [{ field: "stage", op: "any" as const, value: ["loyal"] }] };
const made = await zhou.call(createViewContract, {
  body: { object: "customer", name: "忠诚的", filter: loyal, shared_users: [chen!, zhao.userId] },
});
const params = { viewId: made.body.id };
const daily = { rhythm: "daily" as const, weekday: null, hour: 8, is_paused: false };
const user_ids = [zhou.userId, zhao.userId];

/** Makes it due now and waits until everybody has a result. */
async function deliver(owner = zhou): Promise<Record<string, string | null>> {
  await sql`update view_delivery set next_at = now() - interval '1 minute'`.execute(house.db);
  await sql`update view_delivery_recipient set last_at = null, last_result = null`.execute(house.db);
  await addJob(house.db, "deliver_view", { view_id: params.viewId }, { key: `deliver_view:${params.viewId}` });
  await zhou.call(createCustomerContract, { body: { kind: "person", name: "写一笔，叫醒队列" } });
  for (let tried = 0; tried < 300; tried++) {
    const { body } = await owner.call(contracts.readDeliveryContract, { params });
    const recipients = body.delivery!.recipients;
    if (recipients.every(({ last_result }) => last_result !== null))
      return Object.fromEntries(recipients.map(({ user, last_result }) => [user.name, last_result]));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nothing was delivered in 15 s");
}
const mailTo = (address: string) =>
  inbox.findLast((mail) => [mail.to ?? []].flat().some((to) => to.value[0]?.address === address));

test("each recipient gets what they themselves may see, once, and the next time is set", async () => {
  const set = await zhou.call(contracts.setDeliveryContract, { params, body: { ...daily, user_ids } });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  const next = new Date(set.body.delivery!.next_at!);
  assert.ok(next.getTime() > Date.now() && next.getTime() - Date.now() <= 86_400_000);
  assert.equal(next.toISOString().slice(11, 16), "00:00", "eight in the morning in Shanghai");
  assert.deepEqual(await deliver(), { 周敏: "sent", 赵启明: "sent" });
  assert.equal(inbox.length, 2);
  const [own, all] = [mailTo("zhoumin@yuezhou.test")!, mailTo("zhaoqiming@yuezhou.test")!];
  assert.match(own.text ?? "", /周的 <茶> 业/);
  assert.doesNotMatch(own.text ?? "", /赵的公司/);
  assert.match(all.text ?? "", /赵的公司/);
  assert.match(String(own.html), /周的 &lt;茶&gt; 业/);
  assert.match(own.text ?? "", new RegExp(`/customers\\?view=${params.viewId}`));
  const { body } = await zhou.call(contracts.readDeliveryContract, { params });
  assert.ok(new Date(body.delivery!.next_at!).getTime() > Date.now());
});

test("who has lost the view gets nothing, and it says why", async () => {
  await zhou.call(updateViewContract, { params, body: { set: { shared_users: [chen!] }, seen: made.body.updated_at } });
  inbox.length = 0;
  assert.deepEqual(await deliver(), { 周敏: "sent", 赵启明: "not_shared" });
  assert.equal(inbox.length, 1);
});

test("weekly, paused and removed", async () => {
  const weekly = { rhythm: "weekly" as const, weekday: 1, hour: 9, is_paused: false, user_ids: [zhou.userId, chen!] };
  const set = await zhou.call(contracts.setDeliveryContract, { params, body: weekly });
  const next = new Date(set.body.delivery!.next_at!);
  assert.deepEqual([next.getUTCDay(), next.getUTCHours()], [1, 1]);
  const paused = await zhou.call(contracts.setDeliveryContract, { params, body: { ...weekly, is_paused: true } });
  assert.equal(paused.body.delivery!.next_at, null);
  assert.deepEqual((await zhou.call(contracts.removeDeliveryContract, { params })).body, { delivery: null });
  const events = await house.db.selectFrom("domain_event").select("name").where("object", "=", "delivery").execute();
  assert.deepEqual(
    events.map(({ name }) => name),
    ["delivery.set", "delivery.set", "delivery.set", "delivery.removed"],
  );
});

test("what is wrong is named; somebody else's view is not found or not theirs to send", async () => {
  const problem = async (body: object, caller = zhou) =>
    (await caller.call(contracts.setDeliveryContract, { params, body: { ...daily, user_ids, ...body } as never }))
      .problem?.id;
  assert.equal(await problem({ user_ids: [li!] }), "delivery.not_shared");
  assert.equal(await problem({ weekday: 3 }), "delivery.bad_weekday");
  assert.equal(await problem({ hour: 24 }), "request.invalid");
  assert.equal(await problem({}, await house.as("chen")), "view.not_owner");
  assert.equal(await problem({}, await house.as("li")), "view.not_found");
  assert.equal(await problem({}, house.anonymous), "session.missing");
});

test("who sees numbers masked is sent masks", async () => {
  const li = await giveRole(house, "li", maskedGrants);
  await zhao.call(createCustomerContract, {
    body: {
      kind: "company",
      name: "寄出的号码",
      stage: "lapsed",
      contact_points: [{ kind: "phone", value: "19964285713" }],
    },
  });
  const filter = { all: [{ field: "stage", op: "any" as const, value: ["lapsed"] }] };
  const view = await zhao.call(createViewContract, {
    body: { object: "customer", name: "流失的", filter, shared_users: [li.userId] },
  });
  params.viewId = view.body.id;
  const body = { ...daily, user_ids: [zhao.userId, li.userId] };
  const set = await zhao.call(contracts.setDeliveryContract, { params, body });
  assert.equal(set.status, 200, JSON.stringify(set.problem));
  inbox.length = 0;
  await deliver(zhao);
  const [masked, whole] = [mailTo("lisiyuan@yuezhou.test")!, mailTo("zhaoqiming@yuezhou.test")!];
  assert.match(masked.text ?? "", /199 \*{4} 5713/);
  assert.doesNotMatch(`${masked.text} ${masked.html}`, /6428 ?5713/);
  assert.match(whole.text ?? "", /199 6428 5713/);
  const { entries } = (await zhao.call(listReadLogContract, { query: {} })).body;
  const mails = entries.filter(({ how, fields }) => how === "mail" && fields.includes("phone"));
  assert.ok(mails.some(({ user }) => user.id === zhao.userId) && mails.every(({ user }) => user.id !== li.userId));
});

async function startMailServer(): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    authOptional: true,
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        inbox.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}
