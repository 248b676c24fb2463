import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { importing } from "#modules/customers/import/import.fixture.ts";
import { randomOf } from "../generate/random.ts";
import { type MadeWorkbook, makeWorkbook, textRow } from "../generate/workbook.ts";
import { startHarness } from "../harness.ts";
import { isFull, none, requireNamed, seed, share, someOf, steady } from "./steady.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const check = steady(house, zhao, { memory: 1500e6 });
const { send, map, run, rejections } = importing(house);
const folder = join(house.directory.dataFolder, "files", house.organisationId);
const kept = async () => (await readdir(folder).catch(() => [])).length;

const sheet1 = "xl/worksheets/sheet1.xml";
const good = { sheets: { 表: `${textRow(1, "客户名称", "备注")}${textRow(2, "甲", "x")}` } } satisfies MadeWorkbook;
const withParts = (parts: Record<string, string | Buffer>) =>
  makeWorkbook({
    ...good,
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, Buffer.from(part as string)])),
  });
const sheet = (rows: string, head = "") =>
  withParts({ [sheet1]: `<?xml version="1.0"?>${head}<worksheet><sheetData>${rows}</sheetData></worksheet>` });

/** The place of an entry in the directory at the end of an archive. */
function directoryEntry(zip: Buffer, name: string): number {
  const at = zip.lastIndexOf(Buffer.from(name)) - 46;
  assert.equal(zip.readUInt32LE(at), 0x02014b50);
  return at;
}
async function patched(name: string, patch: (zip: Buffer, at: number) => void): Promise<Buffer> {
  const zip = await makeWorkbook(good);
  patch(zip, directoryEntry(zip, name));
  return zip;
}
/** An archive of so many empty entries, all at the same place; the directory alone is as long as it must be. */
function hollow(count: number): Buffer {
  const local = Buffer.alloc(31);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(1, 26);
  local.write("x", 30);
  const central = Buffer.alloc(47);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(1, 28);
  central.write("x", 46);
  const [record, locator, end] = [Buffer.alloc(56), Buffer.alloc(20), Buffer.alloc(22)];
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) record.writeBigUInt64LE(BigInt(count), at);
  record.writeBigUInt64LE(BigInt(count * 47), 40);
  record.writeBigUInt64LE(31n, 48);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(31 + count * 47), 8);
  locator.writeUInt32LE(1, 16);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(0xffff, at);
  for (const at of [12, 16]) end.writeUInt32LE(0xffffffff, at);
  return Buffer.concat([local, ...Array<Buffer>(count).fill(central), record, locator, end]);
}
async function renamed(from: string, to: string): Promise<Buffer> {
  const zip = await withParts({ [from]: "x" });
  for (let at = zip.indexOf(from); at >= 0; at = zip.indexOf(from, at)) zip.write(to, at);
  return zip;
}
const lol = `<!DOCTYPE w [<!ENTITY a "${"a".repeat(1000)}">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${`&a${i ? i - 1 : ""};`.repeat(10)}">`).join("")}]>`;
const incompressible = () => randomBytes(150_000).toString("hex");

/** Files that must be refused, and the names that fit. */
const bad: [name: string, make: () => Promise<Buffer>, faults: string][] = [
  ["a sheet that blows up", () => withParts({ [sheet1]: Buffer.alloc(64 << 20, 32) }), "too_large"],
  [
    "shared texts that blow up",
    () => withParts({ "xl/sharedStrings.xml": `<sst>${"<si/>".repeat(9_000_000)}</sst>` }),
    "too_large",
  ],
  ["a name list that blows up", () => withParts({ "xl/workbook.xml": Buffer.alloc(40 << 20, 32) }), "too_large"],
  ["5,000 entries", async () => hollow(5000), "too_large"],
  ["a million entries", async () => hollow(share(70_000, 1_000_000)), "too_large"],
  [
    "65,000 entries, as it says",
    () => makeWorkbook(good).then((zip) => (zip.writeUInt16LE(65_000, zip.length - 12), zip)),
    "too_large broken",
  ],
  [
    "300 sheets",
    () => makeWorkbook({ sheets: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`表${i}`, ""])) }),
    "too_large",
  ],
  ["an entry larger than it says", () => patched(sheet1, (zip, at) => zip.writeUInt32LE(10, at + 24)), "broken"],
  ["an entry smaller than it says", () => patched(sheet1, (zip, at) => zip.writeUInt32LE(1e6, at + 24)), "broken"],
  [
    "an entry of 4 GB, as it says",
    () => patched(sheet1, (zip, at) => zip.writeUInt32LE(0xfffffff0, at + 24)),
    "too_large broken",
  ],
  [
    "entries that lie over each other",
    () =>
      patched(sheet1, (zip, at) =>
        zip.writeUInt32LE(zip.readUInt32LE(directoryEntry(zip, "xl/workbook.xml") + 42), at + 42),
      ),
    "broken",
  ],
  ["an entry behind the end", () => patched(sheet1, (zip, at) => zip.writeUInt32LE(0x7fffffff, at + 42)), "broken"],
  ["an unknown packing", () => patched(sheet1, (zip, at) => zip.writeUInt16LE(99, at + 10)), "broken"],
  ["an encrypted entry", () => patched(sheet1, (zip, at) => zip.writeUInt16LE(1, at + 8)), "encrypted"],
  ["ZIP64 that is none", () => patched(sheet1, (zip, at) => zip.writeUInt32LE(0xffffffff, at + 20)), "broken"],
  ["names that lead out", () => renamed("up/up/up/etc/x", "../../../etc/x"), "broken"],
  ["absolute names", () => renamed("root/etc/passwd", "/root/etc/passw"), "broken"],
  ["cut off", () => makeWorkbook(good).then((zip) => zip.subarray(0, zip.length - 30)), "broken"],
  [
    "an archive in an archive",
    async () => Buffer.concat([Buffer.from("PK\x03\x04"), gzipSync(await makeWorkbook(good))]),
    "broken",
  ],
  ["entities without end", () => sheet(`<row r="1"><c t="str"><v>&a8;</v></c></row>`, lol), "broken"],
  [
    "a file from outside",
    () => sheet(`<row r="1"><c t="str"><v>&x;</v></c></row>`, '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "broken",
  ],
  [
    "a sheet that is elsewhere",
    () =>
      withParts({
        "xl/_rels/workbook.xml.rels":
          '<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://127.0.0.1:1/worksheets/sheet1.xml"/></Relationships>',
      }),
    "empty",
  ],
  ["no sheet part", () => withParts({ "xl/_rels/workbook.xml.rels": "<Relationships/>" }), "empty"],
  ["no end of a tag", () => sheet("<row r='1'><c"), "broken"],
  ["a million levels", () => sheet("<row>".repeat(1_000_000)), "broken too_large"],
  ["rows backwards", () => sheet(`${textRow(9, "客户名称")}${textRow(2, "甲")}`), "broken"],
  ["a row behind the last", () => sheet(textRow(1_048_577, "客户名称")), "broken"],
  ["a row that is no number", () => sheet("<row r='NaN'><c t='str'><v>x</v></c></row>"), "broken"],
  ["a column behind the last", () => sheet("<row r='1'><c r='ZZZZZZZ1' t='str'><v>x</v></c></row>"), "broken"],
  [
    "a cell of 9 MB",
    () => sheet(`<row r="1"><c t="str"><v>${Array.from({ length: 30 }, incompressible).join("")}</v></c></row>`),
    "too_large",
  ],
  ["nothing in it", () => sheet(""), "empty"],
  ["a Word document", () => makeWorkbook({ sheets: {} }).then(() => docx()), "other"],
  ["an old workbook", async () => Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), randomBytes(5000)]), "old"],
  [
    "a workbook with a password",
    async () =>
      Buffer.concat([
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.alloc(4096),
        Buffer.from("EncryptedPackage", "utf16le"),
      ]),
    "encrypted",
  ],
];

async function docx(): Promise<Buffer> {
  const { ZipFile } = await import("yazl");
  const { buffer } = await import("node:stream/consumers");
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("<w:document/>"), "word/document.xml");
  zip.end();
  return await buffer(zip.outputStream);
}

test("workbooks that blow up, lie or are none: refused by name, with nothing left behind", async () => {
  const wrong: string[] = [];
  const before = await kept();
  for (const [name, make, faults] of someOf(bad, share(8, bad.length), randomOf(seed, 74))) {
    const { status, body } = await send(zhao, await make(), `${name}.xlsx`);
    try {
      const id = requireNamed(status, body, name);
      const fits = faults.split(" ").map((fault) => `import.workbook_${fault}`);
      if (!fits.includes(id)) wrong.push(`${name}: ${id} instead of ${fits.join(" or ")}`);
    } catch (error) {
      wrong.push((error as Error).message);
    }
  }
  none(wrong);
  assert.equal(await kept(), before);
  await check("bad workbooks");
});

test("what spreadsheets hold comes in as it is shown", async () => {
  const cells = (...some: string[]) => some.join("");
  const rows = `${textRow(1, "客户名称", "成立日期", "备注", "来源")}
    <row r="2">${cells(`<c r="A2" t="str"><f>"甲"&amp;1</f><v>甲1</v></c>`, `<c r="B2" s="1"><v>44775</v></c>`, `<c r="C2" t="b"><v>1</v></c>`, `<c r="D2" t="inlineStr"><is><r><t>富</t></r><r><t>文</t></r></is></c>`)}</row>
    <row r="3">${cells(`<c r="A3" t="e"><v>#REF!</v></c>`)}</row>
    <row r="4">${cells(`<c r="A4" t="s"><v>0</v></c>`, `<c r="D4" t="s"><v>999</v></c>`)}</row>
    <row r="5">${cells(`<c r="A5" t="inlineStr"><is><t>'=1+1</t></is></c>`, `<c r="C5"><v>1.0000000000000001E-3</v></c>`)}</row>
    <row r="6">${cells(`<c r="A6" t="inlineStr"><is><t>=1+1 _x0041_ &lt;b&gt;</t></is></c>`)}</row>
    <row r="7"><c r="A7" t="inlineStr"><is><t>宽</t></is></c><c r="XFD7"><v>1</v></c></row>
    <row r="1048576"><c r="A1048576" t="inlineStr"><is><t>最后一行</t></is></c></row>`;
  const bytes = await makeWorkbook({
    sheets: { 表: `${rows}</sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells><sheetData>` },
    sharedTexts: ["共享 &amp; 甲"],
    formats: [14],
    is1904: true,
    parts: {
      "xl/externalLinks/externalLink1.xml": Buffer.from(
        '<externalLink><externalBook r:id="file:///etc/passwd"/></externalLink>',
      ),
      "xl/vbaProject.bin": randomBytes(1000),
    },
  });
  const { status, body } = await send(zhao, bytes, "各种格子.xlsx");
  assert.equal(status, 200, JSON.stringify(body));
  await map(zhao, body, { policy: "create" });
  const one = await run(zhao, body.id);
  assert.equal(one.state, "done");
  const found = await house.db
    .selectFrom("import_customer as i")
    .innerJoin("customer as c", "c.id", "i.customer_id")
    .select(["i.row", "c.name", "c.founded_on", "c.remark", "c.source"])
    .where("i.import_id", "=", body.id)
    .orderBy("i.row")
    .execute();
  assert.deepEqual(
    found.map((row) => Object.values(row)),
    [
      [2, "甲1", "2026-08-03", "TRUE", "富文"],
      [4, "共享 & 甲", null, null, null],
      [5, "'=1+1", null, "0.001", null],
      [6, "=1+1 A <b>", null, null, null],
      [1_048_576, "最后一行", null, null, null],
    ],
  );
  assert.deepEqual(
    (await rejections(zhao, one)).map(([row, reason]) => [row, reason]),
    [
      [3, "formula_error"],
      [7, "too_many_cells"],
    ],
  );
  await check("odd cells");
});

test("a narrow file with wide rows does not become a wide one", async () => {
  const wide = Array.from(
    { length: share(3000, 50_000) },
    (_, i) => `<row r="${i + 2}"><c r="XFD${i + 2}"><v>${i}</v></c></row>`,
  ).join("");
  const { status, body } = await send(zhao, await sheet(`${textRow(1, "客户名称", "备注")}${wide}`), "宽.xlsx");
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(body.byte_size < 1000 * share(3000, 50_000), `${body.byte_size} bytes of text`);
  await check("wide rows");
});

if (isFull)
  test("the most rows that a sheet has", async () => {
    const rows = Array.from(
      { length: 1_048_575 },
      (_, i) => `<row r="${i + 2}"><c t="inlineStr"><is><t>客户${i}</t></is></c></row>`,
    ).join("");
    const { status, body } = await send(zhao, await sheet(`${textRow(1, "客户名称", "备注")}${rows}`), "满.xlsx");
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(Math.abs(body.estimated_rows - 1_048_575) < 150_000, `${body.estimated_rows}`);
    await check("a full sheet");
  });
