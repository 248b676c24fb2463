import { limits, WorkbookError } from "./limits.ts";
import type { Workbook } from "./workbook.ts";
import { readXml } from "./xml.ts";

/** The texts that cells refer to by number; reading aids for Japanese are left out. */
export async function readSharedTexts(workbook: Workbook): Promise<string[]> {
  const part = "xl/sharedStrings.xml";
  if (!workbook.has(part)) return [];
  const texts: string[] = [];
  let size = 0;
  let one = "";
  let inText = false;
  let inAid = false;
  await readXml(await workbook.open(part), {
    open: (name) => {
      if (name === "si") one = "";
      else if (name === "t") inText = !inAid;
      else if (name === "rPh") inAid = true;
    },
    text: (text) => {
      if (!inText) return;
      if (one.length + text.length <= limits.cell) one += text;
    },
    close: (name) => {
      if (name === "t") inText = false;
      else if (name === "rPh") inAid = false;
      else if (name === "si") {
        size += one.length + 16;
        if (size > limits.sharedText || texts.length >= limits.sharedCount)
          throw new WorkbookError("workbook_too_large");
        texts.push(unescaped(one));
      }
    },
  });
  return texts;
}

/** _x000D_ is a character that XML cannot hold. */
export const unescaped = (text: string): string =>
  text.includes("_x")
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
