import { open } from "node:fs/promises";
import { WorkbookError } from "./limits.ts";

/**
 * Whether a file is a workbook that can be read here. Old workbooks and those with a password are both OLE containers; the
 * one with a password holds a stream named EncryptedPackage (MS-OFFCRYPTO 1.4).
 * @throws WorkbookError workbook_old, workbook_encrypted
 */
export async function isWorkbook(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const head = await bytesAt(file, 0, 8);
    if (head.toString("latin1").startsWith("PK\x03\x04")) return true;
    if (head.toString("hex") !== "d0cf11e0a1b11ae1") return false;
    throw new WorkbookError((await holdsEncrypted(file)) ? "workbook_encrypted" : "workbook_old");
  } finally {
    await file.close();
  }
}

type File = Awaited<ReturnType<typeof open>>;

async function bytesAt(file: File, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** The directory of names may lie anywhere in the container. */
async function holdsEncrypted(file: File): Promise<boolean> {
  const name = Buffer.from("EncryptedPackage", "utf16le");
  const { size } = await file.stat();
  const step = 1 << 20;
  for (let at = 0; at < size; at += step) if ((await bytesAt(file, at, step + name.length)).includes(name)) return true;
  return false;
}
