import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { readHistoryContract } from "../history.contract.ts";
import { protectCustomerContract } from "../protection/protection.contract.ts";
import { addTradeContract } from "../trade/trade.contract.ts";
import { holdTierContract, readCustomerTiersContract, releaseTierContract } from "./customer_tier.contract.ts";
import * as tiers from "./tier.contract.ts";
import {
  codeOf,
  create,
  day,
  gaps,
  he,
  house,
  isDone,
  least,
  li,
  ofCustomer,
  plain,
  set,
  settings,
  trade,
  until,
  wu,
  zhao,
  zhou,
} from "./tier.fixture.ts";

describe("rules", () => {
  test("are shown as they came with the product, to who manages them", async () => {
    const { ladders, strategies, costs } = await settings();
    assert.deepEqual(
      ladders.map(({ ladder, is_on }) => [ladder, is_on]),
      [
        ["stage", false],
        ["code", true],
        ["pyramid", true],
      ],
    );
    assert.deepEqual(
      ladders[1]!.rules.map(({ value, share }) => [value, share?.percent]),
      [
        ["A", 80],
        ["B", 95],
      ],
    );
    assert.equal(strategies.find(({ value }) => value === "below_zero")!.stance, "let_go");
    assert.equal(costs.length, 7);
    for (const [caller, status] of [
      [zhou, 403],
      [house.anonymous, 401],
    ] as const)
      assert.equal((await caller!.call(tiers.readTiersContract, {})).status, status);
    assert.equal((await he!.call(tiers.readTiersContract, {})).status, 200);
  });

  test("a preview says who would move and writes nothing; setting the rules does that", async () => {
    const [big, small] = [await create(), await create()];
    await trade(big, 200_000_00);
    await trade(small, 60_000_00);
    await set("code", plain);
    const draft = { ...plain, rules: [{ value: "A", condition: least(50_000_00), share: null }] };
    const preview = await zhao!.call(tiers.previewLadderContract, { params: { ladder: "code" }, body: draft });
    assert.equal(preview.status, 200, JSON.stringify(preview.problem));
    assert.deepEqual(
      preview.body.moves.filter(({ from, to }) => from !== to),
      [{ from: "B", to: "A", count: 1 }],
    );
    assert.deepEqual(
      preview.body.sample.map(({ id, from, to }) => [id, from, to]),
      [[small, "B", "A"]],
    );
    assert.equal((await codeOf(small)).value, "B");
    await set("code", draft);
    assert.deepEqual([(await codeOf(big)).value, (await codeOf(small)).value], ["A", "A"]);
    await set("code", plain);
    assert.equal((await codeOf(small)).value, "B");
  });

  test("eight who change the same version: one does, seven learn of it", async () => {
    const seen = (await settings()).ladders[1]!.version;
    const replies = await race(8, () =>
      zhao!.call(tiers.updateLadderContract, { params: { ladder: "code" }, body: { ...plain, seen } }),
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
    assert.equal(replies.find(({ status }) => status === 409)!.problem.id, "tier.conflict");
    assert.equal((await settings()).ladders[1]!.version, seen + 1);
    await until(isDone);
  });

  test("rules of different ladders changed at once: all stand, one run is open at most, and everybody is placed", async () => {
    const { ladders } = await settings();
    const replies = await Promise.all(
      ladders.map(({ ladder, version, is_on, rest_value, hold_days, rules }) => {
        const drafts = rules.map(({ value, condition, share }) => ({ value, condition, share }));
        const body = { is_on, rest_value, hold_days, rules: drafts, seen: version };
        return zhao!.call(tiers.updateLadderContract, { params: { ladder }, body });
      }),
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200],
    );
    await until(isDone);
  });

  test("what makes no sense is refused with its place", async () => {
    const refused = async (rules: object[], more: object = {}) => {
      const reply = await zhao!.call(tiers.previewLadderContract, {
        params: { ladder: "code" },
        body: { ...plain, ...more, rules } as never,
      });
      return [reply.status, reply.problem?.id, reply.problem?.fields?.[0]?.field];
    };
    const rule = plain.rules[0]!;
    assert.deepEqual(await refused([{ ...rule, value: "D" }]), [400, "tier.bad_rule", "rules.0.value"]);
    assert.deepEqual(await refused([], { rest_value: "loyal" }), [400, "tier.bad_rule", "rest_value"]);
    assert.deepEqual(await refused([rule, { ...rule, condition: { all: [] } }]), [
      400,
      "tier.bad_rule",
      "rules.1.condition",
    ]);
    assert.deepEqual(await refused([{ ...rule, share: { field: "name", by: "sum", percent: 80 } }]), [
      400,
      "tier.bad_rule",
      "rules.0.share.field",
    ]);
    for (const field of ["code", "pyramid", "starred_at", "nothing", "__proto__"])
      assert.deepEqual(
        await refused([{ ...rule, condition: { all: [{ field, op: "filled" }] } }]),
        [400, "filter.invalid", "rules.0.condition.all.0.field"],
        field,
      );
    assert.deepEqual(await refused([{ ...rule, condition: { all: [null] } }]), [
      400,
      "filter.invalid",
      "rules.0.condition",
    ]);
    assert.equal((await refused([{ ...rule, share: { field: "trade_count", by: "sum", percent: 0 } }]))[0], 400);
    assert.equal(
      (await zhou!.call(tiers.previewLadderContract, { params: { ladder: "code" }, body: plain })).status,
      403,
    );
  });

  test("costs of touches count, strategies are written per tier", async () => {
    const reply = await zhao!.call(tiers.setCostsContract, { body: { costs: [{ kind: "visit", amount: 99_900 }] } });
    assert.deepEqual([reply.status, reply.body.costs.find(({ kind }) => kind === "visit")?.amount], [200, 99_900]);
    const params = { ladder: "code" as const, value: "A" };
    const body = { text_zh: " 每季拜访 ", text_en: "Visit every quarter", stance: null };
    assert.equal((await zhao!.call(tiers.setStrategyContract, { params, body })).body.text_zh, "每季拜访");
    assert.equal(
      (await zhao!.call(tiers.setStrategyContract, { params: { ladder: "code", value: "Z" }, body })).problem.id,
      "tier.unknown_value",
    );
    assert.equal((await zhou!.call(tiers.setStrategyContract, { params, body })).status, 403);
    await until(isDone);
  });
});

