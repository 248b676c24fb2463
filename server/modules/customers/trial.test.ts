import assert from "node:assert/strict";
import { test } from "node:test";
import type { CastKey } from "#test/cast.ts";
import { startHarness } from "#test/harness.ts";
import { updateUserContract } from "../people/people.contract.ts";
import { createRoleContract, updateRoleContract } from "../people/role.contract.ts";
import * as contracts from "./customer.contract.ts";
import { shareCustomerContract } from "./sharing.contract.ts";
import { tryCustomerContract } from "./trial.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const zhou = await house.as("zhou");
const { kanghe, lingyin } = house.ids.clients as Record<"kanghe" | "lingyin", string>;

async function create(clientIds: string[]): Promise<string> {
  const body = { kind: "company" as const, name: "试权限的客户", client_ids: clientIds };
  return (await zhou.call(contracts.createCustomerContract, { body })).body.id;
}

const ask = async (asker: CastKey, customerId: string, key: CastKey) =>
  (await house.as(asker)).call(tryCustomerContract, {
    params: { customerId },
    body: { user_id: house.ids.users[key]! },
  });

async function answers(customerId: string, key: CastKey) {
  const reply = await ask("zhao", customerId, key);
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return (action: string) => reply.body.actions.find((one) => one.action === action)!;
}

/** Gives somebody one role of their own with these grants. */
async function giveRole(
  key: CastKey,
  grants: { object: string; action: string; scope: "all" | "own"; fields: string[] | null }[],
) {
  const role = (await zhao.call(createRoleContract, { body: { name: `角色 ${key}`, copy_of: null } })).body;
  await zhao.call(updateRoleContract, { params: { roleId: role.id }, body: { name: role.name, grants } });
  const params = { userId: house.ids.users[key]! };
  assert.equal((await zhao.call(updateUserContract, { params, body: { role_ids: [role.id] } })).status, 200);
}
const managing = { object: "role", action: "manage", scope: "all" as const, fields: null };

test("tells the way, and why not", async () => {
  const customerId = await create([lingyin]);
  const shareBody = { user_id: house.ids.users.wang!, team_id: null, access: "read" as const };
  await zhou.call(shareCustomerContract, { params: { customerId }, body: shareBody });
  const scopes = (ways: { scope: string }[]) => ways.map((way) => way.scope);
  const own = await answers(customerId, "zhou");
  assert.deepEqual(scopes(own("read").ways), ["own", "team"]);
  assert.deepEqual([own("export").may, own("export").why_not], [false, "no_grant"]);
  const mate = await answers(customerId, "chen");
  assert.deepEqual(scopes(mate("read").ways), ["team"]);
  assert.equal(mate("update").why_not, "out_of_scope");
  assert.deepEqual(mate("update").granted, ["own", "shared"]);
  const guest = await answers(customerId, "wang");
  assert.deepEqual(scopes(guest("read").ways), ["shared"]);
  assert.equal(guest("update").why_not, "out_of_scope", "shared for reading");
  assert.equal((await answers(customerId, "li"))("update").why_not, "not_seen");
  assert.equal((await answers(customerId, "wu"))("read").why_not, "outside_clients");
  assert.ok((await answers(customerId, "sun"))("read").hidden_fields.includes("phone"));
});

test("says of everybody what the product then does", async () => {
  for (const customerId of [await create([]), await create([kanghe]), await create([kanghe, lingyin])]) {
    for (const key of ["zhao", "he", "zhou", "chen", "li", "sun", "xu", "wu", "qiang"] as const) {
      const answer = await answers(customerId, key);
      const read = await (await house.as(key)).call(contracts.readCustomerContract, { params: { customerId } });
      assert.equal(answer("read").may, read.status === 200, `${key} read`);
      for (const action of ["update", "transfer", "share"] as const) {
        const may = read.status === 200 && read.body.blocked[action] === undefined;
        assert.equal(answer(action).may, may, `${key} ${action}`);
      }
      if (read.status !== 200) continue;
      const hidden = answer("read").hidden_fields.filter((field) => field in read.body.facts);
      assert.deepEqual(hidden, [], key);
      const facts = Object.keys(read.body.facts).filter((field) => !read.body.read_only.includes(field));
      if (!answer("update").may) continue;
      assert.deepEqual(
        answer("update").hidden_fields.filter((field) => facts.includes(field)),
        [],
        key,
      );
    }
  }
});

test("a customer the asking person does not see is not found; without the right nothing is answered", async () => {
  const customerId = await create([]);
  await giveRole("li", [managing, { object: "customer", action: "read", scope: "own", fields: null }]);
  const reply = await ask("li", customerId, "zhou");
  assert.deepEqual([reply.status, reply.problem.id], [404, "customer.not_found"]);
  assert.equal((await ask("he", customerId, "zhou")).status, 403);
});

test("a hidden owner is not told by what the owner may do; a foreign client is not told by a person who works for it", async () => {
  const customerId = await create([kanghe, lingyin]);
  const seeing = { object: "customer", action: "read", scope: "all" as const };
  await giveRole("sun", [managing, { ...seeing, fields: ["stage"] }]);
  assert.equal((await ask("sun", customerId, "zhou")).problem.id, "permission.owner_hidden");
  await giveRole("wu", [managing, { ...seeing, fields: null }]);
  assert.equal((await ask("wu", customerId, "qiang")).problem.id, "permission.foreign_client");
  assert.equal((await ask("wu", customerId, "zhou")).status, 200);
});
