import { rename, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { syncFolder } from "../../../platform/file/disk.ts";
import { receiveFile } from "../../../platform/file/receive.ts";
import type { House } from "../../../platform/house.ts";
import { storedPath } from "./file.ts";

export interface Stored {
  id: string;
  path: string;
  size: number;
  sha256: string;
}

/**
 * Keeps an import's file in the organisation's folder, on this machine also where files go to a bucket: threads read it by
 * its path, again and again. What breaks off or grows beyond `most` bytes leaves nothing.
 * @throws import.too_large, upload.broken_off
 */
export async function storeFile(house: House, stream: Readable, most: number): Promise<Stored> {
  const {
    id,
    path: temporary,
    size,
    sha256,
  } = await receiveFile(house.folder, stream, { most, tooLarge: "import.too_large" });
  const path = storedPath(house, id);
  await rename(temporary, path);
  await syncFolder(house.folder);
  return { id, path, size, sha256 };
}

export const forgetFile = (stored: Stored): Promise<void> => rm(stored.path, { force: true });
