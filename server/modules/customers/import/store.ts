import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { Problem } from "../../../platform/problem.ts";
import { storedPath } from "./file.ts";

export interface Stored {
  id: string;
  path: string;
  size: number;
  sha256: string;
}

const abandonedAfter = 24 * 3600_000;

/**
 * Streams bytes into the organisation's folder: readable by the program only, on the disk when it returns. A stream that breaks
 * off or grows beyond `most` bytes leaves nothing.
 * @throws import.too_large, upload.broken_off
 */
export async function storeFile(house: House, stream: Readable, most: number): Promise<Stored> {
  await mkdir(house.folder, { recursive: true, mode: 0o700 });
  await sweep(house.folder);
  const id = newId();
  const path = storedPath(house, id);
  try {
    const written = await write(`${path}.part`, stream, most);
    await rename(`${path}.part`, path);
    await syncFolder(house.folder);
    return { id, path, ...written };
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    if (stream.destroyed && !(error instanceof Problem)) throw new Problem(400, "upload.broken_off");
    throw error;
  }
}

export const forgetFile = (stored: Stored): Promise<void> => rm(stored.path, { force: true });

async function write(path: string, stream: Readable, most: number): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      size += bytes.length;
      if (size > most) throw new Problem(413, "import.too_large", { detail: { most } });
      hash.update(bytes);
      await file.write(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest("hex") };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().catch(() => undefined); // not every system can
  await handle.close();
}

/** What a killed program left of uploads. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".part")) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfter) await rm(join(folder, name), { force: true });
  }
}
