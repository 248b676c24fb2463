import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Papa from "papaparse";
import { listCustomersContract } from "#modules/customers/customer.contract.ts";
import { importing } from "#modules/customers/import/import.fixture.ts";
import { reasonText } from "#modules/customers/import/reasons.ts";
import { encodeGb18030 } from "#platform/text/gb18030.ts";
import { randomOf } from "../generate/random.ts";
import { startHarness } from "../harness.ts";
import { csvLine, oddCell } from "./cells.ts";
import { none, requireNamed, seed, share, someOf, steady } from "./steady.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const check = steady(house, zhao);
const { send, map, run, rejections } = importing(house);
const folder = join(house.directory.dataFolder, "files", house.organisationId);
const kept = async () => (await readdir(folder).catch(() => [])).length;

const head = "客户名称,备注\r\n";
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const big5 = Buffer.from("abc8a4e1a657bad92cb3c6b5f90d0aa578c6e5a474a5aba657b7f9a4bda5712cb3cca6ada4a32e0d0a", "hex");
const rows = (count: number) => Array.from({ length: count }, (_, i) => `第${i}行客户,x\r\n`).join("");

/** Names that come in, and what stays outside with its reason; or the name of the refusal. */
type Outcome = string | { names: string[]; rejected?: [row: number, reason: string][] };
const files: [name: string, bytes: string | Buffer, outcome: Outcome][] = [
  ["nothing", "", "import.empty_file"],
  ["a mark alone", "\ufeff", "import.empty_file"],
  ["line ends alone", "\r\n\n\r\n\r", "import.empty_file"],
  ["blanks alone", " , ,\t\n , ", "import.empty_file"],
  ["a head alone", head, { names: [] }],
  ["two marks", `\ufeff\ufeff${head}甲`, { names: ["甲"] }],
  ["no line end at the end", `${head}甲,x`, { names: ["甲"] }],
  ["every line end", `${head}甲,x\r乙,x\n丙,x\r\n\r丁,x`, { names: ["甲", "乙", "丙", "丁"] }],
  ["quotes in quotes", `${head}"甲""乙""",x`, { names: ['甲"乙"'] }],
  ["quotes inside", `${head}5" 管子厂,x`, { names: ['5" 管子厂'] }],
  ["a head with a quote left open", `"客户名称,备注\n甲,x`, "import.head_unreadable"],
  ["line ends in quotes", `${head}"甲\r\n乙\r丙",x`, { names: ["甲\n乙\n丙"] }],
  ["a quote left open", `${head}甲,x\n"乙,x\n`, { names: ["甲"], rejected: [[3, "bad_quotes"]] }],
  ["text behind a quote", `${head}"甲"乙,x\n丙,x`, { names: ["丙"], rejected: [[2, "bad_quotes"]] }],
  ["ragged rows", `${head}甲\n乙,x,,,\n丙,x,y`, { names: ["甲", "乙"], rejected: [[4, "too_many_cells"]] }],
  ["commas at the end", `客户名称,备注,,,\n甲,x,,,\n乙,x,,,,,,`, { names: ["甲", "乙"] }],
  ["twice the same head", `客户名称,客户名称\n甲,乙`, { names: ["甲"] }],
  ["a zero character", `${head}甲\0乙,x\n丙,${"x".repeat(600)}`, { names: ["丙"], rejected: [[2, "bad_character"]] }],
  ["zeros alone", Buffer.alloc(5000), "import.not_csv"],
  [
    "a broken character",
    Buffer.concat([Buffer.from(`${head}${rows(30)}坏`), Buffer.from([0xff]), Buffer.from(",x\n丙,x")]),
    { names: [...Array(30).keys()].map((i) => `第${i}行客户`).concat("丙"), rejected: [[32, "bad_character"]] },
  ],
  [
    "an end within a character",
    Buffer.from(`${head}${rows(30)}丙乙`).subarray(0, -1),
    { names: [...Array(30).keys()].map((i) => `第${i}行客户`), rejected: [[32, "bad_character"]] },
  ],
  ["GB18030", encodeGb18030(`${head}欧阳𠮷,x\n囍堃喆,x`), { names: ["欧阳𠮷", "囍堃喆"] }],
  ["UTF-16", utf16(`${head}甲𠮷,x\n乙,x`), { names: ["甲𠮷", "乙"] }],
  [
    "UTF-16, an odd byte",
    Buffer.concat([utf16(`${head}甲,x\n`), Buffer.from([0x41])]),
    { names: ["甲"], rejected: [[3, "bad_character"]] },
  ],
  ["UTF-16 the other way round", utf16(`${head}甲,x`).swap16(), "import.unknown_encoding"],
  ["UTF-16 without its mark", utf16(`${head}甲,x`).subarray(2), "import.not_csv"],
  ["UTF-32", Buffer.from("fffe000032750000", "hex"), "import.unknown_encoding"],
  ["Big5", big5, "import.unknown_encoding"],
  ["Latin", Buffer.from("Name,Remark\r\nMüller Söhne,für\r\nÅström,née", "latin1"), "import.unknown_encoding"],
  [
    "a cell of 10 MB",
    `${head}甲,x\n"${"长".repeat(3_400_000)}",x\n乙,x`,
    { names: ["甲", "乙"], rejected: [[3, "record_too_long"]] },
  ],
  ["a cell of 100 kB", `${head}甲,"${"x".repeat(100_000)}"\n乙,x`, { names: ["乙"], rejected: [[2, "cell_too_long"]] }],
  ["100,000 columns", `${"a,".repeat(100_000)}\n甲`, "import.too_many_columns"],
  [
    "100,000 cells in a row",
    `${head}甲,x\n${"y,".repeat(100_000)}\n乙,x`,
    { names: ["甲", "乙"], rejected: [[3, "too_many_columns"]] },
  ],
  ["100,000 empty cells in a row", `${head}甲,x\n${",".repeat(9_000)}\n乙,x`, { names: ["甲", "乙"] }],
  [
    "formulas",
    `${head}=1+1,x\n'=1+1,x\n@SUM(A1),x\n-2+3,x\n"=cmd|'/C calc'!A0",x\n#N/A,x`,
    { names: ["=1+1", "=1+1", "@SUM(A1)", "-2+3", "=cmd|'/C calc'!A0"], rejected: [[7, "formula_error"]] },
  ],
  [
    "names of 300 and 301",
    `${head}${"名".repeat(300)},x\n${"名".repeat(301)},x`,
    { names: ["名".repeat(300)], rejected: [[3, "cell_too_long"]] },
  ],
  ["100,000 open quotes", `${head}${'"a\n'.repeat(share(2000, 100_000))}`, { names: [], rejected: [] }],
  ["COPY's end", `${head}\\.,x\n\\N,x\n甲\\,x`, { names: ["\\.", "\\N", "甲\\"] }],
];

