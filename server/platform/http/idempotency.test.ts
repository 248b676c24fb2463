import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { createCustomerContract } from "../../modules/customers/customer.contract.ts";
import { logInteractionContract } from "../../modules/customers/interaction.contract.ts";
import { transferCustomerContract } from "../../modules/customers/sharing.contract.ts";
import { createTeamContract, updateUserContract } from "../../modules/people/people.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const headers = (key: string) => ({ "idempotency-key": key });
const body = { kind: "company" as const, name: "重复请求", payment_terms: "月结 30 天" };

test("a repeat answers what was made, once", async () => {
  const all = await race(8, () => zhou.call(createCustomerContract, { body, headers: headers("repeat-0001") }));
  assert.deepEqual(
    all.map((reply) => reply.status),
    Array(8).fill(200),
  );
  assert.equal(new Set(all.map((reply) => JSON.stringify(reply.body))).size, 1);
  assert.deepEqual(await eventsOf(house.db, all[0]!.body.id), ["customer.created"]);
});

test("of the answer nothing but the id is kept", async () => {
  const made = await zhou.call(createCustomerContract, { body, headers: headers("repeat-0002") });
  const kept = await house.db
    .selectFrom("idempotency_key")
    .select("response")
    .where("key", "=", "repeat-0002")
    .execute();
  assert.deepEqual(kept, [{ response: { id: made.body.id } }]);
});

test("a repeat after the record went out of reach finds nothing, and makes nothing", async () => {
  const ask = () =>
    zhou.call(createCustomerContract, { body: { ...body, name: "已转走" }, headers: headers("repeat-0003") });
  const made = await ask();
  const moved = await (await house.as("he")).call(transferCustomerContract, {
    params: { customerId: made.body.id },
    body: { owner_id: house.ids.users.li!, seen: house.ids.users.zhou! },
  });
  assert.equal(moved.status, 200);
  const again = await ask();
  assert.deepEqual([again.status, again.problem.id], [404, "customer.not_found"]);
  const rows = await house.db.selectFrom("customer").select("id").where("name", "=", "已转走").execute();
  assert.equal(rows.length, 1);
});

test("a repeat after the right ended is refused; one by less rights shows less", async () => {
  const mine = await zhou.call(createCustomerContract, { body, headers: headers("repeat-0004") });
  const log = () =>
    zhou.call(logInteractionContract, {
      params: { customerId: mine.body.id },
      body: { kind: "note", body: "谈到一半" },
      headers: headers("repeat-0005"),
    });
  const logged = await log();
  assert.deepEqual((await log()).body, logged.body);
  const admin = await house.as("zhao");
  const become = (...roles: string[]) =>
    admin.call(updateUserContract, {
      params: { userId: zhou.userId },
      body: { role_ids: roles.map((role) => house.ids.roles.get(role)!) },
    });
  await become();
  const refused = await zhou.call(createCustomerContract, { body, headers: headers("repeat-0004") });
  assert.deepEqual([refused.status, refused.problem.id], [403, "permission.missing"]);
  await become("service_agent");
  await house.db
    .updateTable("role_grant")
    .set({ fields: ["stage"] })
    .where("role_id", "=", house.ids.roles.get("service_agent")!)
    .where("object", "=", "customer")
    .where("action", "=", "read")
    .execute();
  await house.db.updateTable("policy_version").set({ version: 1_000_000 }).execute();
  const less = await zhou.call(createCustomerContract, { body, headers: headers("repeat-0004") });
  assert.equal(less.body.id, mine.body.id);
  assert.equal("payment_terms" in less.body.facts, false, JSON.stringify(less.body.facts));
});

test("what has no object of a customer repeats as well", async () => {
  const admin = await house.as("zhao");
  const ask = () =>
    admin.call(createTeamContract, { body: { name: "华南一组", parent_id: null }, headers: headers("repeat-0006") });
  assert.deepEqual((await ask()).body, (await ask()).body);
});
