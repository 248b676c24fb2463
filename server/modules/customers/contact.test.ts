import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, type Harness, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";

import {
  addContactContract,
  addContactPointContract,
  removeContactContract,
  removeContactPointContract,
  updateContactContract,
  updateContactPointContract,
} from "./contact.contract.ts";
import * as contracts from "./customer.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { listInteractionsContract, logInteractionContract, updateInteractionContract } from "./interaction.contract.ts";

const house = await startHarness();

const lingyin = { kind: "company" as const, name: "杭州灵隐茶业有限公司" };

async function create(more: object = {}, key: Parameters<Harness["as"]>[0] = "zhou") {
  const reply = await (await house.as(key)).call(contracts.createCustomerContract, { body: { ...lingyin, ...more } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

describe("what a contact's right and a client's wall hide", () => {
  test("phones of contacts stay hidden in record, history, conflicts and removal", async () => {
    const made = await create(
      { contacts: [{ name: "李公", contact_points: [{ kind: "phone", value: "199 0000 5678" }] }] },
      "he",
    );
    const customerId = made.id;
    const role = { role_id: house.ids.roles.get("marketer")!, object: "customer", scope: "all" };
    await house.db
      .insertInto("role_grant")
      .values([
        { ...role, action: "read", scope: "team_tree", fields: ["phone"] },
        { ...role, action: "update", fields: ["phone", "name"] },
      ])
      .execute();
    await house.db
      .updateTable("role_grant")
      .set({ fields: ["phone"] })
      .where("role_id", "=", role.role_id)
      .where("action", "=", "read")
      .execute();
    await house.db.updateTable("policy_version").set({ version: 1_000_000 }).execute();
    const sun = await house.as("sun");
    const point = made.contact_points![0]!;
    const at = { params: { customerId, contactPointId: point.id } };
    const changed = await sun.call(updateContactPointContract, {
      ...at,
      body: { value: "199 0000 1111", seen: "x" },
    });
    assert.deepEqual([changed.status, JSON.stringify(changed.body).includes("5678")], [404, false]);
    assert.equal((await sun.call(removeContactPointContract, at)).status, 404);
    const added = await (await house.as("he")).call(addContactPointContract, {
      params: { customerId },
      body: { kind: "phone", value: "199 0000 9876", contact_id: made.contacts![0]!.id },
    });
    assert.equal(added.status, 200);
    const history = await sun.call(readHistoryContract, { params: { customerId } });
    assert.equal(history.status, 200);
    assert.equal(/9876|5678|李公/.test(JSON.stringify(history.body)), false, JSON.stringify(history.body));
  });

  test("whom a touch was with is told by no way to who may not read contacts", async () => {
    const made = await create({ contacts: [{ name: "不可说" }] }, "he");
    const params = { customerId: made.id };
    const role = house.ids.roles.get("marketer")!;
    const grant = { role_id: role, object: "interaction", scope: "all", fields: null };
    await house.db
      .insertInto("role_grant")
      .values(["read", "create", "update"].map((action) => ({ ...grant, action })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await house.db.updateTable("policy_version").set({ version: 2_000_000 }).execute();
    const body = { kind: "call" as const, body: "回访", contact_id: made.contacts![0]!.id };
    const he = await house.as("he");
    const logged = await he.call(logInteractionContract, { params, body });
    assert.equal(logged.body.contact?.name, "不可说");
    const sun = await house.as("sun");
    const at = { params: { ...params, interactionId: logged.body.id } };
    const changed = await sun.call(updateInteractionContract, { ...at, body: { subject: "补充" } });
    const listed = await sun.call(listInteractionsContract, { params });
    assert.deepEqual([changed.status, listed.status], [200, 200]);
    assert.deepEqual([changed.body.contact, listed.body.rows[0]!.contact], [null, null]);
    const linked = await sun.call(logInteractionContract, { params, body });
    const relinked = await sun.call(updateInteractionContract, { ...at, body: { contact_id: body.contact_id } });
    assert.deepEqual([linked.status, relinked.status], [404, 404]);
    assert.equal(/不可说/.test(JSON.stringify([changed.body, listed.body, linked.body, relinked.body])), false);
  });

  test("a person behind the wall cannot put a customer into a foreign client's book", async () => {
    const wu = await house.as("wu");
    const reply = await wu.call(contracts.createCustomerContract, {
      body: { ...lingyin, client_ids: [house.ids.clients.kanghe!, house.ids.clients.lingyin!] },
    });
    assert.deepEqual([reply.status, reply.problem.id], [400, "customer.unknown_reference"]);
  });
});

test("a client who is not there is named, wherever one is written", async () => {
  const { id } = await create();
  const zhou = await house.as("zhou");
  const params = { customerId: id };
  const client_id = newId();
  const point = { kind: "phone" as const, value: "0571 5550 4409", client_id };
  const replies = [
    await zhou.call(addContactContract, { params, body: { name: "林晓燕", client_id } }),
    await zhou.call(addContactPointContract, { params, body: point }),
    await zhou.call(logInteractionContract, { params, body: { kind: "note", body: "来电", client_id } as never }),
    await zhou.call(contracts.createCustomerContract, { body: { ...lingyin, contact_points: [point] } }),
  ];
  for (const { status, problem } of replies)
    assert.deepEqual([status, problem?.id], [400, "customer.unknown_reference"]);
});

describe("contacts and contact points", () => {
  test("are added, changed and removed with history, and doubles are refused", async () => {
    const made = await create();
    const zhou = await house.as("zhou");
    const customerId = made.id;
    const added = await zhou.call(addContactContract, {
      params: { customerId },
      body: { name: "沈浩", title: "财务主管" },
    });
    const contactId = added.body.contacts![0]!.id;
    const changed = await zhou.call(updateContactContract, {
      params: { customerId, contactId },
      body: { set: { title: "财务总监" }, seen: { title: "财务主管" } },
    });
    assert.equal(changed.body.contacts![0]!.title, "财务总监");
    const point = { kind: "mail" as const, value: "Shen@Lingyin.test", contact_id: contactId };
    const mail = await zhou.call(addContactPointContract, { params: { customerId }, body: point });
    assert.equal(mail.body.contact_points![0]!.value, "Shen@Lingyin.test");
    const twice = await zhou.call(addContactPointContract, {
      params: { customerId },
      body: { ...point, value: "shen@lingyin.test" },
    });
    assert.equal(twice.problem.id, "contact_point.exists");
    const contactPointId = mail.body.contact_points![0]!.id;
    const stale = await zhou.call(updateContactPointContract, {
      params: { customerId, contactPointId },
      body: { value: "s@lingyin.test", seen: "other@lingyin.test" },
    });
    assert.equal(stale.status, 409);
    const gone = await zhou.call(removeContactContract, { params: { customerId, contactId } });
    assert.deepEqual([gone.body.contacts, gone.body.contact_points], [[], []]);
    assert.deepEqual(await eventsOf(house.db, customerId), [
      "customer.created",
      "contact.added",
      "contact.updated",
      "contact_point.added",
      "contact.removed",
    ]);
  });
});
