import Papa from "papaparse";
import { lastRecordEnd } from "./csv_records.ts";
import { unguarded } from "./guard.ts";

export type Delimiter = "," | ";" | "\t";

/** Whole records, `rows` of them, the first being row `firstRow` of the file (1 is the header). `byLine`: a quote was left open, so a line is a record. */
export type CsvChunk = { bytes: Uint8Array; firstRow: number; rows: number; byLine: boolean; tooLong?: true };

export type CsvRowError = "blank" | "record_too_long" | "cell_too_long" | "too_many_columns" | "bad_quotes";
export type CsvRow = { row: number; cells: string[] } | { row: number; error: CsvRowError };

export type ChunkSize = { target?: number; longestRecord?: number };

/**
 * Cuts a byte stream (UTF-8 or GB18030, no byte order mark) into chunks of about `target` bytes (1 MB) that end with a record.
 * No byte of a GB18030 character but the first is below 0x30, and none is 0x3b, so delimiters, quotes and line ends are what they seem.
 * A record of more than `longestRecord` bytes (1 MB) loses its quotes' meaning; a line of more is dropped and named.
 */
export async function* chunkCsv(
  source: AsyncIterable<Uint8Array>,
  delimiter: Delimiter,
  size: ChunkSize = {},
): AsyncGenerator<CsvChunk> {
  const { target = 1 << 20, longestRecord = 1 << 20 } = size;
  let row = 1;
  let rest: Uint8Array = new Uint8Array(0);
  let dropping = false;
  let isBroken = false;
  let waiting: Uint8Array[] = [];
  let waitingLength = 0;

  function* take(isLast: boolean): Generator<CsvChunk> {
    let bytes: Uint8Array = waiting.length === 0 ? rest : Buffer.concat([rest, ...waiting]);
    waiting = [];
    waitingLength = 0;
    if (dropping) {
      const end = firstLineEnd(bytes, isLast);
      if (end < 0) bytes = bytes.subarray(bytes.length);
      else {
        bytes = bytes.subarray(end);
        dropping = false;
      }
    }
    for (;;) {
      const found = lastRecordEnd(bytes, delimiter, isLast, isBroken);
      if (found.end > 0) {
        yield { bytes: bytes.subarray(0, found.end), firstRow: row, rows: found.records, byLine: isBroken };
        row += found.records;
        bytes = bytes.subarray(found.end);
        isBroken = false;
      }
      if (bytes.length <= longestRecord && !(isLast && bytes.length > 0)) break;
      if (!isBroken) {
        isBroken = true; // an open quote swallowed too much: read on from the same record, line by line
        continue;
      }
      yield { bytes: new Uint8Array(0), firstRow: row, rows: 1, byLine: true, tooLong: true };
      row++;
      bytes = bytes.subarray(bytes.length);
      dropping = !isLast;
      isBroken = false;
    }
    rest = bytes;
  }

  for await (const bytes of source) {
    waiting.push(bytes);
    waitingLength += bytes.length;
    if (rest.length + waitingLength >= target) yield* take(false);
  }
  yield* take(true);
}

/** Parses one chunk. Every record gives one row, good or named bad; a row of nothing but a line end is `blank`. */
export function parseChunk(
  chunk: CsvChunk,
  encoding: "utf-8" | "gb18030",
  delimiter: Delimiter,
  limits: RowLimits = {},
): CsvRow[] {
  if (chunk.tooLong) return [{ row: chunk.firstRow, error: "record_too_long" }];
  const text = new TextDecoder(encoding, { ignoreBOM: true })
    .decode(chunk.bytes)
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "");
  if (chunk.byLine)
    return text.split("\n").map((line, i) => parseRecords(line, delimiter, chunk.firstRow + i, limits)[0] as CsvRow);
  return parseRecords(text, delimiter, chunk.firstRow, limits);
}

/** The delimiter of a file from its first lines: the one that cuts them most evenly. */
export function guessDelimiter(sample: string): Delimiter {
  const lines = sample
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, 20);
  let best: Delimiter = ",";
  let bestPoints = 0;
  for (const delimiter of [",", "\t", ";"] as const) {
    const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, "").split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    const points = first === 0 ? 0 : first + (100 * counts.filter((count) => count === first).length) / counts.length;
    if (points > bestPoints) [best, bestPoints] = [delimiter, points];
  }
  return best;
}

/** `cell` in characters (1,000,000), `columns` (500). */
export type RowLimits = { cell?: number; columns?: number };

function parseRecords(
  text: string,
  delimiter: Delimiter,
  firstRow: number,
  { cell = 1_000_000, columns = 500 }: RowLimits,
): CsvRow[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: "\n", skipEmptyLines: false });
  const badQuotes = new Set(errors.filter((error) => error.type === "Quotes").map((error) => error.row));
  if (data.length === 0) return [{ row: firstRow, error: "blank" }];
  return data.map((cells, i): CsvRow => {
    const row = firstRow + i;
    if (cells.length === 1 && cells[0] === "") return { row, error: "blank" };
    if (badQuotes.has(i)) return { row, error: "bad_quotes" };
    if (cells.length > columns) return { row, error: "too_many_columns" };
    if (cells.some((one) => one.length > cell)) return { row, error: "cell_too_long" };
    for (let at = 0; at < cells.length; at++) if (cells[at]!.charCodeAt(0) === 0x27) cells[at] = unguarded(cells[at]!);
    return { row, cells };
  });
}

function firstLineEnd(bytes: Uint8Array, isLast: boolean): number {
  const feed = bytes.indexOf(10);
  const back = bytes.indexOf(13);
  if (back < 0 || (feed >= 0 && feed < back)) return feed < 0 ? -1 : feed + 1;
  if (back + 1 === bytes.length && !isLast) return -1;
  return bytes[back + 1] === 10 ? back + 2 : back + 1;
}
