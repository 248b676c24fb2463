import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeWorkbook, textRow } from "#test/generate/workbook.ts";
import { type Caller, eventsOf, startHarness } from "#test/harness.ts";
import * as contracts from "../import.contract.ts";
import type { Import } from "./present.ts";

const house = await startHarness();
const he = await house.as("he");
const folder = join(house.directory.dataFolder, "files", house.organisationId);
const files = async () => (await readdir(folder).catch(() => [])).length;

async function send(who: Caller, bytes: Uint8Array, name = "老系统客户.xlsx") {
  const response = await fetch(`${house.base}/api/imports?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Import & { error: { id: string } } };
}

async function run(who: Caller, importId: string): Promise<Import> {
  await who.call(contracts.startImportContract, { params: { importId } });
  for (let i = 0; i < 600; i++) {
    const { body } = await who.call(contracts.readImportContract, { params: { importId } });
    if (["done", "failed", "cancelled"].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the import does not end");
}

const customersOf = (importId: string) =>
  house.db
    .selectFrom("import_customer as i")
    .innerJoin("customer as c", "c.id", "i.customer_id")
    .select(["c.name", "c.founded_on", "c.tax_id", "c.revenue_last_year", "i.row"])
    .where("i.import_id", "=", importId)
    .orderBy("i.row")
    .execute();

const header = textRow(3, "客户名称", "手机", "成立日期", "去年销售额(万)");
const rows = `${textRow(1, "越州包装客户资料表")}${textRow(2, "制表：何静", "二〇二六年")}${header}
  <row r="4"><c r="A4" t="inlineStr"><is><t>杭州灵隐茶业有限公司</t></is></c><c r="B4"><v>1.9900005678E10</v></c><c r="C4" s="1"><v>46237</v></c><c r="D4"><v>412.6</v></c></row>
  ${textRow(7, "第七行\n有限公司", "19900005679")}
  ${textRow(8, "", "19900005680")}`;
const book = {
  sheets: { 封面: "", 客户: rows, 供应商: `${textRow(1, "公司名称")}${textRow(2, "宁波海曙纸业有限公司")}` },
};

test("a workbook comes in whole: titles stay outside, days and numbers are what they were, rows keep their numbers", async () => {
  const { status, body } = await send(he, await makeWorkbook({ ...book, formats: [14] }));
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.file_name, body.sheet, body.sheets], ["老系统客户.xlsx", "客户", ["封面", "客户", "供应商"]]);
  assert.deepEqual(
    body.columns.map(({ header, target }) => [header, target]),
    [
      ["客户名称", "name"],
      ["手机", "phone"],
      ["成立日期", "founded_on"],
      ["去年销售额(万)", "revenue_last_year"],
    ],
  );
  const done = await run(he, body.id);
  assert.deepEqual([done.state, done.created_count, done.rejected_count], ["done", 2, 1]);
  assert.deepEqual(await customersOf(body.id), [
    { name: "杭州灵隐茶业有限公司", founded_on: "2026-08-03", tax_id: null, revenue_last_year: 412_600_000, row: 4 },
    { name: "第七行\n有限公司", founded_on: null, tax_id: null, revenue_last_year: null, row: 7 },
  ]);
  const rejected = await he.call(contracts.listRejectionsContract, { params: { importId: body.id } });
  assert.deepEqual(
    rejected.body.rows.map(({ row, reason }) => [row, reason]),
    [[8, "name_missing"]],
  );
  const file = await fetch(`${house.base}/api/imports/${body.id}/rejections.xlsx`, { headers: { cookie: he.cookie } });
  assert.match(file.headers.get("content-disposition") ?? "", /\.xlsx/);
  const again = await send(he, Buffer.from(await file.arrayBuffer()), "改好的.xlsx");
  assert.deepEqual(
    [again.body.columns.map(({ header }) => header).slice(0, 3), again.body.preview[0]?.slice(0, 2)],
    [
      ["行", "原因", "客户名称"],
      ["8", "没有客户名称"],
    ],
  );
  const zhao = await house.as("zhao");
  const foreign = await zhao.call(contracts.downloadRejectedRowsContract, { params: { importId: body.id } });
  assert.equal(foreign.status, 404);
  assert.deepEqual(await eventsOf(house.db, body.id).then((names) => names.slice(0, 2)), [
    "import.uploaded",
    "import.started",
  ]);
});

test("another sheet can be chosen until it runs; again it changes nothing", async () => {
  const { body } = await send(he, await makeWorkbook({ ...book, formats: [14] }));
  const before = await files();
  const params = { importId: body.id };
  const other = await he.call(contracts.chooseSheetContract, { params, body: { sheet: "供应商" } });
  assert.equal(other.status, 200, JSON.stringify(other.problem));
  assert.deepEqual([other.body.sheet, other.body.columns.length], ["供应商", 1]);
  assert.equal((await he.call(contracts.chooseSheetContract, { params, body: { sheet: "供应商" } })).status, 200);
  assert.equal(await files(), before, "the text of the first sheet is gone");
  const empty = await he.call(contracts.chooseSheetContract, { params, body: { sheet: "封面" } });
  assert.deepEqual([empty.status, empty.problem.id], [400, "import.workbook_empty"]);
  const none = await he.call(contracts.chooseSheetContract, { params, body: { sheet: "没有" } });
  assert.deepEqual([none.status, none.problem.id], [404, "import.sheet_unknown"]);
  const zhao = await house.as("zhao");
  const foreign = await zhao.call(contracts.chooseSheetContract, { params, body: { sheet: "客户" } });
  assert.deepEqual([foreign.status, foreign.problem.id], [404, "import.not_found"]);
  assert.equal(
    (await house.anonymous.call(contracts.chooseSheetContract, { params, body: { sheet: "客户" } })).status,
    401,
  );
  assert.equal((await run(he, body.id)).created_count, 1);
  const late = await he.call(contracts.chooseSheetContract, { params, body: { sheet: "客户" } });
  assert.deepEqual([late.status, late.problem.id], [409, "import.already_started"]);
});

test("what is no workbook is refused by name and leaves nothing behind", async () => {
  const before = await files();
  const container = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)]);
  const bomb = { sheets: { 表: "" }, parts: { "xl/worksheets/sheet1.xml": Buffer.alloc(64 << 20, 32) } };
  const cases: [Buffer, string][] = [
    [container, "import.workbook_old"],
    [Buffer.concat([container, Buffer.from("EncryptedPackage", "utf16le")]), "import.workbook_encrypted"],
    [Buffer.from("PK\x03\x04 nothing else"), "import.workbook_broken"],
    [await makeWorkbook({ sheets: { 表: "" } }), "import.workbook_empty"],
    [await makeWorkbook(bomb), "import.workbook_too_large"],
  ];
  for (const [bytes, id] of cases) {
    const { status, body } = await send(he, bytes);
    assert.deepEqual([status, body.error.id], [400, id]);
  }
  assert.equal(await files(), before);
});
