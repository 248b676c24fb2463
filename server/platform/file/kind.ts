import { fileTypeFromBuffer } from "file-type";

/** What a file is by its bytes; `isDisguised` when its name says something else. */
export interface FileKind {
  mediaType: string;
  isDisguised: boolean;
}

const bytesOnly = "application/octet-stream";
const zip = ["application/zip"];
const office = "application/vnd.openxmlformats-officedocument";
const cfb = ["application/x-cfb"];

/** Ending of a name -> what its bytes may look like; the first is what it is called. */
const magical: Record<string, readonly string[]> = {
  png: ["image/png", "image/apng"],
  jpg: ["image/jpeg"],
  jpeg: ["image/jpeg"],
  gif: ["image/gif"],
  webp: ["image/webp"],
  avif: ["image/avif"],
  bmp: ["image/bmp"],
  tif: ["image/tiff"],
  tiff: ["image/tiff"],
  heic: ["image/heic", "image/heif"],
  pdf: ["application/pdf"],
  zip,
  "7z": ["application/x-7z-compressed"],
  rar: ["application/x-rar-compressed"],
  gz: ["application/gzip"],
  docx: [`${office}.wordprocessingml.document`, ...zip],
  xlsx: [`${office}.spreadsheetml.sheet`, ...zip],
  pptx: [`${office}.presentationml.presentation`, ...zip],
  odt: ["application/vnd.oasis.opendocument.text", ...zip],
  ods: ["application/vnd.oasis.opendocument.spreadsheet", ...zip],
  doc: ["application/msword", ...cfb],
  xls: ["application/vnd.ms-excel", ...cfb],
  ppt: ["application/vnd.ms-powerpoint", ...cfb],
  mp3: ["audio/mpeg"],
  m4a: ["audio/x-m4a", "audio/mp4", "video/mp4"],
  wav: ["audio/wav"],
  ogg: ["audio/ogg", "audio/ogg; codecs=opus", "video/ogg", "application/ogg"],
  mp4: ["video/mp4"],
  mov: ["video/quicktime"],
  webm: ["video/webm"],
};
const textual: Record<string, string> = {
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  json: "application/json",
  xml: "application/xml",
  html: "text/html",
  htm: "text/html",
  svg: "image/svg+xml",
};

/** Looks at the first bytes (about 4 kB) of a file; its name is only compared, never believed. */
export async function kindOf(head: Uint8Array, name: string): Promise<FileKind> {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const seen = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime ?? writtenType(head);
  const claimed = magical[ending];
  if (claimed) return claimed.includes(seen ?? "") ? kind(claimed[0]!) : disguised;
  const text = textual[ending];
  if (text) return head.length === 0 || agrees(text, seen) ? kind(text) : disguised;
  return kind(seen === undefined || seen === "text/plain" ? bytesOnly : seen);
}

const kind = (mediaType: string): FileKind => ({ mediaType, isDisguised: false });
const disguised: FileKind = { mediaType: bytesOnly, isDisguised: true };

/** Whether bytes that look like `seen` may bear the name of a text of this type. */
function agrees(text: string, seen: string | undefined): boolean {
  if (text === "text/html" || text === "image/svg+xml") return seen === text;
  return seen === "text/plain" || (text === "application/xml" && (seen === "image/svg+xml" || seen === text));
}

/** Texts have no magic number: pages and drawings are known by how they begin, the rest by having no odd bytes. */
function writtenType(head: Uint8Array): string | undefined {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isWide && head.some((byte) => byte < 7 || (byte > 13 && byte < 27))) return undefined;
  const start = new TextDecoder(isWide && head[0] === 0xff ? "utf-16le" : "utf-8").decode(head).trimStart();
  if (/<svg[\s>]/i.test(start.slice(0, 2000)) && /^(<\?xml|<!--|<!doctype svg|<svg)/i.test(start))
    return "image/svg+xml";
  if (/^(<!doctype html|<html|<head|<body|<script|<iframe|<meta)[\s>]/i.test(start) || /<script[\s>]/i.test(start))
    return "text/html";
  return /^<\?xml/i.test(start) ? "application/xml" : "text/plain";
}

const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);

/** How the page may show it: pictures that cannot carry script, and PDF in the browser's own viewer. */
export function previewOf(mediaType: string): "image" | "pdf" | null {
  if (shown.has(mediaType)) return "image";
  return mediaType === "application/pdf" ? "pdf" : null;
}
