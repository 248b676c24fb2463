import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { addContactContract, addContactPointContract } from "./contact.contract.ts";
import * as contracts from "./customer.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { logInteractionContract } from "./interaction.contract.ts";
import { addClientContract, removeClientContract } from "./sharing.contract.ts";

const house = await startHarness();
const { kanghe, lingyin, yuedu } = house.ids.clients as Record<"kanghe" | "lingyin" | "yuedu", string>;

async function create(clientIds: string[]) {
  const he = await house.as("he");
  const body = { kind: "company" as const, name: "委托方都认得的客户", client_ids: clientIds };
  return (await he.call(contracts.createCustomerContract, { body })).body.id;
}

/** Wu Qian works for Kanghe alone; here she may share what is Kanghe's. */
async function sharingAgent() {
  await house.db
    .insertInto("role_grant")
    .values({
      role_id: house.ids.roles.get("service_agent")!,
      object: "customer",
      action: "share",
      scope: "all",
      fields: null,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
  await house.db.updateTable("policy_version").set({ version: 1_000_000 }).execute();
  return await house.as("wu");
}

const clientsOf = (customerId: string) =>
  house.db
    .selectFrom("customer_client")
    .select("client_id")
    .where("customer_id", "=", customerId)
    .execute()
    .then((rows) => rows.map((row) => row.client_id).sort());

describe("clients of a customer", () => {
  test("are added and taken off one by one, with history; what changes nothing tells nothing", async () => {
    const customerId = await create([]);
    const he = await house.as("he");
    const at = { params: { customerId, clientId: kanghe } };
    const added = await he.call(addClientContract, at);
    assert.deepEqual(added.body.clients, [{ id: kanghe, name: "康和口腔" }]);
    assert.equal((await he.call(addClientContract, at)).status, 200);
    assert.deepEqual((await he.call(removeClientContract, at)).body.clients, []);
    const told = ["customer.created", "customer.clients_set", "customer.clients_set"];
    assert.deepEqual(await eventsOf(house.db, customerId), told);
    const history = await he.call(readHistoryContract, { params: { customerId } });
    assert.deepEqual(history.body.entries[0]?.changes, [{ field: "clients", before: [kanghe], after: [] }]);
  });

  test("two people who add different ones at once both count", async () => {
    const customerId = await create([]);
    const he = await house.as("he");
    const all = [kanghe, lingyin, yuedu];
    const replies = await race(6, (index) =>
      he.call(addClientContract, { params: { customerId, clientId: all[index % 3]! } }),
    );
    assert.deepEqual(
      replies.map((reply) => reply.status),
      Array(6).fill(200),
    );
    assert.deepEqual(await clientsOf(customerId), [...all].sort());
  });

  test("a person behind the wall changes their own only, and never shuts themselves out", async () => {
    const customerId = await create([kanghe, lingyin]);
    const wu = await sharingAgent();
    const foreign = await wu.call(addClientContract, { params: { customerId, clientId: yuedu } });
    assert.deepEqual([foreign.status, foreign.problem.id], [400, "customer.unknown_reference"]);
    const theirs = await wu.call(removeClientContract, { params: { customerId, clientId: lingyin } });
    assert.equal(theirs.problem.id, "customer.unknown_reference");
    const read = await wu.call(contracts.readCustomerContract, { params: { customerId } });
    assert.equal(read.body.blocked.last_client, "out_of_sight");
    const last = await wu.call(removeClientContract, { params: { customerId, clientId: kanghe } });
    assert.deepEqual([last.status, last.problem.id], [409, "customer.out_of_sight"]);
    assert.deepEqual(await clientsOf(customerId), [kanghe, lingyin].sort());
  });

  test("who may not share it may not, and the record says so; who does not see it finds nothing", async () => {
    const zhou = await house.as("zhou");
    const body = { kind: "company" as const, name: "周敏的客户" };
    const customerId = (await zhou.call(contracts.createCustomerContract, { body })).body.id;
    const at = { params: { customerId, clientId: kanghe } };
    const chen = await house.as("chen");
    const seen = await chen.call(contracts.readCustomerContract, { params: { customerId } });
    assert.equal(seen.body.blocked.clients, "no_permission");
    assert.equal((await chen.call(addClientContract, at)).status, 403);
    assert.equal((await (await house.as("li")).call(addClientContract, at)).status, 404);
    assert.equal((await house.anonymous.call(addClientContract, at)).status, 401);
    const nobody = { params: { customerId, clientId: "00000000-0000-7000-8000-000000000000" } };
    assert.equal((await zhou.call(addClientContract, nobody)).problem.id, "customer.unknown_reference");
  });

  test("what hangs on a customer names a client who is there, also from people who work for every client", async () => {
    const he = await house.as("he");
    const params = { customerId: await create([kanghe]) };
    const client_id = "00000000-0000-7000-8000-000000000000";
    const point = { kind: "phone" as const, value: "19900004321", client_id };
    const replies = [
      await he.call(addContactContract, { params, body: { name: "无主", client_id } }),
      await he.call(addContactContract, { params, body: { name: "无主", contact_points: [point] } }),
      await he.call(addContactPointContract, { params, body: point }),
      await he.call(logInteractionContract, { params, body: { kind: "note", body: "备忘", client_id } }),
    ];
    for (const { status, problem } of replies)
      assert.deepEqual([status, problem.id], [400, "customer.unknown_reference"]);
    assert.deepEqual((await he.call(contracts.readCustomerContract, { params })).body.contacts, []);
  });
});
