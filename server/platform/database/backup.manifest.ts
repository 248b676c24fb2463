import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Catalog } from "./backup.catalog.ts";

/**
 * A back-up is a folder:
 * - `manifest.json` (this type) and `manifest.json.sha256`
 * - `tables/SCHEMA.TABLE.copy.gz`: PostgreSQL's COPY text format, gzip, columns in the manifest's order without generated ones
 * - `files/...`: the organisation's files
 */
export type Manifest = {
  format: 1;
  program_version: string;
  postgres_version: string;
  created_at: string;
  organisation: { id: string; slug: string; name: string };
  /** Number of the newest migration. */
  schema_version: number;
  catalog: Catalog;
  /** By `schema.table`. */
  rows: Record<string, number>;
  files: BackupFile[];
};

export type BackupFile = { path: string; bytes: number; sha256: string };

/** A back-up that cannot be made or used; `message` is one line. */
export class BackupError extends Error {
  override name = "BackupError";
  readonly code: "backup_exists" | "backup_missing" | "backup_damaged" | "backup_newer";
  constructor(code: BackupError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(join(folder, "manifest.json"), text, { mode: 0o600, flush: true });
  await writeFile(join(folder, "manifest.json.sha256"), `${hash(text)}\n`, { mode: 0o600, flush: true });
}

/**
 * Reads a back-up's manifest and checks every file of it.
 * @throws BackupError backup_missing, backup_damaged, backup_newer
 */
export async function checkBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const file of manifest.files) {
    const found = await measure(join(folder, file.path)).catch(() => undefined);
    if (!found) throw damaged(folder, `${file.path} is missing`);
    if (found.bytes !== file.bytes || found.sha256 !== file.sha256) throw damaged(folder, `${file.path} was changed`);
  }
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => undefined);
  if (text === undefined) throw new BackupError("backup_missing", `there is no finished back-up in ${folder}`);
  const sum = await readFile(join(folder, "manifest.json.sha256"), "utf8").catch(() => "");
  if (hash(text) !== sum.trim()) throw damaged(folder, "manifest.json was changed");
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 1)
    throw new BackupError(
      "backup_newer",
      `the back-up in ${folder} has format ${manifest.format}, this program reads 1`,
    );
  return manifest;
}

function damaged(folder: string, reason: string): BackupError {
  return new BackupError("backup_damaged", `the back-up in ${folder} is damaged: ${reason}; nothing was restored`);
}

async function measure(path: string): Promise<{ bytes: number; sha256: string }> {
  const sum = createHash("sha256");
  let bytes = 0;
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      sum.update(chunk);
    }
  });
  return { bytes, sha256: sum.digest("hex") };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Where a table's rows lie in the back-up. */
export function tablePath({ schema, name }: { schema: string; name: string }): string {
  return `tables/${encodeURIComponent(schema)}.${encodeURIComponent(name)}.copy.gz`;
}
