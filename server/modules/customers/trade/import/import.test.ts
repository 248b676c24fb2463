import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Caller, startHarness } from "#test/harness.ts";
import { newId } from "../../../../platform/ids.ts";
import { createCustomerContract, readCustomerContract } from "../../customer.contract.ts";
import { eraseCustomerContract } from "../../erasure.contract.ts";
import { listTradesContract, readTradeSumsContract, updateTradeContract } from "../trade.contract.ts";
import * as contracts from "./import.contract.ts";
import type { TradeImport } from "./present.ts";

const house = await startHarness();
const he = await house.as("he");

async function send(who: Caller, text: string | Uint8Array, name = "交易.csv") {
  const response = await fetch(`${house.base}/api/trade-imports?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
    body: Buffer.from(text),
  });
  return { status: response.status, body: (await response.json()) as TradeImport & { error: { id: string } } };
}

async function rested(id: string): Promise<TradeImport> {
  const params = { tradeImportId: id };
  for (let at = 0; at < 400; at++) {
    const one = (await he.call(contracts.readTradeImportContract, { params })).body;
    if (["done", "failed", "cancelled", "paused", "undone"].includes(one.state)) return one;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the import does not end");
}

async function customer(name: string) {
  const made = await he.call(createCustomerContract, { body: { kind: "company", name } });
  return { customerId: made.body.id };
}

async function run(text: string): Promise<TradeImport> {
  const { body } = await send(he, text);
  const started = await he.call(contracts.startTradeImportContract, { params: { tradeImportId: body.id } });
  assert.equal(started.status, 200, JSON.stringify(started.problem));
  return await rested(body.id);
}

const count = async (params: { customerId: string }) =>
  (await he.call(readTradeSumsContract, { params })).body.currencies[0]?.count ?? 0;

describe("a file of trades", () => {
  test("is understood by its heads, imported, and what is wrong stays outside with its reason", async () => {
    const params = await customer("灵隐茶业");
    await customer("两家同名");
    await customer("两家同名");
    const lines = [
      "客户名称,订单日期,金额（万元）,成本（万元）,产品类别,渠道,单号",
      "灵隐茶业,2026-03-02,1.2,0.7,膜材,直销,A-1",
      "灵隐茶业,2026/4/5,-0.2,,膜材,直销,A-2",
      "灵隐茶业,2026年5月6日,0.5,,纸箱,,A-3",
      "没有的公司,2026-03-02,1,,,,A-4",
      "两家同名,2026-03-02,1,,,,A-5",
      "灵隐茶业,昨天,1,,,,A-6",
      "灵隐茶业,2026-03-02,很多,,,,A-7",
      "灵隐茶业,2999-03-02,1,,,,A-8",
      ",2026-03-02,1,,,,A-9",
      "",
      "灵隐茶业,2026-03-02,9,,,,A-1",
    ];
    const { status, body } = await send(he, lines.join("\n"));
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.columns.map(({ target }) => target),
      ["customer_name", "traded_on", "amount", "cost", "product_group", "channel", "reference"],
    );
    const at = { params: { tradeImportId: body.id } };
    await he.call(contracts.startTradeImportContract, at);
    const done = await rested(body.id);
    assert.deepEqual(
      [done.state, done.row_count, done.created_count, done.known_count, done.rejected_count],
      ["done", 10, 3, 0, 7],
    );
    const rejected = (await he.call(contracts.listTradeRejectionsContract, at)).body.rows;
    assert.deepEqual(
      rejected.map(({ row, reason }) => [row, reason]),
      [
        [5, "customer_unknown"],
        [6, "customer_ambiguous"],
        [7, "date_unreadable"],
        [8, "amount_unreadable"],
        [9, "date_future"],
        [10, "customer_missing"],
        [12, "reference_differs"],
      ],
    );
    const trades = (await he.call(listTradesContract, { params })).body.rows;
    assert.deepEqual(
      trades.map(({ traded_on, amount, source }) => [traded_on, amount, source]),
      [
        ["2026-05-06", 5_000_00, "import"],
        ["2026-04-05", -2_000_00, "import"],
        ["2026-03-02", 12_000_00, "import"],
      ],
    );
    const file = await he.call(contracts.downloadTradeRejectionsContract, at);
    assert.ok(String(file.body).includes("5,找不到这位客户,没有的公司"), String(file.body));
  });

  test("sent again makes nothing new, and its mapping is remembered", async () => {
    const params = await customer("再来一次");
    const text = "买家,哪天,多少,号\n再来一次,2026-03-02,10,B-1\n再来一次,2026-03-03,20,B-2\n";
    const { body } = await send(he, text);
    assert.deepEqual([body.columns[0]!.target, body.is_remembered], ["", false]);
    const at = { params: { tradeImportId: body.id } };
    const early = await he.call(contracts.startTradeImportContract, at);
    assert.deepEqual([early.status, early.problem.id], [400, "trade_import.not_mapped"]);
    const mapping = {
      targets: ["customer_name", "traded_on", "amount", "reference"] as never[],
      currency: "CNY",
      client_id: null,
    };
    assert.equal((await he.call(contracts.mapTradeImportContract, { ...at, body: mapping })).status, 200);
    await he.call(contracts.startTradeImportContract, at);
    assert.equal((await rested(body.id)).created_count, 2);
    const late = await he.call(contracts.mapTradeImportContract, { ...at, body: mapping });
    assert.deepEqual([late.status, late.problem.id], [409, "import.already_started"]);
    const again = await send(he, text);
    assert.deepEqual(
      [again.body.is_remembered, again.body.columns.map(({ target }) => target)],
      [true, ["customer_name", "traded_on", "amount", "reference"]],
    );
    await he.call(contracts.startTradeImportContract, { params: { tradeImportId: again.body.id } });
    const done = await rested(again.body.id);
    assert.deepEqual([done.created_count, done.known_count], [0, 2]);
    assert.equal(await count(params), 2);
  });

  test("thousands of rows come in chunks; the undo takes all out but what was corrected since", async () => {
    const params = await customer("几千行");
    const rows = Array.from({ length: 3500 }, (_, at) => `几千行,2026-0${1 + (at % 9)}-11,${at + 1},C-${at}`);
    const done = await run(["客户,日期,金额,单号", ...rows].join("\r\n"));
    assert.deepEqual([done.state, done.created_count, await count(params)], ["done", 3500, 3500]);
    const one = (await he.call(listTradesContract, { params, query: { limit: 1 } })).body.rows[0]!;
    await he.call(updateTradeContract, { params: { ...params, tradeId: one.id }, body: { amount: 1 } });
    const at = { params: { tradeImportId: done.id } };
    assert.equal((await he.call(contracts.undoTradeImportContract, at)).body.state, "undoing");
    const undone = await rested(done.id);
    assert.deepEqual([undone.state, undone.removed_count, await count(params)], ["undone", 3499, 1]);
    assert.equal((await he.call(contracts.undoTradeImportContract, at)).body.state, "undone");
  });

  test("cancelled before it starts it brings nothing; an unfinished one cannot be undone", async () => {
    const { body } = await send(he, "客户,日期,金额\n灵隐茶业,2026-03-02,1\n");
    const at = { params: { tradeImportId: body.id } };
    const early = await he.call(contracts.undoTradeImportContract, at);
    assert.deepEqual([early.status, early.problem.id], [409, "import.not_finished"]);
    assert.equal((await he.call(contracts.cancelTradeImportContract, at)).body.state, "cancelled");
    assert.equal((await he.call(contracts.startTradeImportContract, at)).body.state, "cancelled");
  });

  test("is refused without the right, somebody else's is not found, what is no table is named", async () => {
    const zhou = await house.as("zhou");
    assert.equal((await send(zhou, "客户,日期,金额\n")).status, 403);
    const { body } = await send(he, "客户,日期,金额\n灵隐茶业,2026-03-02,1\n");
    const zhao = await house.as("zhao");
    const at = { params: { tradeImportId: body.id } };
    const other = await zhao.call(contracts.readTradeImportContract, at);
    assert.deepEqual([other.status, other.problem.id], [404, "trade_import.not_found"]);
    assert.equal((await zhao.call(contracts.undoTradeImportContract, at)).status, 404);
    const wrong = await he.call(contracts.mapTradeImportContract, {
      ...at,
      body: { targets: ["amount"], currency: "CNY", client_id: null },
    });
    assert.equal(wrong.problem.id, "import.wrong_column_count");
    const client = await he.call(contracts.mapTradeImportContract, {
      ...at,
      body: { targets: ["customer_name", "traded_on", "amount"], currency: "CNY", client_id: newId() },
    });
    assert.equal(client.problem.id, "customer.unknown_reference");
    assert.equal((await send(he, "%PDF-1.7 nothing", "a.csv")).body.error.id, "import.not_csv");
  });

  test("forgets the file when somebody in it is erased", async () => {
    const params = await customer("要抹除的客户");
    const done = await run("客户,日期,金额\n要抹除的客户,2026-03-02,1\n");
    const zhao = await house.as("zhao");
    const { number } = (await zhao.call(readCustomerContract, { params })).body;
    const erased = await zhao.call(eraseCustomerContract, { params, body: { number } });
    assert.equal(erased.status, 200, JSON.stringify(erased.problem));
    const left = (await he.call(contracts.readTradeImportContract, { params: { tradeImportId: done.id } })).body;
    assert.equal(JSON.stringify(left).includes("要抹除的客户"), false);
  });
});
