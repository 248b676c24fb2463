import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../database/error.ts";
import { FileMissing } from "./missing.ts";
import type { FileStore } from "./store.ts";

/** Files in a folder of this machine, readable by the program only. */
export function diskStore(folder: string): FileStore {
  const place = (id: string) => join(folder, id);
  return {
    async put(id, path) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(path, place(id));
      await syncFolder(folder);
    },
    async read(id, range) {
      let file: FileHandle;
      try {
        file = await open(place(id), "r");
      } catch (error) {
        throw codeOf(error) === "ENOENT" ? new FileMissing(id) : error;
      }
      return file.createReadStream(range ? { start: range.first, end: range.last } : {});
    },
    size: async (id) => (await stat(place(id)).catch(() => undefined))?.size,
    remove: (id) => rm(place(id), { force: true }),
  };
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().catch(() => undefined); // not every system can
  await handle.close();
}
