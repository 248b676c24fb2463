import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import * as customers from "../customer.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { listInteractionsContract, logInteractionContract } from "../interaction.contract.ts";
import { recountTrades } from "./sums.ts";
import * as contracts from "./trade.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
const year = Number(today.slice(0, 4));
const daysAgo = (count: number) =>
  new Date(Date.parse(`${today}T00:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);

async function customer(name: string, more: { tax_id?: string; client_ids?: string[] } = {}, who: Caller = zhou) {
  const made = await who.call(customers.createCustomerContract, { body: { kind: "company", name, ...more } });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return { customerId: made.body.id };
}

const add = async (params: { customerId: string }, body: object, who: Caller = zhou) =>
  who.call(contracts.addTradeContract, { params, body: { traded_on: today, amount: 100_00, ...body } });

/** A user with a role that is given these grants. */
async function person(grants: { object: string; action: string; scope: string; fields?: string[] | null }[]) {
  const id = newId();
  const role_id = newId();
  await house.db
    .insertInto("app_user")
    .values({ id, name: "试用者", email: `${id}@yuezhou.test` })
    .execute();
  await house.db
    .insertInto("role")
    .values({ id: role_id, key: id, name: id.slice(-12) })
    .execute();
  await house.db
    .insertInto("role_grant")
    .values(grants.map((one) => ({ role_id, fields: null, ...one })))
    .execute();
  await house.db.insertInto("user_role").values({ user_id: id, role_id }).execute();
  return house.asUser(id);
}
const readsAll = { object: "customer", action: "read", scope: "all" };

describe("a trade by hand", () => {
  test("is entered in the customer's currency, corrected, taken out; the sums follow and the history tells", async () => {
    const params = await customer("绍兴越瓷酒业有限公司");
    const added = await add(params, { amount: 12_000_00, product_group: " 膜材 ", channel: "直销", reference: "SO-1" });
    assert.equal(added.status, 200, JSON.stringify(added.problem));
    assert.deepEqual(
      [added.body.currency, added.body.product_group, added.body.source, added.body.can_change],
      ["CNY", "膜材", "hand", true],
    );
    const tradeId = added.body.id;
    await add(params, { amount: -2_000_00, traded_on: daysAgo(0) });
    const sums = await zhou.call(contracts.readTradeSumsContract, { params });
    assert.deepEqual(
      sums.body.currencies.map(({ currency, count, amount, this_year, twelve_months }) => [
        currency,
        count,
        amount,
        this_year,
        twelve_months,
      ]),
      [["CNY", 2, 10_000_00, 10_000_00, 10_000_00]],
    );
    assert.deepEqual(
      sums.body.product_groups.map(({ name, amount }) => [name, amount]),
      [
        ["膜材", 12_000_00],
        [null, -2_000_00],
      ],
    );
    const at = { params: { ...params, tradeId } };
    const moved = await zhou.call(contracts.updateTradeContract, {
      ...at,
      body: { amount: 9_000_00, traded_on: `${year - 1}-01-01` },
    });
    assert.deepEqual([moved.status, moved.body.amount], [200, 9_000_00]);
    const after = (await zhou.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!;
    assert.deepEqual(
      [after.amount, after.this_year, after.last_year_by_today, after.first_on],
      [7_000_00, -2_000_00, 9_000_00, `${year - 1}-01-01`],
    );
    assert.deepEqual((await zhou.call(contracts.removeTradeContract, at)).body, { done: true });
    assert.equal((await zhou.call(contracts.removeTradeContract, at)).status, 404);
    const left = (await zhou.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!;
    assert.deepEqual([left.count, left.amount, left.first_on], [1, -2_000_00, today]);
    assert.deepEqual(await eventsOf(house.db, params.customerId), [
      "customer.created",
      "trade.added",
      "trade.added",
      "trade.updated",
      "trade.removed",
    ]);
    const history = await zhou.call(readHistoryContract, { params });
    assert.deepEqual(
      history.body.entries[1]!.changes.map(({ field, before, after: now }) => [field, before, now]),
      [
        ["trade.amount", 12_000_00, 9_000_00],
        ["trade.traded_on", today, `${year - 1}-01-01`],
      ],
    );
  });

  test("is refused without the right, not found out of reach, named when wrong", async () => {
    const params = await customer("看不见的客户");
    assert.equal((await add(params, {}, house.anonymous)).status, 401);
    const reader = await person([readsAll, { object: "trade", action: "read", scope: "all" }]);
    assert.equal((await add(params, {}, reader)).status, 403);
    const li = await house.as("li");
    assert.deepEqual(
      [(await add(params, {}, li)).status, (await add(params, {}, li)).problem.id],
      [404, "customer.not_found"],
    );
    assert.equal((await li.call(contracts.listTradesContract, { params })).status, 404);
    assert.equal((await li.call(contracts.readTradeSumsContract, { params })).status, 404);
    const blind = await person([readsAll]);
    assert.equal((await blind.call(contracts.listTradesContract, { params })).status, 403);
    const bad = await add(params, { amount: 1.5, traded_on: "gestern" });
    assert.deepEqual([bad.status, bad.problem.id], [400, "request.invalid"]);
    for (const odd of [{ traded_on: "0000-01-01" }, { amount: 1e14 }, { product_group: "a\0b" }])
      assert.equal((await add(params, odd)).problem.id, "request.invalid", JSON.stringify(odd));
    const early = await zhou.call(contracts.listTradesContract, { params, query: { from: "0000-01-01" } });
    assert.equal(early.problem.id, "request.invalid");
    const future = await add(params, { traded_on: "2199-01-01" });
    assert.deepEqual([future.status, future.problem.id], [400, "trade.future"]);
    const client = await add(params, { client_id: newId() });
    assert.equal(client.problem.id, "customer.unknown_reference");
  });

  test("somebody with the right on their own corrects no other's", async () => {
    const params = await customer("别人记的交易");
    const own = await person([
      readsAll,
      { object: "trade", action: "read", scope: "all" },
      { object: "trade", action: "create", scope: "all" },
      { object: "trade", action: "update", scope: "own" },
    ]);
    const theirs = (await add(params, {})).body;
    const mine = (await add(params, {}, own)).body;
    assert.deepEqual(
      (await own.call(contracts.listTradesContract, { params })).body.rows.map(({ id, can_change }) => [
        id,
        can_change,
      ]),
      [
        [mine.id, true],
        [theirs.id, false],
      ],
    );
    const refused = await own.call(contracts.updateTradeContract, {
      params: { ...params, tradeId: theirs.id },
      body: { amount: 1 },
    });
    assert.deepEqual([refused.status, refused.problem.id], [404, "trade.not_found"]);
  });

  test("eight enter the same number at once: one trade, one in the sums; eight different ones all count", async () => {
    const params = await customer("同时录入");
    const same = await race(8, () => add(params, { reference: "SO-RACE", amount: 5_00 }));
    assert.deepEqual(same.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409, 409, 409]);
    const others = await race(8, (at) => add(params, { reference: `SO-RACE-${at}`, amount: 5_00 }));
    assert.deepEqual(
      others.map(({ status }) => status),
      Array(8).fill(200),
    );
    const sums = await zhou.call(contracts.readTradeSumsContract, { params });
    assert.deepEqual([sums.body.currencies[0]!.count, sums.body.currencies[0]!.amount], [9, 45_00]);
  });

  test("a repeat with the same key makes nothing", async () => {
    const params = await customer("重复提交");
    const headers = { "idempotency-key": "trade-once-0001" };
    const body = { traded_on: today, amount: 7_00 };
    const [one, other] = await race(2, () => zhou.call(contracts.addTradeContract, { params, body, headers }));
    assert.equal(one!.body.id, other!.body.id);
  });
});

test("cost and margin are told to those with the right: in lists, sums, history and when writing", async () => {
  const params = await customer("成本只给该看的人");
  const tian = await person([
    readsAll,
    { object: "trade", action: "read", scope: "all", fields: [] },
    { object: "trade", action: "create", scope: "all" },
    { object: "trade", action: "update", scope: "all" },
  ]);
  const seer = await person([
    readsAll,
    ...["read", "create"].map((action) => ({ object: "trade", action, scope: "all" })),
  ]);
  const made = await add(params, { amount: 100_00, cost: 60_00 }, seer);
  assert.equal(made.body.cost, 60_00);
  const shown = (await tian.call(contracts.listTradesContract, { params })).body.rows[0]!;
  assert.equal("cost" in shown, false);
  assert.equal((await seer.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!.margin, 40_00);
  const sums = (await tian.call(contracts.readTradeSumsContract, { params })).body;
  assert.equal(JSON.stringify(sums).includes("margin"), false);
  const fields = (who: Caller) =>
    who.call(readHistoryContract, { params }).then(({ body }) => JSON.stringify(body.entries));
  assert.ok((await fields(seer)).includes("trade.cost"));
  assert.ok(!(await fields(tian)).includes("trade.cost"));
  for (const cost of [1, null]) {
    const refused = await tian.call(contracts.updateTradeContract, {
      params: { ...params, tradeId: made.body.id },
      body: { cost },
    });
    assert.deepEqual([refused.status, refused.problem.id], [403, "field.read_only"], String(cost));
  }
});

test("a fact of one client stays with those who work for it, in rows and in sums", async () => {
  const { kanghe, lingyin } = house.ids.clients as Record<"kanghe" | "lingyin", string>;
  const he = await house.as("he");
  const params = await customer("两家都认得的客户", { client_ids: [kanghe, lingyin] }, he);
  for (const [client_id, amount] of [
    [kanghe, 1_00],
    [lingyin, 2_00],
    [null, 4_00],
  ] as const)
    assert.equal((await add(params, { client_id, amount }, he)).status, 200);
  const wu = await house.as("wu");
  const rows = (await wu.call(contracts.listTradesContract, { params })).body.rows;
  assert.deepEqual(rows.map(({ amount }) => amount).sort(), [1_00, 4_00]);
  assert.equal((await wu.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!.amount, 5_00);
  assert.equal((await he.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!.amount, 7_00);
  const filter = JSON.stringify({ all: [{ field: "trade_amount", op: "gte", value: 6_00 }] });
  const found = async (who: Caller) =>
    (await who.call(customers.listCustomersContract, { query: { filter } })).body.rows.map(({ id }) => id);
  assert.ok((await found(he)).includes(params.customerId));
  assert.ok(!(await found(wu)).includes(params.customerId));
});

test("the timeline has trades in their place, page by page, and narrows down to them", async () => {
  const params = await customer("时间线上的交易");
  for (const back of [1, 3, 5]) await add(params, { traded_on: daysAgo(back), amount: back * 100 });
  for (const back of [2, 4]) {
    const body = { kind: "note" as const, body: `n${back}`, happened_at: `${daysAgo(back)}T04:00:00Z` };
    await zhou.call(logInteractionContract, { params, body });
  }
  const seen: (string | number | null)[] = [];
  let after: string | undefined;
  do {
    const page = await zhou.call(listInteractionsContract, {
      params,
      query: { limit: 2, ...(after ? { after } : {}) },
    });
    assert.equal(page.status, 200, JSON.stringify(page.problem));
    seen.push(...page.body.rows.map((row) => row.trade?.amount ?? row.body));
    after = page.body.next ?? undefined;
  } while (after);
  assert.deepEqual(seen, [100, "n2", 300, "n4", 500]);
  const kinds = async (query: { kind?: "trade" | "note"; department?: "service" }, who = zhou) =>
    (await who.call(listInteractionsContract, { params, query })).body.rows.length;
  assert.deepEqual(
    [await kinds({ kind: "trade" }), await kinds({ kind: "note" }), await kinds({ department: "service" })],
    [3, 2, 0],
  );
  const blind = await person([readsAll, { object: "interaction", action: "read", scope: "all" }]);
  assert.equal(await kinds({}, blind), 2);
});

describe("lists", () => {
  test("filter and show by last trade and sums; only with the right", async () => {
    const old = await customer("三十一天没有交易");
    const fresh = await customer("昨天刚有交易");
    const never = await customer("从来没有交易");
    const costed = await add(old, { traded_on: daysAgo(31), amount: 10_000_00, cost: 9_000_00 }, await house.as("he"));
    assert.equal(costed.status, 200, JSON.stringify(costed.problem));
    await add(fresh, { traded_on: daysAgo(1), amount: 500_00 });
    const ids = [old, fresh, never].map(({ customerId }) => customerId);
    const list = async (condition: object, who: Caller = zhou) => {
      const filter = JSON.stringify({ all: [condition] });
      const reply = await who.call(customers.listCustomersContract, { query: { filter, limit: 200 } });
      return reply.status === 200 ? ids.filter((id) => reply.body.rows.some((row) => row.id === id)) : reply.problem.id;
    };
    const days = (op: string) => ({ field: "trade_last_on", op, value: { count: 30, unit: "day" } });
    assert.deepEqual(await list(days("not_in_last")), [ids[0], ids[2]]);
    assert.deepEqual(await list(days("in_last")), [ids[1]]);
    assert.deepEqual(await list({ field: "trade_last_on", op: "empty" }), [ids[2]]);
    assert.deepEqual(await list({ field: "trade_amount_12_months", op: "gte", value: 1_000_00 }), [ids[0]]);
    assert.deepEqual(await list({ field: "trade_amount", op: "lt", value: 1_000_00 }), [ids[1], ids[2]]);
    assert.deepEqual(await list({ field: "trade_count", op: "is", value: 0 }), [ids[2]]);
    assert.deepEqual(await list({ field: "trade_margin_12_months", op: "gt", value: 0 }, await house.as("he")), [
      ids[0],
    ]);
    assert.equal(await list({ field: "trade_margin_12_months", op: "gt", value: 0 }), "filter.invalid");
    const blind = await person([readsAll]);
    assert.equal(await list(days("in_last"), blind), "filter.invalid");
    const columns = "trade_last_on,trade_count,trade_amount,trade_margin_12_months";
    const row = (await zhou.call(customers.listCustomersContract, { query: { columns, limit: 200 } })).body.rows.find(
      ({ id }) => id === ids[0],
    )!;
    assert.deepEqual(row.cells, { trade_last_on: daysAgo(31), trade_count: 1, trade_amount: 10_000_00 });
  });
});

describe("a batch from another program", () => {
  const send = (trades: object[], who: Caller = zhou) =>
    who.call(contracts.addTradesContract, { body: { trades: trades as never } });

  test("finds customers by id, number, tax id, phone and name; what is wrong is named row by row", async () => {
    const tax = "91330106MA2B0K5T3M";
    const params = await customer("批次里的客户", { tax_id: tax });
    await zhou.call(customers.createCustomerContract, { body: { kind: "company", name: "重名公司" } });
    await zhou.call(customers.createCustomerContract, { body: { kind: "company", name: "重名公司" } });
    const number = (await zhou.call(customers.readCustomerContract, { params })).body.number;
    const hidden = await customer("李的客户", {}, await house.as("li"));
    const one = (more: object, at: number) => ({ traded_on: today, amount: 1_00, reference: `ERP-${at}`, ...more });
    const trades = [
      { customer_id: params.customerId },
      { customer_number: number },
      { tax_id: tax.toLowerCase() },
      { name: "批次里的客户" },
      {},
      { name: "没有这家公司" },
      { name: "重名公司" },
      { customer_id: hidden.customerId },
      { customer_id: params.customerId, traded_on: "2199-01-01" },
      { customer_id: params.customerId, cost: 1 },
      { customer_id: params.customerId, client_id: newId() },
    ].map(one);
    const answer = await send(trades);
    assert.equal(answer.status, 200, JSON.stringify(answer.problem));
    assert.deepEqual(
      answer.body.rows.map(({ outcome, error }) => error ?? outcome),
      [
        ...Array(4).fill("created"),
        "trade.customer_missing",
        "trade.customer_unknown",
        "trade.customer_ambiguous",
        "trade.customer_unknown",
        "trade.future",
        "field.read_only",
        "trade.client_unknown",
      ],
    );
    const again = await send(trades.slice(0, 4));
    assert.deepEqual([again.body.created_count, again.body.known_count], [0, 4]);
    const differs = await send([{ ...trades[0], amount: 9_00 }]);
    assert.equal(differs.body.rows[0]!.error, "trade.reference_differs");
    const sums = await zhou.call(contracts.readTradeSumsContract, { params });
    assert.deepEqual([sums.body.currencies[0]!.count, sums.body.currencies[0]!.amount], [4, 4_00]);
    assert.equal((await send(trades, await person([readsAll]))).status, 403);
    assert.equal((await send([])).status, 400);
  });

  test("eight send the same thousand at once: a thousand trades", async () => {
    const params = await customer("一千笔");
    const trades = Array.from({ length: 1000 }, (_, at) => ({
      customer_id: params.customerId,
      traded_on: daysAgo(at % 400),
      amount: 1_00,
      reference: `BULK-${at}`,
    }));
    const replies = await race(8, () => send(trades));
    assert.deepEqual(
      replies.map(({ status }) => status),
      Array(8).fill(200),
    );
    assert.equal(
      replies.reduce((sum, { body }) => sum + body.created_count, 0),
      1000,
    );
    const sums = async () => (await zhou.call(contracts.readTradeSumsContract, { params })).body.currencies[0]!;
    assert.deepEqual([(await sums()).count, (await sums()).amount], [1000, 1000_00]);
    const told = (await eventsOf(house.db, params.customerId)).filter((name) => name === "trade.added");
    assert.equal(told.length, 1000);
    const before = await sums();
    await house.db.deleteFrom("trade_month").execute();
    await house.db.deleteFrom("trade_sum").execute();
    await recountTrades({ transaction: (work) => house.db.transaction().execute(work) });
    assert.deepEqual(await sums(), before);
  });
});
