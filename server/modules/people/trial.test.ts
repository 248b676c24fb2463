import assert from "node:assert/strict";
import { test } from "node:test";
import type { CastKey } from "#test/cast.ts";
import { startHarness } from "#test/harness.ts";
import * as contracts from "./people.contract.ts";
import * as roles from "./role.contract.ts";
import { readRoleHistoryContract } from "./role_history.contract.ts";
import { tryPermissionContract } from "./trial.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const roleId = (key: string) => house.ids.roles.get(key)!;

async function tried(key: CastKey, draft?: { role_id: string; grants: [] }) {
  const body = { user_id: house.ids.users[key]!, ...(draft ? { draft } : {}) };
  const reply = await zhao.call(tryPermissionContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return (object: string, action: string) =>
    reply.body.objects.find((one) => one.object === object)!.actions.find((one) => one.action === action)!;
}

const eventCount = async () => {
  const { count } = await house.db
    .selectFrom("domain_event")
    .select(({ fn }) => fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
};

test("says by which role and to which scope a person may do something, and writes nothing", async () => {
  const before = await eventCount();
  const zhou = await tried("zhou");
  const rep = { id: roleId("sales_rep"), name: "销售代表" };
  const way = (scope: string) => ({ scope, roles: [rep], is_empty: false });
  assert.deepEqual(zhou("customer", "read").ways, [way("own"), way("shared"), way("team")]);
  assert.deepEqual(zhou("customer", "export").ways, []);
  const sun = await tried("sun");
  assert.ok(sun("customer", "read").hidden_fields.includes("payment_terms"));
  assert.ok(!sun("customer", "read").hidden_fields.includes("stage"));
  assert.equal(await eventCount(), before);
});

test("a scope that reaches nobody says so", async () => {
  await zhao.call(contracts.updateUserContract, {
    params: { userId: house.ids.users.wang! },
    body: { team_id: null },
  });
  const ways = (await tried("wang"))("customer", "read").ways;
  assert.deepEqual(
    ways.filter((way) => way.is_empty).map((way) => way.scope),
    ["team"],
  );
});

test("a draft counts as if it were saved, for those who have the role only", async () => {
  const draft = { role_id: roleId("sales_rep"), grants: [] as [] };
  assert.deepEqual((await tried("zhou", draft))("customer", "read").ways, []);
  assert.equal((await tried("sun", draft))("customer", "read").ways.length, 1);
  const body = {
    user_id: house.ids.users.zhou!,
    draft: { ...draft, grants: [{ object: "customer", action: "fly", scope: "all" as const, fields: null }] },
  };
  assert.equal((await zhao.call(tryPermissionContract, { body })).problem.id, "role.unknown_grant");
});

test("is for those who manage roles", async () => {
  const body = { user_id: house.ids.users.zhou! };
  assert.equal((await (await house.as("he")).call(tryPermissionContract, { body })).status, 403);
  assert.equal((await house.anonymous.call(tryPermissionContract, { body })).status, 401);
  const nobody = { user_id: "00000000-0000-7000-8000-000000000000" };
  assert.equal((await zhao.call(tryPermissionContract, { body: nobody })).problem.id, "user.not_found");
});

test("a role's changes are told with who and what, the newest first", async () => {
  const made = (await zhao.call(roles.createRoleContract, { body: { name: "试一试", copy_of: null } })).body;
  const params = { roleId: made.id };
  const grants = [{ object: "customer", action: "read", scope: "own" as const, fields: null }];
  await zhao.call(roles.updateRoleContract, { params, body: { name: "试过了", grants } });
  const { entries } = (await zhao.call(readRoleHistoryContract, { params })).body;
  assert.deepEqual(
    entries.map(({ name, actor, renamed, grants: changed }) => [name, actor?.name, renamed, changed]),
    [
      ["role.updated", "赵启明", { before: "试一试", after: "试过了" }, { before: [], after: grants }],
      ["role.created", "赵启明", { before: null, after: "试一试" }, null],
    ],
  );
  assert.equal((await (await house.as("he")).call(readRoleHistoryContract, { params })).status, 403);
});
