import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { type MadeWorkbook, makeWorkbook, textRow } from "#test/generate/workbook.ts";
import { isWorkbook } from "./kind.ts";
import { WorkbookError } from "./limits.ts";
import { readRows, type SheetRow } from "./rows.ts";
import { readSharedTexts } from "./shared_texts.ts";
import { openWorkbook } from "./workbook.ts";
import { columnName, workbookStream } from "./writer.ts";

async function onDisk<T>(bytes: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const path = join(tmpdir(), `zhiyin-sheet-${randomBytes(6).toString("hex")}`);
  await writeFile(path, bytes);
  try {
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

const rowsOf = (bytes: Buffer, sheet = 0): Promise<SheetRow[]> =>
  onDisk(bytes, async (path) => {
    const workbook = await openWorkbook(path);
    try {
      const rows: SheetRow[] = [];
      await readRows(workbook, workbook.sheets[sheet]!.part, await readSharedTexts(workbook), async (some) => {
        rows.push(...some);
        return undefined;
      });
      return rows;
    } finally {
      workbook.close();
    }
  });

const read = async (made: MadeWorkbook) => await rowsOf(await makeWorkbook(made));
const faultOf = (bytes: Buffer): Promise<string> =>
  rowsOf(bytes).then(
    () => "read",
    (error: unknown) => (error instanceof WorkbookError ? error.fault : Promise.reject(error)),
  );

test("numbers come without exponent, without binary tails, and with the zeros that their format shows", async () => {
  const cells = [
    "1.9900001234E10",
    "0.1",
    "1.1000000000000001",
    "412.6",
    "9.133010600000001E+17",
    "7",
    "913301060000000128",
    "-0.00001",
  ];
  const row = `<row r="1">${cells.map((value, i) => `<c r="${columnName(i)}1" s="${i === 5 ? 1 : 0}"><v>${value}</v></c>`).join("")}</row>`;
  const [first] = await read({ sheets: { 表: row }, formats: ["000000"] });
  assert.deepEqual(first!.cells, [
    "19900001234",
    "0.1",
    "1.1",
    "412.6",
    "913301060000000000",
    "000007",
    "913301060000000128",
    "-0.00001",
  ]);
});

for (const [is1904, serial] of [
  [false, 46_237],
  [true, 44_775],
] as const) {
  test(`days are days in the ${is1904 ? 1904 : 1900} system, by known and by own formats`, async () => {
    const formats = [14, 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "0.00", "General", '0" days"'];
    const row = `<row r="1">${formats.map((_, i) => `<c r="${columnName(i)}1" s="${i + 1}"><v>${serial}</v></c>`).join("")}<c s="1"><v>${serial + 0.5}</v></c></row>`;
    const escaped = formats.map((one) => (typeof one === "string" ? one.replaceAll('"', "&quot;") : one));
    const [first] = await read({ sheets: { 表: row }, formats: escaped, is1904 });
    const day = "2026-08-03";
    assert.deepEqual(first!.cells, [day, day, day, `${serial}`, `${serial}`, `${serial}`, `${day} 12:00:00`]);
  });
}

test("the first days of 1900 are as the spreadsheet shows them", async () => {
  const row = `<row r="1"><c s="1"><v>1</v></c><c s="1"><v>59</v></c><c s="1"><v>61</v></c></row>`;
  const [first] = await read({ sheets: { 表: row }, formats: [14] });
  assert.deepEqual(first!.cells, ["1900-01-01", "1900-02-28", "1900-03-01"]);
});

test("shared, inline, formula, logical, error and rich texts, gaps in rows and columns, prefixed names", async () => {
  const sheet = `<row r="3"><c r="B3" t="s"><v>1</v></c><c r="D3" t="str"><f>A1&amp;"x"</f><v>公式</v></c><c r="E3" t="b"><v>1</v></c>
    <c r="F3" t="e"><v>#N/A</v></c><c r="G3" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r><rPh><t>よみ</t></rPh></is></c></row>
    <row r="7"><c r="A7" t="s"><v>0</v></c><c r="XFD7" s="1"/></row>`;
  const rows = await read({ sheets: { 表: sheet }, sharedTexts: ["甲 &amp; 乙", "行_x000A_尾"] });
  assert.deepEqual(rows, [
    { row: 3, cells: ["", "行\n尾", "", "公式", "TRUE", "#N/A", "一二"] },
    { row: 7, cells: ["甲 & 乙"] },
  ]);
});

test("what would blow up is refused before it is unpacked", async () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024, 32);
  const bomb = await makeWorkbook({ sheets: { 表: "" }, parts: { "xl/worksheets/sheet1.xml": zeros } });
  assert.ok(bomb.length < 200_000);
  assert.equal(await faultOf(bomb), "workbook_too_large");
  const entries: Record<string, Buffer> = {};
  for (let i = 0; i < 5000; i++) entries[`x/${i}`] = Buffer.alloc(1);
  assert.equal(await faultOf(await makeWorkbook({ sheets: { 表: "" }, parts: entries })), "workbook_too_large");
  const long = `<row r="1"><c t="inlineStr"><is><t>${"长".repeat(120_000)}</t></is></c></row>`;
  assert.equal(await faultOf(await makeWorkbook({ sheets: { 表: long } })), "workbook_too_large");
});

test("an entry that says it is smaller than it is ends where it said", async () => {
  const lying = await makeWorkbook({ sheets: { 表: textRow(1, "a".repeat(5000)) } });
  const name = Buffer.from("xl/worksheets/sheet1.xml");
  const inDirectory = lying.lastIndexOf(name) - 46;
  assert.equal(lying.readUInt32LE(inDirectory), 0x02014b50);
  lying.writeUInt32LE(100, inDirectory + 24);
  assert.equal(await faultOf(lying), "workbook_broken");
});

test("entities of a document's own are not followed", async () => {
  const xml = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row r="1"><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`;
  const bytes = await makeWorkbook({ sheets: { 表: "" }, parts: { "xl/worksheets/sheet1.xml": Buffer.from(xml) } });
  assert.equal(await faultOf(bytes), "workbook_broken");
});

test("what is no workbook says what it is", async () => {
  const whole = await makeWorkbook({ sheets: { 表: textRow(1, "名称") } });
  assert.equal(await faultOf(whole.subarray(0, whole.length - 40)), "workbook_broken");
  const container = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)]);
  const kind = (bytes: Buffer) =>
    onDisk(bytes, (path) => isWorkbook(path).catch((error: WorkbookError) => error.fault));
  assert.equal(await kind(container), "workbook_old");
  assert.equal(
    await kind(Buffer.concat([container, Buffer.from("EncryptedPackage", "utf16le")])),
    "workbook_encrypted",
  );
  assert.equal(await kind(Buffer.from("名称,电话\n")), false);
  assert.equal(await kind(whole), true);
});

test("what is written is read back, whatever characters stand in it", async () => {
  const rows = [
    ["名称", "=1+1", "电话"],
    ['<"&>', "a\u0001b", "+86 199 0000 1234"],
    ["\ud800x", null, 12.5],
    ["_x0041_", "a\r\nb", "_x005F_x0041_"],
  ];
  const bytes = await buffer(
    workbookStream(
      "客户/1",
      (async function* () {
        yield rows;
      })(),
    ),
  );
  assert.deepEqual(
    (await rowsOf(bytes)).map(({ cells }) => cells),
    [
      ["名称", "=1+1", "电话"],
      ['<"&>', "a\u0001b", "+86 199 0000 1234"],
      ["\ufffdx", "", "12.5"],
      ["_x0041_", "a\r\nb", "_x005F_x0041_"],
    ],
  );
});
