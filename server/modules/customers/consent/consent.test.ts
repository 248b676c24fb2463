import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { newId } from "../../../platform/ids.ts";
import * as consents from "../consent.contract.ts";
import { addContactPointContract, removeContactPointContract } from "../contact.contract.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { mayContact } from "./may_contact.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const made = (
  await zhou.call(createCustomerContract, {
    body: {
      kind: "person",
      name: "许文静",
      birth_on: "1986-05-04",
      contact_points: [{ kind: "phone", value: "138 0000 0061" }],
    },
  })
).body;
const params = { customerId: made.id };
const point = made.contact_points![0]!.id;
const say = (body: BodyOf<typeof consents.recordConsentContract>) =>
  zhou.call(consents.recordConsentContract, { params, body });
const ask = async (channel: "voice" | "mail", purpose: string, point_id: string | null = null) =>
  (await zhou.call(consents.askConsentContract, { params, body: { channel, purpose, point_id } })).body;

test("what was said is kept with its proof, decides, and a wrong entry is retracted but stands in the history", async () => {
  assert.deepEqual(await ask("voice", "marketing"), { allowed: false, reason: "no_consent", consent_id: null });
  const yes = await say({
    verdict: "given",
    purpose: "marketing",
    source: "written",
    proof: "签在 11 月 3 日的回执上",
  });
  assert.equal(yes.status, 200, JSON.stringify(yes.problem));
  assert.deepEqual(await ask("voice", "marketing"), { allowed: true, reason: "given", consent_id: yes.body.id });
  const no = await say({ verdict: "refused", source: "spoken" });
  assert.deepEqual(await ask("mail", "service"), { allowed: false, reason: "do_not_contact", consent_id: no.body.id });
  const retracted = await zhou.call(consents.retractConsentContract, { params: { ...params, consentId: no.body.id } });
  assert.ok(retracted.body.retracted_at);
  assert.equal((await ask("mail", "service")).allowed, true);
  const listed = (await zhou.call(consents.listConsentsContract, { params })).body;
  assert.deepEqual(
    listed.statements.map(({ verdict, retracted_at }) => [verdict, retracted_at !== null]),
    [
      ["refused", true],
      ["given", false],
    ],
  );
  assert.equal(
    listed.now.find(({ channel, purpose }) => channel === "fax" && purpose === "marketing")?.reason,
    "given",
  );
  assert.deepEqual((await eventsOf(house.db, made.id)).slice(1), [
    "consent.given",
    "consent.refused",
    "consent.retracted",
  ]);
});

test("a number stays refused when it is removed and added again", async () => {
  await say({ verdict: "refused", point_id: point, source: "spoken" });
  assert.equal((await ask("voice", "marketing", point)).reason, "refused");
  await zhou.call(removeContactPointContract, { params: { ...params, contactPointId: point } });
  const again = await zhou.call(addContactPointContract, { params, body: { kind: "phone", value: "13800000061" } });
  const id =
    again.body.contact_points?.find(({ kind }) => kind === "phone")?.id ?? (again.body as unknown as { id: string }).id;
  assert.equal((await ask("voice", "marketing", id)).reason, "refused");
  const [one, other] = await mayContact(house.db, [
    { customerId: made.id, point: "+8613800000061", channel: "voice", purpose: "survey" },
    { customerId: made.id, point: "+8613800000062", channel: "voice", purpose: "survey" },
  ]);
  assert.deepEqual([one!.allowed, other!.allowed], [false, true]);
});

