import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import * as customers from "../customer.contract.ts";
import * as handOvers from "../hand_over.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { listInteractionsContract } from "../interaction.contract.ts";
import * as contracts from "./promise.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const inHours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

async function customer(name: string, who: Caller = zhou) {
  const made = await who.call(customers.createCustomerContract, { body: { kind: "company", name } });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return { customerId: made.body.id };
}

const give = (params: { customerId: string }, body: object = {}, who: Caller = zhou) =>
  who.call(contracts.givePromiseContract, {
    params,
    body: { what: "改图今天发给林晓燕", due_at: inHours(2), ...body },
  });

async function given(params: { customerId: string }, body: object = {}) {
  const reply = await give(params, body);
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return { params: { ...params, promiseId: reply.body.id } };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 200; at++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not happen");
}

describe("a promise", () => {
  test("is given, put off with the reason, kept; a wrong click is taken back; the history tells", async () => {
    const params = await customer("承诺过的客户");
    const at = await given(params);
    const shown = (await zhou.call(contracts.listPromisesContract, { params })).body.rows;
    assert.deepEqual(
      shown.map(({ what, state, owner, can_change }) => [what, state, owner.name, can_change]),
      [["改图今天发给林晓燕", "open", "周敏", true]],
    );
    const due_at = inHours(26);
    const moved = await zhou.call(contracts.movePromiseContract, {
      ...at,
      body: { due_at, reason: "客户改了尺寸", is_customer_told: true },
    });
    assert.deepEqual(
      [
        Date.parse(moved.body.due_at),
        moved.body.moves.map(({ reason, is_customer_told }) => [reason, is_customer_told]),
      ],
      [Date.parse(due_at), [["客户改了尺寸", true]]],
    );
    assert.equal((await zhou.call(contracts.keepPromiseContract, at)).body.state, "kept");
    assert.equal((await zhou.call(contracts.keepPromiseContract, at)).status, 200);
    const late = await zhou.call(contracts.withdrawPromiseContract, { ...at, body: { reason: "晚了" } });
    assert.deepEqual([late.status, late.problem.id], [409, "promise.not_open"]);
    assert.equal((await zhou.call(contracts.reopenPromiseContract, at)).body.state, "open");
    const back = await zhou.call(contracts.withdrawPromiseContract, { ...at, body: { reason: "客户取消了" } });
    assert.deepEqual([back.body.state, back.body.reason], ["withdrawn", "客户取消了"]);
    assert.deepEqual(await eventsOf(house.db, params.customerId), [
      "customer.created",
      "promise.given",
      "promise.moved",
      "promise.kept",
      "promise.reopened",
      "promise.withdrawn",
    ]);
    const history = await zhou.call(readHistoryContract, { params });
    assert.deepEqual(
      history.body.entries[0]!.changes.map(({ field, after }) => [field, after]),
      [
        ["promise.reason", "客户取消了"],
        ["promise.state", "withdrawn"],
      ],
    );
    const line = (await zhou.call(listInteractionsContract, { params, query: { kind: "promise" } })).body.rows[0]!;
    assert.deepEqual([line.kind, line.promise?.state], ["promise", "withdrawn"]);
  });

  test("breaks by itself at its time, once, and stays broken; lists find it", async () => {
    const params = await customer("没守住的客户");
    const at = await given(params, { due_at: new Date(Date.now() + 1200).toISOString() });
    const open = await given(params, { what: "另一件", due_at: inHours(30) });
    const state = async () =>
      (await zhou.call(contracts.listPromisesContract, { params, query: { state: "broken" } })).body.rows.length;
    await until(async () => (await state()) === 1);
    const broken = (await eventsOf(house.db, params.customerId)).filter((name) => name === "promise.broken");
    assert.equal(broken.length, 1);
    const reopened = await zhou.call(contracts.reopenPromiseContract, at);
    assert.deepEqual([reopened.status, reopened.problem.id], [409, "promise.is_broken"]);
    assert.equal((await zhou.call(contracts.keepPromiseContract, at)).problem.id, "promise.not_open");
    const pressing = await zhou.call(contracts.listPromisesContract, { params, query: { is_pressing: true } });
    assert.deepEqual(
      pressing.body.rows.map(({ id }) => id),
      [open.params.promiseId, at.params.promiseId],
    );
    const list = async (condition: object) => {
      const filter = JSON.stringify({ all: [condition] });
      const reply = await zhou.call(customers.listCustomersContract, { query: { filter, limit: 200 } });
      assert.equal(reply.status, 200, JSON.stringify(reply.problem));
      return reply.body.rows.some(({ id }) => id === params.customerId);
    };
    assert.equal(await list({ field: "promise_broken_at", op: "in_last", value: { count: 1, unit: "day" } }), true);
    assert.equal(await list({ field: "promise_due_at", op: "filled" }), true);
    await zhou.call(contracts.keepPromiseContract, open);
    assert.equal(await list({ field: "promise_due_at", op: "filled" }), false);
  });

  test("put off in time does not break at the old time", async () => {
    const params = await customer("改期的客户");
    const at = await given(params, { due_at: new Date(Date.now() + 1000).toISOString() });
    await zhou.call(contracts.movePromiseContract, {
      ...at,
      body: { due_at: inHours(1), reason: "等样品", is_customer_told: false },
    });
    await new Promise((resolve) => setTimeout(resolve, 1800));
    const rows = (await zhou.call(contracts.listPromisesContract, { params })).body.rows;
    assert.equal(rows[0]!.state, "open");
  });

  test("eight keep it at once: kept once", async () => {
    const params = await customer("八个人同时点");
    const at = await given(params);
    const replies = await race(8, () => zhou.call(contracts.keepPromiseContract, at));
    assert.deepEqual(
      replies.map(({ status }) => status),
      Array(8).fill(200),
    );
    const kept = (await eventsOf(house.db, params.customerId)).filter((name) => name === "promise.kept");
    assert.equal(kept.length, 1);
  });

  test("is refused without the right, not found out of reach, named when wrong", async () => {
    const params = await customer("别人的承诺");
    const at = await given(params);
    const li = await house.as("li");
    assert.deepEqual(
      [(await give(params, {}, li)).status, (await give(params, {}, li)).problem.id],
      [404, "customer.not_found"],
    );
    assert.equal((await li.call(contracts.keepPromiseContract, at)).status, 404);
    assert.equal((await give(params, {}, house.anonymous)).status, 401);
    const chen = await house.as("chen");
    assert.equal((await chen.call(contracts.keepPromiseContract, at)).problem.id, "promise.not_found");
    const id = newId();
    await house.db.insertInto("app_user").values({ id, name: "无权", email: "nobody@yuezhou.test" }).execute();
    assert.equal((await give(params, {}, await house.asUser(id))).status, 403);
    for (const [body, problem] of [
      [{ what: "  " }, "request.invalid"],
      [{ due_at: "2999-06-30T23:59:60Z" }, "request.invalid"],
      [{ what: undefined }, "promise.empty"],
      [{ due_at: "2020-01-01T00:00:00Z" }, "promise.past_due"],
      [{ owner_id: newId() }, "promise.owner_unknown"],
      [{ kind_id: newId() }, "promise_kind.not_found"],
      [{ client_id: newId() }, "customer.unknown_reference"],
      [{ contact_id: newId() }, "contact.not_found"],
    ] as const)
      assert.equal((await give(params, body)).problem.id, problem, JSON.stringify(body));
  });

  test("goes to somebody else with a hand-over", async () => {
    const params = await customer("交接的承诺");
    await given(params, { owner_id: house.ids.users.chen! });
    const he = await house.as("he");
    const preview = await he.call(handOvers.previewHandOverContract, { params: { userId: house.ids.users.chen! } });
    assert.equal(preview.body.kinds.find(({ kind }) => kind === "promise")?.count, 1);
    const made = await he.call(handOvers.createHandOverContract, {
      body: { from: house.ids.users.chen!, to: [house.ids.users.wang!], kinds: ["promise"] },
    });
    assert.equal(made.status, 200, JSON.stringify(made.problem));
    await until(async () => {
      const rows = (await zhou.call(contracts.listPromisesContract, { params })).body.rows;
      return rows[0]!.owner.id === house.ids.users.wang;
    });
  });
});

