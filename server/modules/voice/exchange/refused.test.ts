import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import { newId } from "../../../platform/ids.ts";
import { recordConsentContract } from "../../customers/consent.contract.ts";
import { createCustomerContract } from "../../customers/customer.contract.ts";
import { placeCallContract } from "../call.contract.ts";
import { createTrunkContract } from "../trunk.contract.ts";
import { customer, desks, engine, house, li, openExchange, until, wu, zhao, zhou } from "./exchange.fixture.ts";

const exchange = await openExchange();
after(() => exchange.close());

const place = async (body: object, who = zhou!) => {
  const { status, problem } = await who.call(placeCallContract, { body: body as never });
  return `${status} ${problem?.id ?? ""}`.trim();
};
const callCount = async () =>
  Number((await sql<{ n: string }>`select count(*) as n from call`.execute(house.db)).rows[0]!.n);
/** A desk phone dials, and hears why not. */
const dials = async (number: string, desk = desks.zhou) => {
  await desk.call(number);
  await until(() => desk.state === "idle");
  return desk.status;
};

test("a country is called by a trunk that may call there, and by no other", async () => {
  const abroad = { name: "国际", kind: "address" as const, host: "abroad.test", sources: ["192.0.2.9"] };
  assert.equal((await zhao!.call(createTrunkContract, { body: { ...abroad, countries: ["GB"] } })).status, 200);
  assert.equal(
    await place({ typed: "+44 20 7946 0018" }),
    "409 call.no_number",
    "the number shown is of a trunk for China",
  );
  const outside = await engine.phones.subscriber("+442079460018");
  assert.equal(await dials("00442079460018"), 480);
  assert.equal(outside.ring, null);
});

test("who refused to be called is not called by their number either, by page or desk phone", async () => {
  const id = await customer("请勿来电", "199 0000 3001", li!);
  const body = { verdict: "refused", source: "spoken", channel: null, purpose: null } as never;
  assert.equal((await li!.call(recordConsentContract, { params: { customerId: id }, body })).status, 200);
  const before = await callCount();
  assert.equal(await place({ typed: "199 0000 3001" }), "409 call.consent_refused");
  const other = await customer("另一家", "199 0000 3002");
  assert.equal(await place({ typed: "199 0000 3001", customer_id: other }), "409 call.consent_refused");
  const outside = await engine.phones.subscriber("+8619900003001");
  assert.equal(await dials("19900003001"), 603);
  assert.deepEqual([outside.ring, await callCount()], [null, before]);
});

test("who refused one client is not called where nobody says for whom; another client may", async () => {
  const { kanghe, lingyin } = house.ids.clients as { kanghe: string; lingyin: string };
  const { body: made } = await zhao!.call(createCustomerContract, {
    body: {
      kind: "person",
      name: "拒绝一家",
      client_ids: [kanghe, lingyin],
      contact_points: [{ kind: "phone", value: "199 0000 3011" }],
    },
  });
  const said = { verdict: "refused" as const, source: "spoken" as const, client_id: kanghe };
  const refusal = await zhao!.call(recordConsentContract, { params: { customerId: made.id }, body: said });
  assert.equal(refusal.status, 200, JSON.stringify(refusal.problem));
  const reply = await zhou!.call(placeCallContract, { body: { typed: "199 0000 3011" } });
  assert.deepEqual([reply.problem.id, reply.problem.detail], ["call.consent_refused", { reason: "do_not_contact" }]);
  assert.equal(await place({ typed: "199 0000 3011", client_id: kanghe }), "409 call.consent_refused");
  assert.equal(await dials("19900003011"), 603, "nor from a desk phone, which names nobody");
  assert.equal(await place({ typed: "199 0000 3011", client_id: lingyin }), "200");
});

test("what a contact has refused holds where their customer is named and they are not", async () => {
  const { body: made } = await zhou!.call(createCustomerContract, {
    body: {
      kind: "company",
      name: "杭州满觉陇贸易",
      contacts: [
        { name: "王芳", contact_points: [{ kind: "phone", value: "199 0000 3013" }] },
        { name: "李明", contact_points: [{ kind: "phone", value: "199 0000 3014" }] },
      ],
    },
  });
  const [wang, other] = ["王芳", "李明"].map((name) => made.contacts!.find((one) => one.name === name)!.id);
  const said = { verdict: "refused" as const, source: "spoken" as const, contact_id: wang! };
  assert.equal((await zhou!.call(recordConsentContract, { params: { customerId: made.id }, body: said })).status, 200);
  const typed = "199 0000 3013";
  assert.equal(await place({ typed, customer_id: made.id }), "409 call.consent_refused");
  assert.equal(await place({ typed, customer_id: made.id, contact_id: other }), "409 call.consent_refused");
  assert.equal(await place({ typed: "199 0000 3014", customer_id: made.id }), "200", "a colleague may be called");
});

test("who is protected is not dialled by number", async () => {
  const id = await customer("受保护", "199 0000 3003", li!);
  await sql`insert into customer_protection (customer_id, kind, reason, by_user) values (${id}, 'protected', '谈判中', ${li!.userId})`.execute(
    house.db,
  );
  assert.equal(await place({ typed: "19900003003" }), "409 call.refused");
  assert.equal(await dials("19900003003"), 603);
  assert.equal(await place({ typed: "19900003003" }, li!), "200", "the owner may");
});

test("a role that telephones no more has no desk phone either", async () => {
  const [role] = (
    await sql<{ role_id: string }>`select role_id from user_role where user_id = ${wu!.userId}`.execute(house.db)
  ).rows;
  await sql`delete from role_grant where object = 'telephone' and role_id = ${role!.role_id}`.execute(house.db);
  assert.equal(await dials("802", desks.wu), 603);
});

test("of a number that was asked for nothing stays in what was asked", async () => {
  await until(async () => {
    await exchange.wake();
    return (await sql`select 1 from call_command where taken_at is null`.execute(house.db)).rows.length === 0;
  });
  const { rows } = await sql<{ command: object }>`select command from call_command`.execute(house.db);
  assert.ok(rows.length > 0);
  for (const { command } of rows) assert.deepEqual(command, { name: "dial" });
});

test("one person's devices have three calls in hand at most", async () => {
  const outside = await engine.phones.subscriber("+8619900003009");
  for (let at = 0; at < 3; at++) {
    const id = newId();
    await sql`insert into call (id, direction, started_at) values (${id}, 'outbound', now())`.execute(house.db);
    await sql`insert into call_person (call_id, user_id, occupation) values (${id}, ${li!.userId}, 'in_call')`.execute(
      house.db,
    );
  }
  await dials("19900003009", desks.li);
  assert.equal(outside.ring, null);
  await sql`update call_person set occupation = null where user_id = ${li!.userId}`.execute(house.db);
  await desks.li.call("19900003009");
  await until(() => outside.state === "ringing", "with none in hand it rings");
  await desks.li.hangup();
});
