import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Directory } from "../database/directory.ts";
import { diskStore } from "./disk.ts";
import { type S3Settings, s3Store } from "./s3.ts";

export interface KeptFile {
  size: number;
  /** In hex. */
  sha256: string;
  mediaType: string;
}

/** First and last byte, both included. */
export type Range = { first: number; last: number };

/** Where an organisation's bytes lie, by id. An id is never made from input. */
export interface FileStore {
  /** Takes the finished local file at `path` over; the bytes are safe when it returns and `path` is gone. */
  put(id: string, path: string, file: KeptFile): Promise<void>;
  /** @throws FileMissing */
  read(id: string, range?: Range): Promise<Readable>;
  /** Bytes; undefined when it is not there. */
  size(id: string): Promise<number | undefined>;
  /** Nothing happens when it is not there. */
  remove(id: string): Promise<void>;
}

/** The store that a Directory's installation uses for one organisation. */
export function storeOf(directory: Pick<Directory, "dataFolder" | "s3">, organisationId: string): FileStore {
  const { dataFolder, s3 } = directory;
  return s3 ? s3Store(s3, organisationId) : diskStore(join(dataFolder, "files", organisationId));
}

export type { S3Settings };
