import type { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { type Cell, xmlText } from "./writer.ts";
import { zippedOf } from "./zipped.ts";

/** A document (.docx) of one table, lying across, its heads repeated on each page; streamed, so that memory stays constant. */
export function documentStream(title: string, rows: AsyncIterable<Cell[][]>, mark: string | null = null): Readable {
  const zip = new ZipFile();
  const options = { mtime: new Date(), compressionLevel: 4 } as const;
  for (const [name, text] of Object.entries(fixedParts(mark ?? "")))
    zip.addBuffer(Buffer.from(text, "utf-8"), name, options);
  return zippedOf(zip, "word/document.xml", options, () => documentXml(title, rows));
}

async function* documentXml(title: string, rows: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  yield `${head}<w:document xmlns:w="${word}" xmlns:r="${ns}/officeDocument/2006/relationships"><w:body><w:p><w:pPr><w:spacing w:after="160"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>${xmlText(title)}</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>${["top", "bottom", "insideH"].map((side) => `<w:${side} w:val="single" w:sz="4" w:color="D5DCDC"/>`).join("")}</w:tblBorders><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>`;
  let isHead = true;
  for await (const some of rows) {
    let text = "";
    for (const cells of some) {
      text += rowXml(cells, isHead);
      isHead = false;
    }
    yield text;
  }
  yield '</w:tbl><w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="800" w:bottom="800" w:left="800" w:header="500" w:footer="400" w:gutter="0"/></w:sectPr></w:body></w:document>';
}

const rowXml = (cells: readonly Cell[], isHead: boolean): string =>
  `<w:tr><w:trPr><w:cantSplit/>${isHead ? "<w:tblHeader/>" : ""}</w:trPr>${cells
    .map(
      (cell) =>
        `<w:tc><w:tcPr/><w:p>${typeof cell === "number" ? '<w:pPr><w:jc w:val="right"/></w:pPr>' : ""}<w:r><w:rPr>${isHead ? "<w:b/>" : ""}<w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">${xmlText(cell === null ? "" : String(cell))}</w:t></w:r></w:p></w:tc>`,
    )
    .join("")}</w:tr>`;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ns = "http://schemas.openxmlformats.org";
const word = `${ns}/wordprocessingml/2006/main`;
const kindOf = (part: string) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${part}+xml`;
const relation = (kind: string, target: string) =>
  `<Relationships xmlns="${ns}/package/2006/relationships"><Relationship Id="rId1" Type="${ns}/officeDocument/2006/relationships/${kind}" Target="${target}"/></Relationships>`;

const fixedParts = (mark: string): Record<string, string> => ({
  "[Content_Types].xml": `${head}<Types xmlns="${ns}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${kindOf("document.main")}"/><Override PartName="/word/header1.xml" ContentType="${kindOf("header")}"/></Types>`,
  "_rels/.rels": `${head}${relation("officeDocument", "word/document.xml")}`,
  "word/_rels/document.xml.rels": `${head}${relation("header", "header1.xml")}`,
  "word/header1.xml": `${head}<w:hdr xmlns:w="${word}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:color w:val="647174"/><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve">${xmlText(mark)}</w:t></w:r></w:p></w:hdr>`,
});
