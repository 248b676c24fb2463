import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, type Harness, race, startHarness } from "#test/harness.ts";
import { fictionalCreditCode } from "../../platform/text/credit_code.ts";

import * as contracts from "./customer.contract.ts";
import { readHistoryContract } from "./history.contract.ts";

import { shareCustomerContract, transferCustomerContract, unshareCustomerContract } from "./sharing.contract.ts";

const house = await startHarness();

const lingyin = { kind: "company" as const, name: "杭州灵隐茶业有限公司" };

async function create(more: object = {}, key: Parameters<Harness["as"]>[0] = "zhou") {
  const reply = await (await house.as(key)).call(contracts.createCustomerContract, { body: { ...lingyin, ...more } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

describe("creating a customer", () => {
  test("gives it a number, an owner, a team, an event and a history", async () => {
    const made = await create({
      tax_id: fictionalCreditCode("330106", 7),
      tags: ["重点", "展会"],
      contact_points: [{ kind: "phone", value: "0571 5550 4402", label: "总机" }],
      contacts: [{ name: "林晓燕", title: "采购部经理", contact_points: [{ kind: "phone", value: "199 0000 2208" }] }],
    });
    assert.match(made.number, /^C-\d{6}$/);
    assert.equal(made.owner?.name, "周敏");
    assert.equal(made.team?.name, "华东一组");
    assert.deepEqual(
      made.tags?.map((tag) => tag.name),
      ["展会", "重点"],
    );
    assert.equal(made.contacts?.[0]?.name, "林晓燕");
    assert.deepEqual(made.contact_points?.map((point) => point.display).sort(), ["0571 5550 4402", "199 0000 2208"]);
    assert.deepEqual(await eventsOf(house.db, made.id), ["customer.created"]);
    const history = await (await house.as("zhou")).call(readHistoryContract, {
      params: { customerId: made.id },
    });
    const named = history.body.entries[0]!.changes.find((change) => change.field === "name");
    assert.deepEqual(named, { field: "name", before: null, after: lingyin.name });
    assert.equal(history.body.entries[0]!.actor?.name, "周敏");
  });

  test("the same idempotency key makes one customer, eight at once", async () => {
    const key = "create-once-0001";
    const zhou = await house.as("zhou");
    const replies = await race(8, () =>
      zhou.call(contracts.createCustomerContract, {
        body: { ...lingyin, name: "只建一次" },
        headers: { "idempotency-key": key },
      }),
    );
    assert.deepEqual(
      replies.map((reply) => reply.status),
      Array(8).fill(200),
    );
    assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1);
    const other = await zhou.call(contracts.createCustomerContract, {
      body: { ...lingyin, name: "另一个" },
      headers: { "idempotency-key": key },
    });
    assert.equal(other.problem.id, "idempotency.mismatch");
  });

  test("refuses bad input by name and keeps nothing", async () => {
    const zhou = await house.as("zhou");
    const phone = await zhou.call(contracts.createCustomerContract, {
      body: { ...lingyin, name: "号码不对", contact_points: [{ kind: "phone", value: "12" }] },
    });
    assert.equal(phone.status, 400);
    assert.equal(phone.problem.id, "contact_point.invalid");
    const tax = await zhou.call(contracts.createCustomerContract, {
      body: { ...lingyin, name: "号码不对", tax_id: "91330106MA2B0K5T3X" },
    });
    assert.equal(tax.problem.id, "tax_id.invalid");
    const unknown = await zhou.call(contracts.createCustomerContract, { body: { ...lingyin, nickname: "x" } as never });
    assert.deepEqual(unknown.problem.fields, [{ field: "nickname", reason: "unknown" }]);
    const number = await zhou.call(contracts.createCustomerContract, { body: { kind: "company", name: 7 } as never });
    assert.equal(number.problem.id, "request.invalid");
    const left = await house.db.selectFrom("customer").select("id").where("name", "=", "号码不对").execute();
    assert.deepEqual(left, []);
  });

  test("only within one's scope: a rep cannot create for somebody else", async () => {
    const reply = await (await house.as("zhou")).call(contracts.createCustomerContract, {
      body: { ...lingyin, owner_id: house.ids.users.li! },
    });
    assert.equal(reply.status, 403);
  });

  test("needs a session, and a call from our own page", async () => {
    assert.equal((await house.anonymous.call(contracts.createCustomerContract, { body: lingyin })).status, 401);
    const zhou = await house.as("zhou");
    const foreign = await zhou.call(contracts.createCustomerContract, {
      body: lingyin,
      headers: { origin: "http://elsewhere.test" },
    });
    assert.equal(foreign.problem.id, "request.bad_origin");
  });
});

describe("changing facts", () => {
  test("by field: two people change different fields, nobody loses", async () => {
    const made = await create();
    const at = { params: { customerId: made.id } };
    const [zhou, he] = await Promise.all([house.as("zhou"), house.as("he")]);
    const replies = await Promise.all([
      zhou.call(contracts.updateCustomerContract, {
        ...at,
        body: { set: { payment_terms: "月结 30 天" }, seen: { payment_terms: null } },
      }),
      he.call(contracts.updateCustomerContract, {
        ...at,
        body: { set: { website: "lingyin.test", staff_count: 260 }, seen: { website: null, staff_count: null } },
      }),
    ]);
    assert.deepEqual(
      replies.map((reply) => reply.status),
      [200, 200],
    );
    const now = await zhou.call(contracts.readCustomerContract, at);
    assert.deepEqual(
      [now.body.facts.payment_terms, now.body.facts.website, now.body.facts.staff_count],
      ["月结 30 天", "lingyin.test", 260],
    );
  });

  test("a value that changed meanwhile is a conflict with both sides", async () => {
    const made = await create();
    const at = { params: { customerId: made.id } };
    const [zhou, he] = await Promise.all([house.as("zhou"), house.as("he")]);
    await he.call(contracts.updateCustomerContract, {
      ...at,
      body: { set: { payment_terms: "月结 45 天" }, seen: { payment_terms: null } },
    });
    const late = await zhou.call(contracts.updateCustomerContract, {
      ...at,
      body: { set: { payment_terms: "月结 30 天" }, seen: { payment_terms: null } },
    });
    assert.equal(late.status, 409);
    assert.equal(late.problem.id, "customer.conflict");
    const [conflict] = late.problem.detail!.conflicts as Record<string, unknown>[];
    assert.deepEqual(
      { ...conflict, at: "" },
      { field: "payment_terms", theirs: "月结 45 天", yours: "月结 30 天", by: "何珊", at: "" },
    );
    const same = await zhou.call(contracts.updateCustomerContract, {
      ...at,
      body: { set: { payment_terms: "月结 45 天" }, seen: { payment_terms: null } },
    });
    assert.equal(same.status, 200, "writing what is already there is no conflict");
    const unseen = await zhou.call(contracts.updateCustomerContract, {
      ...at,
      body: { set: { remark: "x" }, seen: {} },
    });
    assert.equal(unseen.problem.id, "customer.seen_missing");
  });

  test("eight people at once on one field: one wins, seven see a conflict", async () => {
    const made = await create();
    const zhou = await house.as("zhou");
    const replies = await race(8, (index) =>
      zhou.call(contracts.updateCustomerContract, {
        params: { customerId: made.id },
        body: { set: { remark: `第 ${index} 个` }, seen: { remark: null } },
      }),
    );
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, ...Array(7).fill(409)]);
    assert.deepEqual(await eventsOf(house.db, made.id), ["customer.created", "customer.updated"]);
  });

  test("who may see but not change is refused; who may not see finds nothing", async () => {
    const made = await create({}, "zhou");
    const body = { set: { remark: "x" }, seen: { remark: null } };
    const at = { params: { customerId: made.id } };
    assert.equal(
      (await (await house.as("chen")).call(contracts.updateCustomerContract, { ...at, body })).problem.id,
      "permission.missing",
    );
    const stranger = await (await house.as("li")).call(contracts.updateCustomerContract, { ...at, body });
    assert.deepEqual([stranger.status, stranger.problem.id], [404, "customer.not_found"]);
    assert.equal((await (await house.as("li")).call(contracts.readCustomerContract, at)).status, 404);
  });

  test("hidden fields are absent, cannot be filtered by and cannot be written", async () => {
    const made = await create({ payment_terms: "月结", contact_points: [{ kind: "phone", value: "0571 5550 4403" }] });
    const sun = await house.as("sun");
    const seen = await sun.call(contracts.readCustomerContract, { params: { customerId: made.id } });
    assert.equal(seen.status, 200);
    assert.equal("payment_terms" in seen.body.facts, false);
    assert.deepEqual(seen.body.contact_points, []);
    await house.db
      .insertInto("role_grant")
      .values({
        role_id: house.ids.roles.get("marketer")!,
        object: "customer",
        action: "read",
        scope: "own",
        fields: null,
      })
      .execute();
    const history = await sun.call(readHistoryContract, { params: { customerId: made.id } });
    assert.equal(
      history.body.entries.some((entry) => entry.changes.some((change) => change.field === "payment_terms")),
      false,
    );
  });
});

