import { Readable } from "node:stream";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { Download } from "../../../platform/http/route.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { workbookStream } from "../../../platform/sheet/writer.ts";
import { guarded, isFormula } from "../../../platform/text/guard.ts";
import type { listRejectionsContract } from "../import.contract.ts";
import { accessImport } from "./present.ts";
import { reasonText } from "./reasons.ts";

type Page = ResponseOf<typeof listRejectionsContract>;

/** Rows that stayed outside, in the order of the file. `after` is a row number. */
export async function listRejections(
  db: Db,
  actor: Actor,
  importId: string,
  { after = 0, limit = 100 }: QueryOf<typeof listRejectionsContract>,
): Promise<Page> {
  await accessImport(db, actor, importId);
  const rows = await page(db, importId, after, limit + 1);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)!.row : null };
}

/** The same as a file that can be mended and imported again: two columns are in front, the row and the reason. */
export async function downloadRejections(
  db: Db,
  actor: Actor,
  importId: string,
  format: "csv" | "xlsx",
): Promise<Download> {
  const found = await accessImport(db, actor, importId);
  const headers = found.columns.map((column) => column.header);
  const suffix = actor.locale === "en" ? "not-imported" : "未导入";
  const name = `${found.file_name.replace(/\.\w{1,5}$/, "")}-${suffix}.${format}`;
  const rows = tables(db, importId, headers, actor.locale);
  if (format === "csv") return csvDownload(rows, name);
  return new Download(workbookStream(suffix, rows), workbookType, name);
}

export const csvDownload = (rows: AsyncIterable<string[][]>, name: string): Download =>
  new Download(Readable.from(lines(rows)), "text/csv; charset=utf-8", name);

export const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function* tables(
  db: Db,
  importId: string,
  headers: string[],
  locale: Actor["locale"],
): AsyncGenerator<string[][]> {
  yield [[...(locale === "en" ? ["Row", "Reason"] : ["行", "原因"]), ...headers]];
  let after = 0;
  for (;;) {
    const rows = await page(db, importId, after, 1000);
    if (rows.length === 0) return;
    yield rows.map(({ row, reason, cells }) => [String(row), reasonText(reason, locale), ...cells]);
    after = rows.at(-1)!.row;
  }
}

async function* lines(rows: AsyncIterable<string[][]>): AsyncGenerator<string> {
  yield "\ufeff";
  for await (const some of rows) yield some.map(line).join("");
}

async function page(db: Db, importId: string, after: number, limit: number): Promise<Page["rows"]> {
  const rows = await db
    .selectFrom("import_rejection")
    .select(["row", "reason", "field", "value", "cells"])
    .where("import_id", "=", importId)
    .where("row", ">", after)
    .orderBy("row")
    .limit(limit)
    .execute();
  return rows as unknown as Page["rows"];
}

const line = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;

/** Quotes what needs it; what a spreadsheet would run as a formula is led by an apostrophe, numbers and phones are not. */
function quoted(cell: string): string {
  const text = isFormula(cell) && !/^[+-][\d\s().-]+$/.test(cell) ? guarded(cell) : cell;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
