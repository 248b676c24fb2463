import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { createCustomerContract, readCustomerContract } from "../customers/customer.contract.ts";
import { searchContract } from "../customers/search.contract.ts";
import * as organisations from "./organisation.contract.ts";
import * as contracts from "./people.contract.ts";
import * as roles from "./role.contract.ts";
import { readMeContract } from "./session.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const roleId = (key: string) => house.ids.roles.get(key)!;

describe("users", () => {
  test("are invited; without a mail server the link comes back once", async () => {
    const body = {
      name: "新同事",
      email: "New.One@yuezhou.test",
      team_id: house.ids.teams.east_one!,
      role_ids: [roleId("sales_rep")],
    };
    const made = await zhao.call(contracts.inviteUserContract, { body });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    assert.deepEqual([made.body.user.email, made.body.user.state], ["new.one@yuezhou.test", "invited"]);
    assert.match(made.body.invitation_link ?? "", /\/access\/[\w-]{20,}$/);
    const again = await zhao.call(contracts.inviteUserContract, { body });
    assert.deepEqual([again.status, again.problem.id], [409, "user.email_taken"]);
    const raced = await race(8, () =>
      zhao.call(contracts.inviteUserContract, { body: { ...body, email: "race@yuezhou.test" } }),
    );
    assert.deepEqual(raced.map((reply) => reply.status).sort(), [200, ...Array(7).fill(409)]);
    const stranger = await zhao.call(contracts.inviteUserContract, {
      body: { ...body, email: "x@yuezhou.test", role_ids: ["00000000-0000-7000-8000-000000000000"] },
    });
    assert.equal(stranger.problem.id, "user.unknown_reference");
  });

  test("many at once from a file: good rows in, bad rows named, a dry run changes nothing", async () => {
    const csv =
      "姓名,邮箱,班组,角色\n甲,jia@yuezhou.test,华东一组,销售代表\n乙,yi-at-yuezhou,华东一组,销售代表\n丙,bing@yuezhou.test,没有的组,销售代表\n丁,jia@yuezhou.test,,sales_rep\n";
    const dry = await zhao.call(contracts.inviteUsersContract, { body: { csv, dry_run: true } });
    assert.deepEqual(
      dry.body.rows.map((row) => row.reason),
      [null, "email_invalid", "team_unknown", "email_taken"],
    );
    const before = (await zhao.call(contracts.listUsersContract)).body.users.length;
    const real = await zhao.call(contracts.inviteUsersContract, { body: { csv, dry_run: false } });
    assert.deepEqual(
      real.body.rows.map((row) => row.outcome),
      ["created", "rejected", "rejected", "rejected"],
    );
    assert.equal((await zhao.call(contracts.listUsersContract)).body.users.length, before + 1);
    assert.equal(
      (await zhao.call(contracts.inviteUsersContract, { body: { csv: "a,b\n1,2", dry_run: true } })).problem.id,
      "user.unreadable_file",
    );
  });

  test("deactivation ends access at once; the last administrator stays", async () => {
    const wang = await house.as("wang");
    assert.equal((await wang.call(readMeContract)).status, 200);
    const replies = await race(8, () =>
      zhao.call(contracts.deactivateUserContract, { params: { userId: wang.userId } }),
    );
    assert.deepEqual(
      replies.map((reply) => reply.status),
      Array(8).fill(200),
    );
    assert.equal((await wang.call(readMeContract)).status, 401);
    assert.deepEqual(
      (await eventsOf(house.db, wang.userId)).filter((name) => name === "user.deactivated"),
      ["user.deactivated"],
    );
    const self = await zhao.call(contracts.deactivateUserContract, { params: { userId: zhao.userId } });
    assert.deepEqual([self.status, self.problem.id], [409, "user.last_admin"]);
    const demoted = await zhao.call(contracts.updateUserContract, {
      params: { userId: zhao.userId },
      body: { role_ids: [] },
    });
    assert.equal(demoted.problem.id, "user.last_admin");
    assert.equal((await zhao.call(contracts.reactivateUserContract, { params: { userId: wang.userId } })).status, 200);
  });

  test("who moves to another team takes the customers along, and search follows", async () => {
    const li = await house.as("li");
    const made = await li.call(createCustomerContract, { body: { kind: "company", name: "随人走包装厂" } });
    const chen = await house.as("chen");
    const at = { params: { customerId: made.body.id } };
    assert.equal((await chen.call(readCustomerContract, at)).status, 404);
    await zhao.call(contracts.updateUserContract, {
      params: { userId: li.userId },
      body: { team_id: house.ids.teams.east_one! },
    });
    const end = Date.now() + 10_000;
    while ((await chen.call(readCustomerContract, at)).status !== 200) {
      assert.ok(Date.now() < end, "the reaction and its job have run");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const found = await chen.call(searchContract, { query: { q: "随人走" } });
    assert.equal(found.body.hits[0]?.id, made.body.id);
  });
});

describe("teams, roles, clients", () => {
  test("a team cannot be moved below itself, two moves at once cannot tie a knot", async () => {
    const add = async (name: string, parent_id: string | null) =>
      (await zhao.call(contracts.createTeamContract, { body: { name, parent_id } })).body.id;
    const [a, b] = [await add("甲队", null), await add("乙队", null)];
    const move = (teamId: string, parent_id: string) =>
      zhao.call(contracts.updateTeamContract, { params: { teamId }, body: { parent_id } });
    const replies = await Promise.all([move(a, b), move(b, a)]);
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 409]);
    assert.equal(replies.find((reply) => reply.status === 409)!.problem.id, "team.cycle");
    assert.equal(
      (await zhao.call(contracts.createTeamContract, { body: { name: "丙队", parent_id: null } })).status,
      200,
    );
    assert.equal(
      (await zhao.call(contracts.createTeamContract, { body: { name: "丙队", parent_id: null } })).problem.id,
      "team.name_taken",
    );
    assert.equal(
      (await zhao.call(contracts.removeTeamContract, { params: { teamId: house.ids.teams.sales! } })).problem.id,
      "team.in_use",
    );
  });

  test("a role's change works at the next call", async () => {
    const role = (await zhao.call(roles.createRoleContract, { body: { name: "只看自己", copy_of: null } })).body;
    const sun = await house.as("sun");
    await zhao.call(contracts.updateUserContract, { params: { userId: sun.userId }, body: { role_ids: [role.id] } });
    assert.equal((await sun.call(searchContract, { query: { q: "随人走" } })).status, 403);
    const grants = [{ object: "customer", action: "read", scope: "all" as const, fields: ["stage"] }];
    assert.equal(
      (
        await zhao.call(roles.updateRoleContract, {
          params: { roleId: role.id },
          body: { name: role.name, grants },
        })
      ).status,
      200,
    );
    assert.equal((await sun.call(searchContract, { query: { q: "随人走" } })).body.hits.length, 1);
    const wrong = await zhao.call(roles.updateRoleContract, {
      params: { roleId: role.id },
      body: { name: role.name, grants: [{ ...grants[0]!, fields: ["no_such_field"] }] },
    });
    assert.equal(wrong.problem.id, "role.unknown_grant");
    assert.equal(
      (await zhao.call(roles.removeRoleContract, { params: { roleId: role.id } })).problem.id,
      "role.in_use",
    );
    assert.equal(
      (
        await zhao.call(roles.updateRoleContract, {
          params: { roleId: roleId("admin") },
          body: { name: "x", grants: [] },
        })
      ).problem.id,
      "role.admin_is_fixed",
    );
  });

  test("clients and the organisation's settings are kept", async () => {
    const made = await zhao.call(contracts.createClientContract, { body: { name: "新委托方" } });
    assert.equal(made.body.user_count, 0);
    assert.equal(
      (await zhao.call(contracts.createClientContract, { body: { name: "新委托方" } })).problem.id,
      "client.name_taken",
    );
    const renamed = await zhao.call(contracts.updateClientContract, {
      params: { clientId: made.body.id },
      body: { name: "改名了" },
    });
    assert.equal(renamed.body.name, "改名了");
    assert.equal(
      (await zhao.call(organisations.updateOrganisationContract, { body: { time_zone: "Mars/Base" } })).problem.id,
      "organisation.unknown_time_zone",
    );
    await zhao.call(organisations.updateOrganisationContract, { body: { default_country: "DE" } });
    assert.equal((await zhao.call(organisations.readOrganisationContract)).body.default_country, "DE");
  });
});
