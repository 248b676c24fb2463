import { numberText } from "./format.ts";
import { limits, WorkbookError } from "./limits.ts";
import { unescaped } from "./shared_texts.ts";
import type { Workbook } from "./workbook.ts";
import { readXml } from "./xml.ts";

/** `row` as the spreadsheet numbers it, from 1. */
export interface SheetRow {
  row: number;
  cells: string[];
}

const plain = { kind: "number" } as const;

/**
 * The rows of a sheet in order, as texts: days as 2026-08-03, numbers without exponent, formulas by their last value. Rows
 * and cells without a value are left out or empty. `take` gets about a thousand at once and may say that it is enough. What
 * stands right of the `widest` columns is in the last of them: one cell far out in each row would be gigabytes of empty ones.
 * @throws WorkbookError
 */
export async function readRows(
  workbook: Workbook,
  part: string,
  texts: readonly string[],
  take: (rows: SheetRow[]) => Promise<"done" | undefined>,
  widest: number = limits.columns,
): Promise<void> {
  let rows: SheetRow[] = [];
  let number = 0;
  let column = -1;
  let cells: string[] = [];
  let type = "";
  let style = 0;
  let raw = "";
  let inValue = false;
  let inAid = false;
  const { formats, is1904 } = workbook;

  const endCell = () => {
    const value = cellText();
    if (value === "") return;
    if (column >= limits.columns) throw new WorkbookError("workbook_broken", "too many columns");
    const place = Math.min(column, widest - 1);
    while (cells.length < place) cells.push("");
    cells[place] = value;
  };
  const cellText = (): string => {
    if (type === "s") return texts[Number(raw)] ?? "";
    if (type === "inlineStr" || type === "str") return unescaped(raw);
    if (type === "b") return raw === "1" ? "TRUE" : "FALSE";
    if (type === "e") return raw;
    if (type === "d") return raw.replace(/T00:00:00(\.0+)?Z?$/, "").replace("T", " ");
    return raw === "" ? "" : numberText(raw, formats[style] ?? plain, is1904);
  };

  await readXml(
    await workbook.open(part),
    {
      open: (name, a) => {
        if (name === "c") {
          column = a.r === undefined ? column + 1 : columnOf(a.r);
          type = a.t ?? "";
          style = a.s === undefined ? 0 : Number(a.s);
          raw = "";
        } else if (name === "v") inValue = true;
        else if (name === "t") inValue = type === "inlineStr" && !inAid;
        else if (name === "rPh") inAid = true;
        else if (name === "row") {
          const next = a.r === undefined ? number + 1 : Number(a.r);
          if (!(next > number && next <= limits.rows)) throw new WorkbookError("workbook_broken", "rows out of order");
          number = next;
          column = -1;
          cells = [];
        }
      },
      text: (text) => {
        if (!inValue) return;
        if (raw.length + text.length > limits.cell) throw new WorkbookError("workbook_too_large", "a cell too long");
        raw += text;
      },
      close: (name) => {
        if (name === "v" || name === "t") inValue = false;
        else if (name === "rPh") inAid = false;
        else if (name === "c") endCell();
        else if (name === "row" && cells.length > 0) rows.push({ row: number, cells });
      },
    },
    async () => {
      if (rows.length < 1000) return undefined;
      const full = rows;
      rows = [];
      return await take(full);
    },
  );
  if (rows.length > 0) await take(rows);
}

/** "C12" is column 2. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + (letter - 64);
  }
  return column - 1;
}
