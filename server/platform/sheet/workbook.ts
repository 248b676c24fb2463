import type { Readable } from "node:stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { cut } from "../text/cut.ts";
import { type Format, formatOf } from "./format.ts";
import { limits, WorkbookError } from "./limits.ts";
import { readXml } from "./xml.ts";

export interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

/** An .xlsx file opened for reading: its parts, its sheets in order, how numbers are meant. */
export interface Workbook {
  sheets: Sheet[];
  is1904: boolean;
  formats: Format[];
  open(part: string): Promise<Readable>;
  has(part: string): boolean;
  close(): void;
}

/** @throws WorkbookError */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }).catch(
    (error: Error) => {
      throw new WorkbookError("workbook_broken", error.message);
    },
  );
  try {
    const parts = await partsOf(zip);
    const open = async (part: string) => {
      const entry = parts.get(part.toLowerCase());
      if (!entry) throw new WorkbookError("workbook_broken", `${part} is missing`);
      return (await zip.openReadStreamPromise(entry).catch((error: Error) => {
        throw new WorkbookError("workbook_broken", error.message);
      })) as Readable;
    };
    const has = (part: string) => parts.has(part.toLowerCase());
    if (!has("xl/workbook.xml")) throw new WorkbookError("workbook_other");
    const kept = (part: string) => {
      if (parts.get(part.toLowerCase())!.uncompressedSize > limits.keptPart)
        throw new WorkbookError("workbook_too_large");
      return open(part);
    };
    const { sheets, is1904 } = await readSheets(kept, has);
    const formats = has("xl/styles.xml") ? await readFormats(await kept("xl/styles.xml")) : [];
    return { sheets, is1904, formats, open, has, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function partsOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw new WorkbookError("workbook_too_large");
  const parts = new Map<string, Entry>();
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize;
      const isBlown =
        entry.uncompressedSize > limits.smallPart &&
        entry.uncompressedSize > limits.ratio * Math.max(1, entry.compressedSize);
      if (isBlown || unpacked > limits.unpacked) throw new WorkbookError("workbook_too_large");
      if (entry.isEncrypted()) throw new WorkbookError("workbook_encrypted");
      parts.set(entry.fileName.toLowerCase(), entry);
    }
  } catch (error) {
    throw error instanceof WorkbookError ? error : new WorkbookError("workbook_broken", (error as Error).message);
  }
  return parts;
}

async function readSheets(
  open: (part: string) => Promise<Readable>,
  has: (part: string) => boolean,
): Promise<{ sheets: Sheet[]; is1904: boolean }> {
  const targets = new Map<string, string>();
  if (has("xl/_rels/workbook.xml.rels"))
    await readXml(await open("xl/_rels/workbook.xml.rels"), {
      open: (name, a) => {
        if (name === "Relationship" && a.Id && a.Target) targets.set(a.Id, partOf(a.Target));
      },
    });
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(await open("xl/workbook.xml"), {
    open: (name, a) => {
      if (name === "workbookPr") is1904 = /^(1|true)$/i.test(a.date1904 ?? "");
      if (name !== "sheet") return;
      const part = targets.get(a["r:id"] ?? Object.entries(a).find(([key]) => key.endsWith(":id"))?.[1] ?? "");
      if (part && has(part) && /worksheets\//i.test(part))
        sheets.push({ name: cut(a.name ?? "", 100), part, isHidden: (a.state ?? "visible") !== "visible" });
    },
  });
  if (sheets.length === 0) throw new WorkbookError("workbook_empty");
  if (sheets.length > limits.sheets) throw new WorkbookError("workbook_too_large");
  return { sheets, is1904 };
}

const partOf = (target: string): string => (target.startsWith("/") ? target.slice(1) : `xl/${target}`);

/** The format of each cell style, by its number. */
async function readFormats(stream: Readable): Promise<Format[]> {
  const codes = new Map<number, string>();
  const formats: Format[] = [];
  let inCells = false;
  await readXml(stream, {
    open: (name, a) => {
      if (name === "numFmt") codes.set(Number(a.numFmtId), (a.formatCode ?? "").slice(0, 500));
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells && formats.length < 100_000) {
        const id = Number(a.numFmtId ?? 0);
        formats.push(formatOf(id, codes.get(id)));
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return formats;
}