describe("why, and what would change it", () => {
  test("the deciding rule with what is so, what is missing for better, what is to spare before worse", async () => {
    const id = await create();
    await trade(id, 82_000_00);
    await until(async () => (await codeOf(id)).value === "B");
    const code = await codeOf(id);
    assert.deepEqual([code.position, gaps(code.why)], [2, [{ less: 32_000_00 }]]);
    assert.deepEqual(
      code.towards.map(({ value, direction, needs, unless }) => [value, direction, gaps(needs), gaps(unless)]),
      [
        ["A", "better", [{ more: 18_000_00 }], []],
        ["C", "worse", [], [{ less: 32_000_00 }]],
      ],
    );
    const month = new Date(`${day(3).slice(0, 7)}-01T00:00:00Z`);
    month.setUTCMonth(month.getUTCMonth() + 12);
    assert.deepEqual(code.if_nothing_happens, { value: "C", on: month.toISOString().slice(0, 10) });
  });

  test("who may not see costs or trades learns where it stands and not why", async () => {
    await set("pyramid", {
      ...plain,
      rest_value: "low_contribution",
      rules: [
        {
          value: "most_valuable",
          condition: { all: [{ field: "contribution_12_months", op: "gte", value: 10_000_00 }] },
          share: null,
        },
      ],
    });
    const id = await create();
    await trade(id, 77_777_00);
    await until(async () => (await ofCustomer(id)).ladders[1]?.value === "most_valuable");
    const [seen, hidden] = [await ofCustomer(id), await ofCustomer(id, zhou!)];
    assert.deepEqual(gaps(seen.ladders[1]!.why), [{ less: 28_888_50 }]);
    assert.deepEqual(hidden.ladders[1]!.value, "most_valuable");
    const [part] = hidden.ladders[1]!.why;
    assert.deepEqual(part, {
      field: "contribution_12_months",
      op: "gte",
      value: 10_000_00,
      holds: null,
      actual: null,
      is_hidden: true,
      gap: null,
    });
    assert.equal(hidden.ladders[1]!.if_nothing_happens, null);
    assert.ok(!JSON.stringify(hidden).includes("3888850"));
    await sql`delete from role_grant where object = 'trade' and role_id = ${house.ids.roles.get("sales_rep")!}`.execute(
      house.db,
    );
    await sql`update policy_version set version = version + 1`.execute(house.db);
    const blind = JSON.stringify(await codeOf(id, zhou!));
    assert.ok(blind.includes('"value":"B"') && !blind.includes("7777700") && blind.includes('"is_hidden":true'), blind);
  });

  test("who works for one client is told figures only of customers whose trades are all theirs", async () => {
    const client = house.ids.clients.kanghe!;
    const other = house.ids.clients.lingyin!;
    const [mine, shared] = [
      await create({ client_ids: [client] }, zhao!),
      await create({ client_ids: [client, other] }, zhao!),
    ];
    for (const [customerId, client_id] of [
      [mine, client],
      [shared, client],
      [shared, other],
    ] as const)
      assert.equal(
        (
          await zhao!.call(addTradeContract, {
            params: { customerId },
            body: { traded_on: day(2), amount: 51_234_00, currency: "CNY", client_id },
          })
        ).status,
        200,
      );
    await until(async () => (await codeOf(shared)).value === "A");
    const code = await codeOf(mine, wu!);
    assert.deepEqual([code.value, gaps(code.why)], ["B", [{ less: 1_234_00 }]]);
    const told = await codeOf(shared, wu!);
    assert.equal(told.value, "A");
    assert.ok(!JSON.stringify(told).includes("123400") && !JSON.stringify(told).includes("10246800"));
    assert.equal(told.if_nothing_happens, null);
  });

  test("not found out of reach; nothing is open without a session", async () => {
    const id = await create();
    assert.equal((await li!.call(readCustomerTiersContract, { params: { customerId: id } })).status, 404);
    assert.equal(
      (await zhao!.call(readCustomerTiersContract, { params: { customerId: newId() } })).problem.id,
      "customer.not_found",
    );
    assert.equal((await house.anonymous.call(readCustomerTiersContract, { params: { customerId: id } })).status, 401);
  });
});

