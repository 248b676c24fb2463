import { createHash } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { newId } from "../ids.ts";
import { Problem } from "../problem.ts";

/** A whole upload on the local disk, under a name that the sweep removes if nobody takes it over. */
export interface Received {
  id: string;
  path: string;
  size: number;
  /** In hex. */
  sha256: string;
  /** The first bytes, for a look at what they are. */
  head: Buffer;
}

const abandonedAfter = 24 * 3600_000;
const headSize = 4096 + 4;

/**
 * Streams bytes into a temporary file of the folder: readable by the program only, on the disk when it returns. A stream
 * that breaks off or grows beyond `most` bytes leaves nothing.
 * @throws upload.broken_off, or 413 with the id `tooLarge`
 */
export async function receiveFile(
  folder: string,
  stream: Readable,
  { most, tooLarge }: { most: number; tooLarge: string },
): Promise<Received> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep(folder);
  const id = newId();
  const path = join(folder, `${id}.part`);
  try {
    return { id, path, ...(await write(path, stream, () => new Problem(413, tooLarge, { detail: { most } }), most)) };
  } catch (error) {
    await rm(path, { force: true });
    if (stream.destroyed && !(error instanceof Problem)) throw new Problem(400, "upload.broken_off");
    throw error;
  }
}

async function write(path: string, stream: Readable, tooLarge: () => Problem, most: number) {
  const hash = createHash("sha256");
  let size = 0;
  let head = Buffer.alloc(0);
  const file = await open(path, "wx", 0o600);
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      size += bytes.length;
      if (size > most) throw tooLarge();
      hash.update(bytes);
      if (head.length < headSize) head = Buffer.concat([head, bytes]).subarray(0, headSize);
      await file.write(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest("hex"), head };
}

/** What a killed program left of uploads. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".part")) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfter) await rm(join(folder, name), { force: true });
  }
}
