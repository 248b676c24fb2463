import assert from "node:assert/strict";
import { test } from "node:test";
import { type CsvRow, chunkCsv, type Delimiter, guessDelimiter, parseChunk } from "./csv.ts";
import { byteEncoding, decodeStream, detectEncoding, plainBytes, sniffEncoding } from "./encoding.ts";
import { isForeign } from "./foreign.ts";
import { encodeGb18030 } from "./gb18030.ts";

async function* pieces(bytes: Uint8Array, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(
  bytes: Uint8Array,
  options: { delimiter?: Delimiter; target?: number; longestRecord?: number; step?: number } = {},
) {
  const { delimiter = ",", step = 7, ...size } = options;
  const sniffed = await detectEncoding(pieces(bytes, step));
  const rows: CsvRow[] = [];
  for await (const chunk of chunkCsv(plainBytes(pieces(bytes, step, 3, 11), sniffed), delimiter, {
    target: 16,
    ...size,
  })) {
    const parsed = parseChunk(chunk, byteEncoding(sniffed), delimiter);
    assert.equal(parsed.length, chunk.rows, "the chunk holds as many rows as it says");
    assert.equal(parsed[0]?.row, chunk.firstRow);
    rows.push(...parsed);
  }
  return rows;
}

const cells = (rows: CsvRow[]) => rows.map((row) => ("cells" in row ? row.cells : row.error));
const text = (value: string) => Buffer.from(value, "utf-8");

test("mixed line ends, quotes, delimiters inside cells", async () => {
  const rows = await read(text('名,a\r\n"李,四","x\r\ny"\n王,"say ""hi"""\r赵,5" pipe\n\nlast,1'));
  assert.deepEqual(cells(rows), [
    ["名", "a"],
    ["李,四", "x\ny"],
    ["王", 'say "hi"'],
    ["赵", '5" pipe'],
    "blank",
    ["last", "1"],
  ]);
  assert.deepEqual(
    rows.map((row) => row.row),
    [1, 2, 3, 4, 5, 6],
  );
});

test("any chunk size and any cut give the same rows, in every encoding", async () => {
  const alphabet = ["张", "三", "𠮷", "€", "a", "é", ",", '"', "\n", "\r\n", "一", "丂", "㐀", "|", "0", " ", "@", "~"];
  let state = 42;
  const pick = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 60; round++) {
    const width = 1 + pick(4);
    const table = Array.from({ length: 1 + pick(12) }, () =>
      Array.from({ length: width }, () =>
        Array.from({ length: pick(6) }, () => alphabet[pick(alphabet.length)]).join(""),
      ),
    );
    const ends = ["\n", "\r\n", "\r"];
    const file = table
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",") + ends[pick(3)])
      .join("");
    const expected = table.map((row) =>
      row.join("") === "" && width === 1 ? "blank" : row.map((cell) => cell.replace(/\r\n?/g, "\n")),
    );
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file, "utf16le")]);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text(file)]);
    for (const bytes of [
      text(file),
      marked,
      utf16,
      Buffer.concat([encodeGb18030("张三头,\r\n"), encodeGb18030(file)]),
    ]) {
      const rows = cells(await read(bytes, { target: 1 + pick(60), step: 1 + pick(9) }));
      const isGb = sniffEncoding(bytes).encoding === "gb18030";
      assert.deepEqual(isGb ? rows.slice(1) : rows, expected, JSON.stringify(file));
    }
  }
});

test("no byte of a GB18030 character looks like a delimiter, a quote or a line end", () => {
  const special = new Set([0x09, 0x0a, 0x0d, 0x22, 0x2c, 0x3b]);
  for (let code = 0x80; code < 0x30000; code += code < 0xffff ? 1 : 97) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    for (const byte of encodeGb18030(String.fromCodePoint(code))) assert.ok(!special.has(byte), code.toString(16));
  }
});

test("GB18030 written is GB18030 read", () => {
  const sample = "张三丰 囧 €uro 㐀 𠮷 é ü ｆ《》—— 한";
  assert.equal(new TextDecoder("gb18030").decode(encodeGb18030(sample)), sample);
  assert.deepEqual([...encodeGb18030("中")], [0xd6, 0xd0]);
});

