import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Problem } from "../../../platform/problem.ts";
import { type CsvRowError, chunkCsv, type Delimiter, guessDelimiter, parseChunk } from "../../../platform/text/csv.ts";
import { byteEncoding, detectEncoding, plainBytes, type Sniffed } from "../../../platform/text/encoding.ts";
import { isForeign } from "../../../platform/text/foreign.ts";
import { isHeader } from "./columns.ts";

/** What a look at the beginning of a file tells. */
export interface Look {
  sniffed: Sniffed;
  delimiter: Delimiter;
  hasHeader: boolean;
  header: string[];
  /** The first rows below the header, blank ones left out. */
  rows: string[][];
  estimatedRows: number;
}

const headSize = 1 << 20;
export const mostColumns = 500;

/** Looks at a stored file. @throws import.empty_file, import.not_csv, import.unknown_encoding, import.head_unreadable, import.too_many_columns */
export async function lookAt(path: string, size: number): Promise<Look> {
  const head = await readHead(path);
  if (head.length === 0) throw new Problem(400, "import.empty_file");
  requireText(head);
  const { broken, ...sniffed } = await detectEncoding(createReadStream(path));
  if (broken && isForeign(broken)) throw new Problem(400, "import.unknown_encoding");
  const encoding = byteEncoding(sniffed);
  const plain = await plainHead(head, sniffed);
  const delimiter = guessDelimiter(new TextDecoder(encoding).decode(plain.subarray(0, 65_536)));
  const { rows, bytes, records } = await firstRows(plain, encoding, delimiter, head.length === size);
  const [first, ...others] = rows;
  if (!first) throw new Problem(400, "import.empty_file");
  const width = Math.max(first.length, ...others.map((row) => row.length));
  if (first.length > mostColumns) throw new Problem(400, "import.too_many_columns", { detail: { most: mostColumns } });
  const hasHeader = isHeader(first, others);
  const header = hasHeader ? first : Array.from({ length: Math.min(width, mostColumns) }, () => "");
  const growth = sniffed.encoding === "utf-16le" ? plain.length / head.length : 1;
  const whole = head.length === size;
  const estimatedRows = whole ? records : Math.round((size * growth * records) / Math.max(1, bytes));
  return {
    sniffed,
    delimiter,
    hasHeader,
    header,
    rows: hasHeader ? others : rows,
    estimatedRows: Math.max(0, estimatedRows - (hasHeader ? 1 : 0)),
  };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const magic = [
  "PK\x03\x04",
  "\xd0\xcf\x11\xe0",
  "%PDF",
  "\x1f\x8b",
  "\x89PNG",
  "\xff\xd8\xff",
  "7z\xbc\xaf",
  "Rar!",
  "GIF8",
];

/** Spreadsheets, archives, pictures and programs are no text. */
function requireText(head: Buffer): void {
  const start = head.subarray(0, 8).toString("latin1");
  if (/^(?:\xfe\xff|\xff\xfe\0\0|\0\0\xfe\xff)/.test(start)) throw new Problem(400, "import.unknown_encoding"); // UTF-16BE, UTF-32
  const isWide = start.startsWith("\xff\xfe");
  const sample = head.subarray(0, 65_536);
  const controls = isWide ? 0 : sample.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  if (magic.some((one) => start.startsWith(one)) || controls > sample.length / 500)
    throw new Problem(400, "import.not_csv");
}

async function plainHead(head: Buffer, sniffed: Sniffed): Promise<Buffer> {
  const even = sniffed.encoding === "utf-16le" ? head.subarray(0, head.length & ~1) : head;
  const parts: Uint8Array[] = [];
  for await (const part of plainBytes(once(even), sniffed)) parts.push(part);
  return Buffer.concat(parts);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The records that lie wholly in the head: up to 1000 of them, and how many there are in how many bytes. */
async function firstRows(plain: Buffer, encoding: "utf-8" | "gb18030", delimiter: Delimiter, isWhole: boolean) {
  const rows: string[][] = [];
  let bytes = 0;
  let records = 0;
  let last = 0;
  for await (const chunk of chunkCsv(once(plain), delimiter, { target: 65_536 })) {
    const parsed = rows.length < 1000 ? parseChunk(chunk, encoding, delimiter, { columns: 10_000 }) : [];
    for (const one of parsed) {
      if ("cells" in one) {
        if (one.cells.some((cell) => cell.trim() !== "")) rows.push(one.cells);
      } else if (rows.length === 0) requireHead(one.error);
    }
    bytes += chunk.bytes.length;
    records += chunk.rows;
    last = parsed.length;
  }
  if (!isWhole && last > 0 && rows.length > 1) rows.pop(); // the head may end in the middle of it
  return { rows: rows.slice(0, 1001), bytes, records };
}

/** The first line with anything in it names the columns: without it the others would be taken for something else. */
function requireHead(error: CsvRowError): void {
  if (error === "too_many_columns")
    throw new Problem(400, "import.too_many_columns", { detail: { most: mostColumns } });
  if (error !== "blank") throw new Problem(400, "import.head_unreadable");
}
