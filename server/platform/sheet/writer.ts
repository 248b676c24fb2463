import type { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { zippedOf } from "./zipped.ts";

/** Cells of a row: texts and numbers; null is empty. */
export type Cell = string | number | null;

/**
 * A workbook of one sheet as a stream: rows are asked for as the reader takes them, so memory stays constant. Texts stand in
 * the cells themselves and are never formulas. At most 1,048,576 rows.
 */
export function workbookStream(sheetName: string, rows: AsyncIterable<Cell[][]>, mark: string | null = null): Readable {
  const zip = new ZipFile();
  const options = { mtime: new Date(), compressionLevel: 4 } as const;
  for (const [name, text] of Object.entries(fixedParts(sheetName)))
    zip.addBuffer(Buffer.from(text, "utf-8"), name, options);
  return zippedOf(zip, "xl/worksheets/sheet1.xml", options, () => sheetXml(rows, mark));
}

async function* sheetXml(rows: AsyncIterable<Cell[][]>, mark: string | null): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${ns}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let number = 0;
  for await (const some of rows) {
    let text = "";
    for (const cells of some) text += rowXml(++number, cells);
    yield text;
  }
  const header =
    mark === null
      ? ""
      : `<headerFooter><oddHeader>&amp;R${xmlText(mark.replaceAll("&", "&&"))}</oddHeader></headerFooter>`;
  yield `</sheetData>${header}</worksheet>`;
}

function rowXml(number: number, cells: readonly Cell[]): string {
  let text = `<row r="${number}">`;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined || cell === "") continue;
    const place = `${columnName(i)}${number}`;
    text +=
      typeof cell === "number"
        ? `<c r="${place}"><v>${cell}</v></c>`
        : `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cellText(cell.slice(0, 32_767)))}</t></is></c>`;
  }
  return `${text}</row>`;
}

export function columnName(index: number): string {
  let name = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** What XML does not hold, or alters, stands in a cell as _x000D_ (ECMA-376 part 1, 22.9.2.19); a text that looks so is escaped itself. */
export const cellText = (text: string): string =>
  escaping.test(text)
    ? text.replaceAll(
        /_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu,
        (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
      )
    : text;
const escaping = /_x[0-9A-Fa-f]{4}_|(?![\t\n])\p{Cc}|[\ufffe\uffff]/u;

const unheld = /[[\p{Cc}\ufffe\uffff]--[\t\n\r]]/gv;
const unfit = /[&<>"\ud800-\udfff\ufffe\uffff]|\p{Cc}/u;
const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for an XML document; what XML cannot hold is left out. */
export function xmlText(text: string): string {
  if (!unfit.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(/[&<>"]/g, (char) => names[char]!)
    .replaceAll(unheld, "");
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ns = "http://schemas.openxmlformats.org";
const kindOf = (part: string) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`;
const relation = (id: string, kind: string, target: string) =>
  `<Relationship Id="${id}" Type="${ns}/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;

const fixedParts = (sheetName: string): Record<string, string> => ({
  "[Content_Types].xml": `${head}<Types xmlns="${ns}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kindOf("sheet.main")}"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kindOf("worksheet")}"/><Override PartName="/xl/styles.xml" ContentType="${kindOf("styles")}"/></Types>`,
  "_rels/.rels": `${head}<Relationships xmlns="${ns}/package/2006/relationships">${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
  "xl/workbook.xml": `${head}<workbook xmlns="${ns}/spreadsheetml/2006/main" xmlns:r="${ns}/officeDocument/2006/relationships"><sheets><sheet name="${xmlText(sheetName.replaceAll(/[\\/?*[\]:]/g, " ").slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${ns}/package/2006/relationships">${relation("rId1", "worksheet", "worksheets/sheet1.xml")}${relation("rId2", "styles", "styles.xml")}</Relationships>`,
  "xl/styles.xml": `${head}<styleSheet xmlns="${ns}/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>`,
});