describe("owner, tags, shares, clients", () => {
  test("a transfer moves owner and team, and the old team loses sight", async () => {
    const made = await create();
    const at = { params: { customerId: made.id } };
    const moved = await (await house.as("he")).call(transferCustomerContract, {
      ...at,
      body: { owner_id: house.ids.users.li!, seen: house.ids.users.zhou! },
    });
    assert.equal(moved.body.owner?.name, "李思远");
    assert.equal(moved.body.team?.name, "华东二组");
    assert.equal((await (await house.as("chen")).call(contracts.readCustomerContract, at)).status, 404);
    assert.equal((await (await house.as("li")).call(contracts.readCustomerContract, at)).status, 200);
  });

  test("a share opens one record to one person, and its end closes it", async () => {
    const made = await create();
    const at = { params: { customerId: made.id } };
    const zhou = await house.as("zhou");
    const wang = await house.as("wang");
    assert.equal((await wang.call(contracts.readCustomerContract, at)).status, 404);
    const shared = await zhou.call(shareCustomerContract, {
      ...at,
      body: { user_id: wang.userId, team_id: null, access: "read" },
    });
    assert.equal((await wang.call(contracts.readCustomerContract, at)).status, 200);
    const write = await wang.call(contracts.updateCustomerContract, {
      ...at,
      body: { set: { remark: "x" }, seen: { remark: null } },
    });
    assert.equal(write.status, 403, "shared for reading");
    await zhou.call(unshareCustomerContract, {
      params: { customerId: made.id, shareId: shared.body.shares[0]!.id },
    });
    assert.equal((await wang.call(contracts.readCustomerContract, at)).status, 404);
  });

  test("a client's people see only what is theirs", async () => {
    const [kanghe, lingyinTea] = [house.ids.clients.kanghe!, house.ids.clients.lingyin!];
    const made = await create(
      {
        client_ids: [kanghe, lingyinTea],
        contact_points: [
          { kind: "phone", value: "199 0000 7001", client_id: kanghe },
          { kind: "phone", value: "199 0000 7002", client_id: lingyinTea },
        ],
      },
      "he",
    );
    const at = { params: { customerId: made.id } };
    const wu = await (await house.as("wu")).call(contracts.readCustomerContract, at);
    assert.deepEqual(
      wu.body.contact_points?.map((point) => point.display),
      ["199 0000 7001"],
    );
    assert.deepEqual(
      wu.body.clients.map((client) => client.id),
      [kanghe],
    );
    const other = await create({ client_ids: [house.ids.clients.yuedu!] }, "he");
    assert.equal(
      (await (await house.as("wu")).call(contracts.readCustomerContract, { params: { customerId: other.id } })).status,
      404,
    );
  });
});