test("odd files: each comes in as it is, or is refused with a name and leaves nothing", async () => {
  const wrong: string[] = [];
  for (const [name, bytes, outcome] of someOf(files, share(9, files.length), randomOf(seed, 72))) {
    const before = await kept();
    const sent = await send(zhao, bytes, `${name}.csv`);
    try {
      if (sent.status !== 200 || typeof outcome === "string") {
        assert.equal(requireNamed(sent.status, sent.body, name), outcome, name);
        assert.equal(await kept(), before, `${name}: something is left behind`);
        continue;
      }
      await map(zhao, sent.body, { policy: "create" });
      const one = await run(zhao, sent.body.id);
      const { created_count: created, skipped_count: skipped, rejected_count: rejected } = one;
      assert.deepEqual([one.state, one.row_count], ["done", created + skipped + rejected], `${name}: ${one.error}`);
      assert.deepEqual(await namesOf(one.id), outcome.names, name);
      const found = (await rejections(zhao, one)).map(([row, reason]) => [row, reason]);
      if (outcome.rejected?.length !== 0) assert.deepEqual(found, outcome.rejected ?? [], name);
      for (const [, reason] of found) assert.notEqual(reasonText(String(reason), "en"), reason, "a reason has words");
    } catch (error) {
      wrong.push((error as Error).message);
    }
  }
  none(wrong);
  await check("odd files");
});