test("one client's consent is no other's, and its people see no other's", async () => {
  const { kanghe, lingyin } = house.ids.clients as Record<string, string>;
  const zhao = await house.as("zhao");
  const shared = (
    await zhao.call(createCustomerContract, {
      body: { kind: "person", name: "两家的客户", client_ids: [kanghe!, lingyin!] },
    })
  ).body;
  const at = { params: { customerId: shared.id } };
  await zhao.call(consents.recordConsentContract, {
    ...at,
    body: { verdict: "given", client_id: lingyin!, source: "spoken", proof: "灵隐的录音" },
  });
  const wu = await house.as("wu");
  const seen = (await wu.call(consents.listConsentsContract, at)).body;
  assert.deepEqual(seen.statements, []);
  assert.equal(
    seen.now.find(({ channel, purpose }) => channel === "voice" && purpose === "marketing")?.reason,
    "no_consent",
  );
  const foreign = await wu.call(consents.recordConsentContract, {
    ...at,
    body: { verdict: "given", client_id: lingyin!, source: "spoken" },
  });
  assert.notEqual(foreign.status, 200);
});

test("a refusal to another client counts where nobody says for whom, and is not shown to who does not work for that client", async () => {
  const { kanghe, lingyin } = house.ids.clients as Record<string, string>;
  const zhao = await house.as("zhao");
  const shared = (
    await zhao.call(createCustomerContract, {
      body: { kind: "person", name: "只拒绝灵隐", client_ids: [kanghe!, lingyin!] },
    })
  ).body;
  const at = { params: { customerId: shared.id } };
  const refusal = await zhao.call(consents.recordConsentContract, {
    ...at,
    body: { verdict: "refused", client_id: lingyin!, source: "spoken" },
  });
  const third = newId();
  const wu = await house.as("wu");
  await sql`insert into client (id, name) values (${third}, '第三家')`.execute(house.db);
  await sql`insert into user_client (user_id, client_id) values (${wu.userId}, ${third})`.execute(house.db);
  const body = { channel: "voice", purpose: "service" } as const;
  const refused = { allowed: false, reason: "do_not_contact" };
  assert.deepEqual((await zhao.call(consents.askConsentContract, { ...at, body })).body, {
    ...refused,
    consent_id: refusal.body.id,
  });
  assert.deepEqual((await wu.call(consents.askConsentContract, { ...at, body })).body, {
    ...refused,
    consent_id: null,
  });
  const { statements, now } = (await wu.call(consents.listConsentsContract, at)).body;
  assert.deepEqual([statements, now.filter(({ consent_id }) => consent_id !== null)], [[], []]);
  const named = await wu.call(consents.askConsentContract, { ...at, body: { ...body, client_id: kanghe! } });
  assert.equal(named.body.reason, "not_needed");
  await sql`delete from user_client where client_id = ${third}`.execute(house.db);
});

test("bad input is named, what is out of reach is not found", async () => {
  const cases: [BodyOf<typeof consents.recordConsentContract>, string][] = [
    [{ verdict: "given", source: "spoken", purpose: "no_such" }, "purpose"],
    [{ verdict: "given", source: "spoken", said_at: "2199-01-01T00:00:00Z" }, "said_at"],
    [{ verdict: "refused", source: "spoken", until: "2199-01-01T00:00:00Z" }, "until"],
    [{ verdict: "given", source: "spoken", proof_file_id: made.id }, "proof_file_id"],
  ];
  for (const [body, field] of cases) {
    const reply = await say(body);
    assert.deepEqual([reply.status, reply.problem.fields?.[0]?.field], [400, field]);
  }
  const li = await house.as("li");
  assert.equal((await li.call(consents.listConsentsContract, { params })).status, 404);
  assert.equal(
    (await li.call(consents.recordConsentContract, { params, body: { verdict: "given", source: "spoken" } })).status,
    404,
  );
  assert.equal(
    (
      await li.call(consents.setPurposeContract, {
        params: { purpose: "gift" },
        body: { name_zh: "赠礼", name_en: "Gifts", rule: "opt_out" },
      })
    ).status,
    403,
  );
  const zhao = await house.as("zhao");
  const set = await zhao.call(consents.setPurposeContract, {
    params: { purpose: "gift" },
    body: { name_zh: "赠礼", name_en: "Gifts", rule: "opt_out" },
  });
  assert.ok(set.body.purposes.some(({ key }) => key === "gift"));
});

