import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { WorkbookError } from "../../../platform/sheet/limits.ts";
import { readRows, type SheetRow } from "../../../platform/sheet/rows.ts";
import { readSharedTexts } from "../../../platform/sheet/shared_texts.ts";
import { openWorkbook } from "../../../platform/sheet/workbook.ts";
import { guarded, isFormula } from "../../../platform/text/guard.ts";
import { targetOfHeader } from "./headers.ts";
import { mostColumns } from "./look.ts";
import type { Converted, ToConvert } from "./workbook.ts";

/** The thread that writes one sheet of a workbook as CSV, so that the server's own thread stays free. */
async function convert(): Promise<Converted> {
  const workbook = await openWorkbook(path);
  try {
    const texts = await readSharedTexts(workbook);
    const shown = workbook.sheets.filter((one) => !one.isHidden);
    const wanted = sheet === undefined ? shown : workbook.sheets.filter((one) => one.name === sheet);
    for (const one of wanted) {
      const out = new CsvFile();
      await out.open(into);
      try {
        await readRows(workbook, one.part, texts, (rows) => out.add(rows), mostColumns + 1);
      } finally {
        await out.close();
      }
      if (out.rows > 0)
        return {
          sheet: one.name,
          sheets: workbook.sheets.map(({ name }) => name),
          size: out.size,
          sha256: out.hash.digest("hex"),
        };
    }
    throw new WorkbookError("workbook_empty");
  } finally {
    workbook.close();
  }
}

/** Writes rows at the line of their number: what is missing, and titles above the heads, are empty lines. */
class CsvFile {
  readonly hash = createHash("sha256");
  size = 0;
  rows = 0;
  #line = 1;
  #isFirst = true;
  #file: Awaited<ReturnType<typeof open>> | undefined;

  async open(file: string): Promise<void> {
    this.#file = await open(file, "w", 0o600);
  }

  async add(rows: SheetRow[]): Promise<undefined> {
    const kept = this.#isFirst ? rows.slice(titles(rows)) : rows;
    this.#isFirst = false;
    this.rows += kept.length;
    let text = "";
    for (const { row, cells } of kept) {
      text += `${"\n".repeat(row - this.#line)}${cells.map(quoted).join(",")}\n`;
      this.#line = row + 1;
    }
    const bytes = Buffer.from(text, "utf-8");
    this.hash.update(bytes);
    this.size += bytes.length;
    await this.#file!.write(bytes);
  }

  async close(): Promise<void> {
    await this.#file?.sync();
    await this.#file?.close();
  }
}

/** How many rows stand above the heads: titles and notes, with fewer cells than the heads have. */
function titles(rows: readonly SheetRow[]): number {
  const first = rows.slice(0, 11);
  const filled = first.map(({ cells }) => cells.filter((cell) => cell.trim() !== "").length);
  const named = first.findIndex(({ cells }) => cells.filter((cell) => targetOfHeader(cell) !== undefined).length >= 2);
  if (named > 0 && filled.slice(0, named).every((count) => count < filled[named]!)) return named;
  const head = filled.findIndex((count) => count > 1);
  return named < 0 && head > 0 ? head : 0;
}

/** Line ends within a cell come as one, so that a sheet's row is a record. */
function quoted(cell: string): string {
  const plain = cell.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "");
  const text = plain.startsWith("'") && isFormula(plain) ? guarded(plain) : plain; // whoever reads the text takes one off
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const { path, into, sheet } = workerData as ToConvert;
try {
  parentPort!.postMessage(await convert());
} catch (error) {
  if (!(error instanceof WorkbookError)) throw error;
  parentPort!.postMessage({ fault: error.fault } satisfies Converted);
}