describe("holding", () => {
  const hold = (by: typeof zhou, customerId: string, more: object = {}, ladder: "code" | "stage" = "code") =>
    by!.call(holdTierContract, { params: { customerId, ladder }, body: { value: "A", reason: " 战略客户 ", ...more } });

  test("stays whatever the rules say, and says who, why and until when; released, rules place again", async () => {
    const id = await create();
    await until(async () => (await codeOf(id)).value === "C");
    const held = await hold(he, id, { until: day(-20) });
    assert.equal(held.status, 200, JSON.stringify(held.problem));
    const code = held.body.ladders.find(({ ladder }) => ladder === "code")!;
    assert.deepEqual(
      [code.value, code.held?.reason, code.held?.until, code.held?.by.id, code.held?.by_rules],
      ["A", "战略客户", day(-20), he!.userId, "C"],
    );
    assert.deepEqual(
      code.moves.map(({ from, to, by }) => [from, to, by?.id]),
      [["C", "A", he!.userId]],
    );
    await trade(id, 55_000_00);
    await until(async () => (await codeOf(id)).held?.by_rules === "B");
    await until(isDone);
    assert.equal((await codeOf(id)).value, "A");
    const released = await he!.call(releaseTierContract, { params: { customerId: id, ladder: "code" } });
    assert.deepEqual(
      [released.status, released.body.ladders.find(({ ladder }) => ladder === "code")!.value],
      [200, "B"],
    );
    assert.equal((await he!.call(releaseTierContract, { params: { customerId: id, ladder: "code" } })).status, 200);
    const events = (await eventsOf(house.db, id)).filter((name) => /tier_(held|released)/.test(name));
    assert.deepEqual(events, ["customer.tier_held", "customer.tier_released"]);
    const { entries } = (await he!.call(readHistoryContract, { params: { customerId: id } })).body;
    assert.deepEqual(
      entries.find(({ name, changes }) => name === "customer.tier_moved" && changes[0]!.field === "code")!.changes,
      [{ field: "code", before: "A", after: "B" }],
    );
    assert.equal(entries.find(({ name }) => name === "customer.tier_held")!.changes[0]!.after, "战略客户");
  });

  test("a hold whose last day has passed gives way", async () => {
    const id = await create();
    await hold(he, id, { until: day(0) });
    await sql`update tier_hold set until = until - 3 where customer_id = ${id}`.execute(house.db);
    await zhao!.call(tiers.runTiersContract, { body: undefined });
    await until(isDone);
    assert.deepEqual([(await codeOf(id)).value, (await codeOf(id)).held], ["C", null]);
  });

  test("eight at once: the last word stands, one row, one value", async () => {
    const id = await create();
    const replies = await race(8, (index) => hold(he, id, { value: index % 2 ? "A" : "B" }));
    assert.deepEqual(
      replies.map(({ status }) => status),
      Array(8).fill(200),
    );
    const { rows } = await sql<{
      value: string;
      code: string;
    }>`select h.value, t.code from tier_hold h join customer_tier t using (customer_id) where customer_id = ${id}`.execute(
      house.db,
    );
    assert.equal(rows.length, 1);
    assert.equal(rows[0]!.value, rows[0]!.code);
  });

  test("is refused out of scope, out of sight, while protected, on a ladder that is off, and for bad input", async () => {
    const id = await create();
    const theirs = await create({}, zhao!);
    const problem = async (reply: ReturnType<typeof hold>) => [(await reply).status, (await reply).problem?.id];
    assert.deepEqual(await problem(hold(li, id)), [404, "customer.not_found"]);
    assert.deepEqual(await problem(hold(zhou, theirs)), [404, "customer.not_found"]);
    assert.deepEqual(await problem(hold(zhao, id, { value: "Z" })), [400, "tier.unknown_value"]);
    assert.deepEqual(await problem(hold(zhao, id, { until: day(3) })), [400, "tier.bad_until"]);
    assert.deepEqual(await problem(hold(zhao, id, { reason: "  " })), [400, "request.invalid"]);
    assert.deepEqual(await problem(hold(zhao, id, { value: "loyal" }, "stage")), [409, "tier.ladder_off"]);
    assert.equal((await hold(house.anonymous, id)).status, 401);
    assert.equal(
      (
        await zhao!.call(protectCustomerContract, {
          params: { customerId: id },
          body: { kind: "locked", reason: "核查" },
        })
      ).status,
      200,
    );
    assert.deepEqual(await problem(hold(he, id)), [423, "customer.locked"]);
    assert.equal((await ofCustomer(id, he!)).blocked.hold, "locked");
  });
});