test("a retired purpose takes nothing new, answers nothing, and stays in what was said; it comes back", async () => {
  const zhao = await house.as("zhao");
  const purpose = { params: { purpose: "tasting" } };
  const body = { name_zh: "品鉴会", name_en: "Tastings", rule: "opt_out" as const };
  await zhao.call(consents.setPurposeContract, { ...purpose, body });
  const said = { purpose: "tasting", channel: "mail" as const, verdict: "given" as const, source: "spoken" as const };
  const first = await zhao.call(consents.recordConsentContract, { params, body: said });
  assert.equal(first.status, 200, JSON.stringify(first.problem));
  const raced = await race(6, () => zhao.call(consents.retirePurposeContract, purpose));
  assert.ok(raced.every(({ status }) => status === 200));
  const retired = (await zhao.call(consents.listPurposesContract)).body.purposes.find(({ key }) => key === "tasting")!;
  assert.deepEqual([retired.retired_at === null, retired.statement_count], [false, 1]);
  const { rows } = await sql`select 1 from domain_event where name = 'consent_purpose.retired'
    and payload ->> 'key' = 'tasting'`.execute(house.db);
  assert.equal(rows.length, 1);
  const again = await zhao.call(consents.recordConsentContract, { params, body: said });
  assert.deepEqual(
    [again.problem.id, again.problem.fields],
    ["consent.invalid", [{ field: "purpose", reason: "retired" }]],
  );
  const asked = await zhao.call(consents.askConsentContract, { params, body: { channel: "mail", purpose: "tasting" } });
  assert.equal(asked.problem.id, "consent.invalid");
  const listed = (await zhao.call(consents.listConsentsContract, { params })).body;
  assert.ok(listed.statements.some(({ id }) => id === first.body.id));
  assert.ok(listed.purposes.some(({ key, retired_at }) => key === "tasting" && retired_at !== null));
  assert.ok(listed.now.every(({ purpose: one }) => one !== "tasting"));
  const renamed = { ...body, name_zh: "品茶会" };
  const set = await zhao.call(consents.setPurposeContract, { ...purpose, body: renamed });
  const after = set.body.purposes.find(({ key }) => key === "tasting")!;
  assert.deepEqual([after.name_zh, after.retired_at === null], ["品茶会", false]);
  await zhao.call(consents.revivePurposeContract, purpose);
  assert.equal((await zhao.call(consents.recordConsentContract, { params, body: said })).status, 200);
  const unknown = await zhao.call(consents.retirePurposeContract, { params: { purpose: "nothing" } });
  assert.deepEqual([unknown.status, unknown.problem.id], [404, "consent_purpose.not_found"]);
  const li = await house.as("li");
  assert.equal((await li.call(consents.retirePurposeContract, purpose)).status, 403);
  assert.equal((await li.call(consents.listPurposesContract)).status, 403);
  const bad = await zhao.call(consents.setPurposeContract, { params: { purpose: "Bad Key" }, body });
  assert.equal(bad.problem.id, "request.invalid");
});

test("who reads sensitive facts is noted, once in ten minutes, for who may know", async () => {
  const chen = await house.as("chen");
  await chen.call(readCustomerContract, { params });
  await chen.call(readCustomerContract, { params });
  const zhao = await house.as("zhao");
  const { reads } = (await zhao.call(consents.listSensitiveReadsContract, { params })).body;
  assert.deepEqual(
    reads.filter(({ user }) => user?.id === house.ids.users.chen).map(({ fields }) => fields),
    [["birth_on", "phone"]],
  );
  assert.equal((await chen.call(consents.listSensitiveReadsContract, { params })).status, 403);
  const sun = await house.as("sun");
  await sun.call(readCustomerContract, { params });
  const { rows } =
    await sql`select 1 from sensitive_read where user_id = ${house.ids.users.sun} and customer_id = ${made.id}`.execute(
      house.db,
    );
  assert.equal(rows.length, 0, "a marketer is shown none");
});
