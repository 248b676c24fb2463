import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import { WorkbookError } from "./limits.ts";

export interface Seen {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML as it comes in; names are without their prefix. Entities that a document defines itself are not known here,
 * so nothing can be blown up by them. `done` ends it before the end of the document.
 * @throws WorkbookError workbook_broken
 */
export async function readXml(stream: Readable, seen: Seen, drain?: () => Promise<"done" | undefined>): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("error", (error) => {
    throw error;
  });
  const { open, text, close } = seen;
  let depth = 0;
  parser.on("opentag", (tag) => {
    if (++depth > mostLevels) throw new WorkbookError("workbook_broken", "nested too deep");
    open?.(localName(tag.name), tag.attributes as Record<string, string>);
  });
  if (text) parser.on("text", text);
  if (text) parser.on("cdata", text);
  parser.on("closetag", (tag) => {
    depth--;
    close?.(localName(tag.name));
  });
  const decoder = new TextDecoder("utf-8");
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      parser.write(decoder.decode(bytes, { stream: true }));
      if (drain && (await drain()) === "done") return;
    }
    parser.close();
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw new WorkbookError("workbook_broken", (error as Error).message);
  } finally {
    stream.destroy();
  }
}

/** More than any part of a workbook nests; each open element is kept. */
const mostLevels = 200;

const localName = (name: string): string => {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
};