describe("the catalogue of standard promises", () => {
  test("holds the four checks; what is not feasible is given only with a word why", async () => {
    const he = await house.as("he");
    const checks = [
      { aspect: "industry" as const, finding: "同行 48 小时", verdict: "holds" as const },
      { aspect: "resources" as const, finding: "夜班没有技师", verdict: "fails" as const },
    ];
    const made = await he.call(contracts.createPromiseKindContract, { body: { name: "24 小时上门", checks } });
    assert.equal(made.status, 200, JSON.stringify(made.problem));
    assert.deepEqual(made.body.checks, checks);
    const twice = await he.call(contracts.createPromiseKindContract, { body: { name: "24 小时上门" } });
    assert.deepEqual([twice.status, twice.problem.id], [409, "promise_kind.name_taken"]);
    const at = { params: { kindId: made.body.id } };
    const bare = await he.call(contracts.updatePromiseKindContract, { ...at, body: { is_feasible: false } });
    assert.equal(bare.problem.id, "promise_kind.why_missing");
    await he.call(contracts.updatePromiseKindContract, {
      ...at,
      body: { is_feasible: false, why_not: "夜班没有技师" },
    });
    const params = await customer("要 24 小时上门的客户");
    const kind_id = made.body.id;
    const refused = await give(params, { what: undefined, kind_id });
    assert.deepEqual(
      [refused.problem.id, refused.problem.detail],
      ["promise.not_feasible", { why_not: "夜班没有技师" }],
    );
    const kept = await give(params, { what: undefined, kind_id, why: "总经理同意加班" });
    assert.deepEqual(
      [kept.body.what, kept.body.kind?.name, kept.body.why],
      ["24 小时上门", "24 小时上门", "总经理同意加班"],
    );
    await he.call(contracts.retirePromiseKindContract, at);
    assert.equal((await give(params, { kind_id, why: "还想给" })).problem.id, "promise_kind.not_found");
    const listed = (await zhou.call(contracts.listPromiseKindsContract)).body.kinds;
    assert.deepEqual(
      listed.map(({ name, is_retired }) => [name, is_retired]),
      [["24 小时上门", true]],
    );
    assert.equal((await he.call(contracts.revivePromiseKindContract, at)).body.is_retired, false);
    assert.equal((await zhou.call(contracts.createPromiseKindContract, { body: { name: "不归我管" } })).status, 403);
    const doubled = await he.call(contracts.createPromiseKindContract, {
      body: { name: "两次行业", checks: [checks[0]!, checks[0]!] },
    });
    assert.equal(doubled.problem.id, "promise_kind.aspect_twice");
  });
});
