import { Readable } from "node:stream";
import type { QueryOf } from "../../platform/contract/contract.ts";
import type { House } from "../../platform/house.ts";
import { Download } from "../../platform/http/route.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { documentStream } from "../../platform/sheet/document.ts";
import { type Cell, workbookStream } from "../../platform/sheet/writer.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { organisationTimeZone } from "../people/index.ts";
import { readGate } from "./access.ts";
import type { exportListContract } from "./export.contract.ts";
import { batch, cell, filteredBy, nextPage, page, type Row, stillAllowed, told } from "./export.ts";
import { headOf, wordOf } from "./export_words.ts";
import { columnsOf, openCells } from "./list.columns.ts";
import { narrowingOf } from "./list.filter.ts";
import { customerNumber } from "./number.ts";
import { ownWord } from "./own/words.ts";
import { ownOf } from "./permissions.ts";
import { markOf } from "./watermark.ts";

type Query = QueryOf<typeof exportListContract>;

const usual = "stage,owner,phone,mail,tags,province,city,industry";
const fixed = ["number", "name", "kind"];
const always = ["owner", "phone", "tags", "created_at", "updated_at"];
/** A workbook holds no more rows, and a word processor opens no longer table in reasonable time. */
const mostRows = { csv: 1_000_000, txt: 1_000_000, xlsx: 1_048_570, docx: 10_000 } as const;

/** The list as a file of the wished kind. Rights, columns and rows are read anew with each page. */
export async function exportAs(house: House, actor: Actor, query: Query): Promise<Download> {
  const { format, columns = usual, most = mostRows[format], ...filter } = query;
  await narrowingOf(house.db, actor, "export", filter);
  const exportId = newId();
  await told(house, actor, "customer.exported", { export_id: exportId, filtered_by: filteredBy(filter) });
  const found = new Set([...always, ...columnsOf(actor, columns).map(({ name }) => name)]);
  const names = [...new Set([...fixed, ...columns.split(",").filter((name) => found.has(name))])];
  const mark = await markOf(house, actor, new Date());
  const rows = rowsOf({ house, actor, filter, names, mark, exportId, most: Math.min(most, mostRows[format]) });
  const title = actor.locale === "en" ? "Customers" : "客户";
  const name = `${title}-${new Date().toISOString().slice(0, 10)}.${format}`;
  if (format === "xlsx") return new Download(workbookStream(title, rows, mark), types.xlsx, name);
  if (format === "docx") return new Download(documentStream(title, rows, mark), types.docx, name);
  return new Download(Readable.from(textOf(rows, format)), types[format], name);
}

const types = {
  csv: "text/csv; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
} as const;

interface Order {
  house: House;
  actor: Actor;
  filter: Omit<Query, "format" | "columns" | "most">;
  names: readonly string[];
  mark: string | null;
  exportId: string;
  most: number;
}

async function* rowsOf({ house, actor, filter, names, mark, exportId, most }: Order): AsyncGenerator<Cell[][]> {
  let count = 0;
  let isComplete = false;
  const timeZone = await organisationTimeZone(house.db);
  try {
    yield [[...names.map((name) => headOf(actor, name)), ...(mark === null ? [] : [mark])]];
    for (let after: string | undefined; count < most; ) {
      const now = await stillAllowed(house, actor);
      const columns = columnsOf(now, names.join(","));
      const rows = (await page(house.db, now, filter, after, columns)).slice(0, most - count);
      count += rows.length;
      const gate = readGate(now, "export");
      yield rows.map((row) => {
        const opened = gate.opened(row.flags);
        const more = openCells(columns, row.cells, opened);
        return names.map((name) => cellOf(now, name, row, opened, more, timeZone));
      });
      if (rows.length < batch) {
        isComplete = true;
        break;
      }
      after = nextPage(now, filter, rows.at(-1)!);
    }
    if (!isComplete) yield [[cutShort(actor, count)]];
  } finally {
    await told(house, actor, "customer.export_ended", {
      export_id: exportId,
      row_count: count,
      is_complete: isComplete,
    });
  }
}

function cellOf(
  actor: Actor,
  name: string,
  row: Row,
  opened: ReadonlySet<string>,
  more: Record<string, unknown>,
  timeZone: string,
): Cell {
  if (name === "number") return customerNumber(row.kind, row.number);
  if (name === "name") return row.name;
  if (name === "kind") return wordOf(actor, name, row.kind);
  if (name === "created_at" || name === "updated_at") return timeIn(timeZone, String(row[name]));
  const isPart = name === "owner" || name === "phone" || name === "tags";
  const value = isPart ? (opened.has(name) ? row[name] : null) : more[name];
  if (value === null || value === undefined) return null;
  if (name.startsWith("revenue_") && typeof value === "number") return value / 100;
  if (name === "phone") return displayPhone(String(value));
  const own = ownOf(actor).find(({ key }) => key === name);
  if (own) return ownWord(actor, own, value);
  if (Array.isArray(value)) return value.map(String).join("；");
  if (typeof value === "object") return String((value as { name?: unknown }).name ?? JSON.stringify(value));
  if (typeof value === "number") return value;
  return typeof value === "string" ? wordOf(actor, name, value) : String(value);
}

/** Said below the last row: a table that ends must not look whole when it is not. */
const cutShort = ({ locale }: Actor, count: number): string =>
  locale === "en"
    ? `There are more customers; this file ends after ${count}`
    : `还有更多客户，这份文件到第 ${count} 位为止`;

const timeIn = (timeZone: string, at: string): string =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone }).format(new Date(at));

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
