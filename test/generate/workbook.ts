import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

const ns = "http://schemas.openxmlformats.org";

export interface MadeWorkbook {
  /** Name to the XML inside <sheetData>. */
  sheets: Record<string, string>;
  hidden?: readonly string[];
  sharedTexts?: readonly string[];
  /** Number codes of the styles after the first, which has none. */
  formats?: readonly (number | string)[];
  is1904?: boolean;
  /** Parts beside or instead of the usual ones. */
  parts?: Record<string, Buffer>;
}

/** A workbook part by part, so that a test can say exactly what stands in it. */
export async function makeWorkbook(made: MadeWorkbook): Promise<Buffer> {
  const zip = new ZipFile();
  const names = Object.keys(made.sheets);
  const codes = made.formats ?? [];
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="${ns}/package/2006/content-types"/>`,
    "xl/workbook.xml": `<workbook xmlns="${ns}/spreadsheetml/2006/main" xmlns:r="${ns}/officeDocument/2006/relationships"><workbookPr${made.is1904 ? ' date1904="1"' : ""}/><sheets>${names
      .map(
        (name, i) =>
          `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"${made.hidden?.includes(name) ? ' state="hidden"' : ""}/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${ns}/package/2006/relationships">${names
      .map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`)
      .join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet><numFmts>${codes
      .map((code, i) => (typeof code === "string" ? `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>` : ""))
      .join("")}</numFmts><cellXfs><xf numFmtId="0"/>${codes
      .map((code, i) => `<xf numFmtId="${typeof code === "string" ? 164 + i : code}"/>`)
      .join("")}</cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `<sst>${(made.sharedTexts ?? []).map((text) => `<si><t>${text}</t></si>`).join("")}</sst>`,
  };
  names.forEach((name, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `<?xml version="1.0"?><worksheet><sheetData>${made.sheets[name]}</sheetData></worksheet>`;
  });
  for (const [name, text] of Object.entries(parts))
    if (!made.parts?.[name]) zip.addBuffer(Buffer.from(text, "utf-8"), name);
  for (const [name, bytes] of Object.entries(made.parts ?? {})) zip.addBuffer(bytes, name);
  zip.end();
  return await buffer(zip.outputStream);
}

/** A row of texts, in their cells. */
export const textRow = (row: number, ...cells: string[]): string =>
  `<row r="${row}">${cells
    .map((cell, i) =>
      cell === ""
        ? ""
        : `<c r="${String.fromCharCode(65 + i)}${row}" t="inlineStr"><is><t>${cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</t></is></c>`,
    )
    .join("")}</row>`;