test("encodings are told apart, also late and at a cut character", async () => {
  assert.deepEqual(sniffEncoding(text("客户名称")), { encoding: "utf-8", bom: 0 });
  assert.deepEqual(sniffEncoding(text("客户名称").subarray(0, 4)), { encoding: "utf-8", bom: 0 });
  assert.deepEqual(sniffEncoding(encodeGb18030("客户名称")), { encoding: "gb18030", bom: 0 });
  assert.deepEqual(sniffEncoding(Buffer.from([0xef, 0xbb, 0xbf, 0x61])), { encoding: "utf-8", bom: 3 });
  assert.deepEqual(sniffEncoding(Buffer.from([0xff, 0xfe, 0x61, 0])), { encoding: "utf-16le", bom: 2 });
  const late = Buffer.concat([Buffer.alloc(100_000, "a,b\n"), encodeGb18030("张三")]);
  assert.equal((await detectEncoding(pieces(late, 4096))).encoding, "gb18030");
  assert.equal((await detectEncoding(pieces(text("张三"), 1))).encoding, "utf-8");
  assert.equal(
    (await detectEncoding(pieces(text("张三").subarray(0, 5), 2))).encoding,
    "gb18030",
    "a file may not end inside a character",
  );
  let decoded = "";
  for await (const part of decodeStream(pieces(encodeGb18030("张三𠮷"), 1), "gb18030")) decoded += part;
  assert.equal(decoded, "张三𠮷");
});

test("what is neither UTF-8 nor GB18030 is told, and a broken character does not make UTF-8 something else", async () => {
  const chinese = [
    "客户名称,电话\n张三,1",
    "臺灣國際貿易股份有限公司,陳大文",
    "王喆,赵堃,李玥,囍",
    "Ltd,name\n杭州",
    "，。《》——",
  ];
  for (const sample of chinese) assert.equal(isForeign(encodeGb18030(sample)), false, sample);
  for (const sample of ["Müller,für", "Åström Ærø", "née, café,\nSão"])
    assert.equal(isForeign(Buffer.from(sample, "latin1")), true, sample);
  const big5 = Buffer.from("abc8a4e1a657bad92cb9c8aad10aa578c657b0eabbdab54ca9f6aaabb3aaa5bb", "hex");
  assert.equal(isForeign(big5), true);
  const broken = Buffer.concat([text("客户名称电话邮箱备注".repeat(3)), Buffer.from([0xff]), text("张三")]);
  assert.equal((await detectEncoding(pieces(broken, 50))).encoding, "utf-8");
  assert.equal((await detectEncoding(pieces(encodeGb18030("客户名称电话邮箱备注"), 50))).encoding, "gb18030");
});

test("what is led by an apostrophe against formulas comes without it", () =>
  assert.deepEqual(
    parseChunk({ bytes: text("'=1+1,''-2,'s Hof,+1,'\"'"), firstRow: 1, rows: 1, byLine: false }, "utf-8", ","),
    [{ row: 1, cells: ["=1+1", "'-2", "'s Hof", "+1", "'\"'"] }],
  ));

test("an open quote costs its own row, not the file", async () => {
  const good = Array.from({ length: 400 }, (_, i) => `名${i},1\n`);
  const rows = await read(text(`a,b\n"open,1\n${good.join("")}`), { target: 256, longestRecord: 512 });
  assert.equal(rows.length, 402);
  assert.deepEqual(cells(rows)[1], "bad_quotes");
  assert.deepEqual(cells(rows)[401], ["名399", "1"]);
  assert.equal(rows.filter((row) => "error" in row).length, 1);
});

test("a file of open quotes is read in one pass or two, not for ever", async () => {
  const bytes = text('"a\n'.repeat(300_000));
  const started = performance.now();
  const rows = await read(bytes, { target: 1 << 16, longestRecord: 1 << 15, step: 65_536 });
  assert.equal(rows.length, 300_000);
  assert.ok(performance.now() - started < 20_000);
});

test("limits are named", async () => {
  const long = "x".repeat(3000);
  const rows = await read(text(`a,b\n${long},1\nc,d\n"${long}",2\ne,f`), { target: 64, longestRecord: 1000 });
  assert.deepEqual(cells(rows), [["a", "b"], "record_too_long", ["c", "d"], "record_too_long", ["e", "f"]]);
  const wide = { bytes: text(",".repeat(500)), firstRow: 9, rows: 1, byLine: false };
  assert.deepEqual(parseChunk(wide, "utf-8", ","), [{ row: 9, error: "too_many_columns" }]);
  const fat = { bytes: text("abcdef,1"), firstRow: 2, rows: 1, byLine: false };
  assert.deepEqual(parseChunk(fat, "utf-8", ",", { cell: 5 }), [{ row: 2, error: "cell_too_long" }]);
});

test("delimiters are guessed", () => {
  assert.equal(guessDelimiter("a,b,c\n1,2,3"), ",");
  assert.equal(guessDelimiter("a;b;c\n1,5;2;3\n"), ";");
  assert.equal(guessDelimiter("a\tb\n1,2\t3,4"), "\t");
  assert.equal(guessDelimiter('"x;y;z",b\n1,2'), ",");
  assert.equal(guessDelimiter("only"), ",");
});

test("an empty file has no rows", async () => assert.deepEqual(await read(text("")), []));
