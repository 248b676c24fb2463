import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { openPromise } from "yauzl";
import { type Caller, startHarness } from "#test/harness.ts";
import { readRows } from "../../../platform/sheet/rows.ts";
import { openWorkbook } from "../../../platform/sheet/workbook.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { exportListContract, readWatermarkContract, setWatermarkContract } from "../export.contract.ts";

const house = await startHarness();
const he = await house.as("he");
const zhao = await house.as("zhao");
const columns = "stage,owner,phone,revenue_this_year,remark,created_at";
const made = await he.call(createCustomerContract, {
  body: {
    kind: "company",
    name: "=1+1 有限公司",
    remark: '两行\n和"引号"\t制表',
    revenue_this_year: 123_450,
    contact_points: [{ kind: "phone", value: "+86 199 8000 0001" }],
  },
});
assert.equal(made.status, 200, JSON.stringify(made.problem));

async function download(who: Caller, format: string, more = ""): Promise<Buffer> {
  const address = `${house.base}/api${exportListContract.path}?format=${format}&columns=${columns}${more}`;
  const response = await fetch(address, { headers: { cookie: who.cookie } });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-disposition") ?? "", new RegExp(`\\.${format}`));
  return Buffer.from(await response.arrayBuffer());
}

async function onDisk<T>(bytes: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const path = join(tmpdir(), `zhiyin-export-${randomBytes(6).toString("hex")}`);
  await writeFile(path, bytes);
  try {
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

const sheetOf = (bytes: Buffer) =>
  onDisk(bytes, async (path) => {
    const workbook = await openWorkbook(path);
    const rows: string[][] = [];
    await readRows(workbook, workbook.sheets[0]!.part, [], async (some) => {
      rows.push(...some.map(({ cells }) => cells));
      return undefined;
    });
    workbook.close();
    return rows;
  });

const documentOf = (bytes: Buffer, part: string) =>
  onDisk(bytes, async (path) => {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry())
      if (entry.fileName === part) {
        const chunks: Buffer[] = [];
        for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
        zip.close();
        return Buffer.concat(chunks).toString();
      }
    throw new Error(`no ${part}`);
  });

test("a workbook holds what is seen, in words, amounts as numbers, and no text as a formula", async () => {
  const [head, row] = await sheetOf(await download(he, "xlsx"));
  assert.deepEqual(head, [
    "客户编号",
    "客户名称",
    "类型",
    "生命周期阶段",
    "负责人",
    "电话",
    "本年销售额",
    "备注",
    "建档时间",
  ]);
  assert.deepEqual(row!.slice(0, 7), [
    made.body.number,
    "=1+1 有限公司",
    "公司",
    "潜在",
    "何珊",
    "199 8000 0001",
    "1234.5",
  ]);
  assert.equal(row![7], '两行\n和"引号"\t制表');
});

test("CSV and text guard against formulas; a document holds the table", async () => {
  const csv = (await download(he, "csv")).toString();
  assert.ok(csv.startsWith("\ufeff客户编号,") && csv.includes("'=1+1 有限公司") && csv.includes('"两行\n和""引号""'));
  const text = (await download(he, "txt")).toString().split("\r\n");
  assert.ok(text[1]!.includes("\t'=1+1 有限公司\t"));
  assert.equal(text[1]!.split("\t").length, 9);
  const document = await documentOf(await download(he, "docx"), "word/document.xml");
  assert.ok(document.includes("=1+1 有限公司") && document.includes("<w:tblHeader/>"));
});

test("a mark says who and when, for the roles that ask for it", async () => {
  const role = house.ids.roles.get("sales_manager")!;
  const set = await zhao.call(setWatermarkContract, { body: { role_ids: [role] } });
  assert.equal(set.status, 200, JSON.stringify(set.problem));
  assert.deepEqual((await zhao.call(readWatermarkContract)).body.role_ids, [role]);
  const mark = /越州包装：何珊 \d{4}-\d\d-\d\d \d\d:\d\d 导出/;
  assert.match((await sheetOf(await download(he, "xlsx")))[0]!.at(-1)!, mark);
  assert.match((await download(he, "csv")).toString().split("\r\n")[0]!, mark);
  assert.match(await documentOf(await download(he, "docx"), "word/header1.xml"), mark);
  assert.doesNotMatch((await download(zhao, "csv")).toString().split("\r\n")[0]!, /导出/);
  const unknown = await zhao.call(setWatermarkContract, { body: { role_ids: [made.body.id] } });
  assert.deepEqual([unknown.status, unknown.problem.id], [404, "role.not_found"]);
  assert.equal((await he.call(setWatermarkContract, { body: { role_ids: [] } })).status, 403);
  assert.equal((await he.call(readWatermarkContract)).status, 403);
  await zhao.call(setWatermarkContract, { body: { role_ids: [] } });
});

test("rights: without the permission refused, rows out of reach absent, closed fields empty; most is most; it is recorded", async () => {
  const li = await fetch(`${house.base}/api${exportListContract.path}?format=csv`, {
    headers: { cookie: (await house.as("li")).cookie },
  });
  assert.equal(li.status, 403);
  assert.equal(
    (await fetch(`${house.base}/api${exportListContract.path}?format=pdf`, { headers: { cookie: he.cookie } })).status,
    400,
  );
  await zhao.call(createCustomerContract, { body: { kind: "company", name: "够不着的公司", owner_id: null } });
  assert.ok(!(await download(he, "csv")).toString().includes("够不着的公司"));
  assert.ok((await download(zhao, "csv")).toString().includes("够不着的公司"));
  assert.equal((await sheetOf(await download(zhao, "xlsx", "&most=1"))).length, 2);
  const role = house.ids.roles.get("sales_manager")!;
  await sql`update role_grant set fields = '{stage}' where role_id = ${role} and object = 'customer' and action = 'export'`.execute(
    house.db,
  );
  await sql`update policy_version set version = version + 1`.execute(house.db);
  const [, row] = await sheetOf(await download(he, "xlsx"));
  assert.deepEqual(row!.slice(3, 8), ["潜在", "", "", "", ""]);
  const { rows } = await sql<{ payload: { is_complete: boolean; row_count: number } }>`
    select payload from domain_event where name = 'customer.export_ended' order by id desc limit 1`.execute(house.db);
  assert.deepEqual([rows[0]!.payload.is_complete, rows[0]!.payload.row_count], [true, 1]);
});

test("the whole list goes out page after page, once each", async () => {
  await sql`
    insert into customer (id, number, kind, name, name_pinyin, owner_id, created_by)
    select gen_random_uuid(), 700000 + n, 'company', '整批 ' || n, 'zhengpi', ${zhao.userId}::uuid, ${zhao.userId}::uuid
      from generate_series(1, 3500) n`.execute(house.db);
  const names = (await sheetOf(await download(zhao, "xlsx")))
    .map((cells) => cells[1]!)
    .filter((name) => name.startsWith("整批"));
  assert.deepEqual([names.length, new Set(names).size], [3500, 3500]);
});