const namesOf = async (importId: string): Promise<string[]> => {
  const made = await house.db
    .selectFrom("import_customer as i")
    .innerJoin("customer as c", "c.id", "i.customer_id")
    .select("c.name")
    .where("i.import_id", "=", importId)
    .orderBy("i.row")
    .execute();
  return made.map((row) => row.name);
};

const columns = ["source", "payment_terms", "occupation", "remark"] as const;
const heads = ["客户名称", "来源", "付款条件", "职业", "备注"];
const encoders = [
  (text: string) => Buffer.from(text),
  (text: string) => Buffer.from(`\ufeff${text}`),
  utf16,
  (text: string) => encodeGb18030(text),
];

/** Every customer of one import as the list tells it: name and the columns, in no order. */
async function listed(mark: string): Promise<string[]> {
  const filter = JSON.stringify({ all: [{ field: "name", op: "begins", value: mark }] });
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await zhao.call(listCustomersContract, {
      query: { filter, limit: 200, columns: columns.join(","), ...(after ? { after } : {}) },
    });
    assert.equal(page.status, 200, JSON.stringify(page.problem));
    for (const row of page.body.rows)
      found.push(JSON.stringify([row.name, ...columns.map((one) => row.cells?.[one] ?? "")]));
    after = page.body.next ?? undefined;
  } while (after);
  return found.sort();
}

async function exported(mark: string, format: "csv" | "xlsx"): Promise<Buffer> {
  const filter = encodeURIComponent(JSON.stringify({ all: [{ field: "name", op: "begins", value: mark }] }));
  const reply = await fetch(
    `${house.base}/api/customers/export?format=${format}&columns=${columns.join(",")}&filter=${filter}`,
    { headers: { cookie: zhao.cookie } },
  );
  assert.equal(reply.status, 200);
  return Buffer.from(await reply.arrayBuffer());
}

test(`random cells come back as they were: listed, exported as CSV and workbook, imported again`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  for (let round = 0; round < share(1, 12); round++) {
    const random = randomOf(seed, 1000 + round);
    const mark = `来回${String(round).padStart(3, "0")}`;
    const table = Array.from({ length: share(80, 400) }, (_, row) => [
      `${mark}${row} ${oddCell(random)}`.trim(),
      ...columns.map(() => oddCell(random)).map((cell) => (/^#|\ufffd/.test(cell) ? "" : cell)),
    ]);
    const expected = table.map((cells) => JSON.stringify(cells)).sort();
    const text = [heads, ...table].map((cells) => csvLine(cells, random.pick(["\r\n", "\n", "\r"]))).join("");
    const import_ = async (bytes: Buffer, name: string) => {
      const { status, body } = await send(zhao, bytes, name);
      assert.equal(status, 200, JSON.stringify(body));
      await map(zhao, body, { policy: "create", keys: [] });
      const one = await run(zhao, body.id);
      assert.deepEqual([one.state, one.rejected_count, await rejections(zhao, one)], ["done", 0, []]);
    };
    await import_(encoders[round % encoders.length]!(text), "来回.csv");
    assert.deepEqual(await listed(mark), expected);
    const sheet = await exported(mark, "xlsx");
    const csv = await exported(mark, "csv");
    const parsed = Papa.parse<string[]>(csv.toString("utf8").slice(1), { newline: "\r\n", skipEmptyLines: true }).data;
    for (const cells of parsed)
      for (const cell of cells) assert.doesNotMatch(cell, /^[=@\t\r]|^[+-](?!\d+( \d+)*$)/, "no cell runs");
    await house.db.deleteFrom("customer").where("name", "like", `${mark}%`).execute();
    await import_(csv, "再来.csv");
    assert.deepEqual(await listed(mark), expected, "CSV");
    await house.db.deleteFrom("customer").where("name", "like", `${mark}%`).execute();
    await import_(sheet, "再来.xlsx");
    assert.deepEqual(await listed(mark), expected, "workbook");
  }
  await check("random cells");
});
