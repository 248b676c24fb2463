import { Readable } from "node:stream";
import { documentStream } from "../../../platform/sheet/document.ts";
import { type Cell, workbookStream } from "../../../platform/sheet/writer.ts";
import type { exportFormats } from "../export.contract.ts";
import { cell } from "./page.ts";

export type Format = (typeof exportFormats)[number];

export interface Written {
  stream: Readable;
  mediaType: string;
  name: string;
}

const types = {
  csv: "text/csv; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
} as const;

/** Rows as a file of the wished kind; they are asked for as the reader takes them. */
export function written(
  format: Format,
  rows: AsyncIterable<Cell[][]>,
  { locale, mark, now }: { locale: "zh-CN" | "en"; mark: string | null; now: Date },
): Written {
  const title = locale === "en" ? "Customers" : "客户";
  const name = `${title}-${now.toISOString().slice(0, 10)}.${format}`;
  const mediaType = types[format];
  if (format === "xlsx") return { stream: workbookStream(title, rows, mark), mediaType, name };
  if (format === "docx") return { stream: documentStream(title, rows, mark), mediaType, name };
  return { stream: Readable.from(textOf(rows, format), { objectMode: false }), mediaType, name };
}

async function* textOf(rows: AsyncIterable<Cell[][]>, format: "csv" | "txt"): AsyncGenerator<string> {
  if (format === "csv") yield "\ufeff";
  for await (const some of rows) {
    if (some.length === 0) continue;
    yield some
      .map((cells) => `${cells.map(format === "csv" ? cell : plain).join(format === "csv" ? "," : "\t")}\r\n`)
      .join("");
  }
}

/** One line a row, one tab a column; what a spreadsheet would run when it is pasted is led by an apostrophe. */
const plain = (value: Cell): string =>
  cell(
    value === null
      ? ""
      : String(value)
          .replaceAll(/[\t\r\n]+/g, " ")
          .replaceAll('"', "”"),
  ).replace(/^"(.*)"$/s, "$1");
