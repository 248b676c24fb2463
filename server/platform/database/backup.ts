import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { PassThrough, type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { projectFolder } from "../config.ts";
import { FileMissing } from "../file/missing.ts";
import { s3Store } from "../file/s3.ts";
import { newId } from "../ids.ts";
import { readCatalog, type Table } from "./backup.catalog.ts";
import { BackupError, type BackupFile, type Manifest, tablePath, writeManifest } from "./backup.manifest.ts";
import type { Directory } from "./directory.ts";
import { codeOf } from "./error.ts";
import { schemaVersion } from "./migrate.ts";
import { filesFolder, listOrganisations, type Organisation } from "./organisation.ts";
import { withAdmin } from "./provision.ts";

export type BackupResult = { slug: string; folder: string; bytes: number; rows: number; files: number; took: number };

/**
 * Backs up one organisation, online, as of one moment, into a folder that must not exist. Files are copied after the
 * database's moment: a row never lacks its file, as files are written before their rows and deleted well after them.
 * The run is noted in `backup_run`, a failed one too.
 * @throws BackupError backup_exists
 */
export async function backUpOrganisation(
  directory: Directory,
  organisation: Organisation,
  folder: string,
): Promise<BackupResult> {
  const id = newId();
  await directory.db.insertInto("backup_run").values({ id, organisation_id: organisation.id, folder }).execute();
  const finish = (outcome: { is_ok: boolean; bytes?: number; error?: string }) =>
    directory.db
      .updateTable("backup_run")
      .set({ finished_at: new Date().toISOString(), ...outcome })
      .where("id", "=", id)
      .execute();
  try {
    const result = await writeBackup(directory, organisation, folder);
    await finish({ is_ok: true, bytes: result.bytes });
    return result;
  } catch (error) {
    await finish({ is_ok: false, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Every organisation into a folder of its own, named by its slug, below `folder`. */
export async function backUpAll(directory: Directory, folder: string): Promise<BackupResult[]> {
  const results: BackupResult[] = [];
  for (const organisation of await listOrganisations(directory)) {
    if (organisation.isReady)
      results.push(await backUpOrganisation(directory, organisation, join(folder, organisation.slug)));
  }
  return results;
}

/** `<dataFolder>/backups/2026-01-31T08-00-00Z` */
export function defaultBackupFolder(dataFolder: string, now: Date): string {
  return join(dataFolder, "backups", now.toISOString().replace(/\.\d+/, "").replaceAll(":", "-"));
}

async function writeBackup(directory: Directory, organisation: Organisation, folder: string): Promise<BackupResult> {
  const began = performance.now();
  const partial = `${folder}.partial`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  if (await readdir(folder).catch(() => undefined)) throw new BackupError("backup_exists", `${folder} exists already`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, "tables"), { recursive: true, mode: 0o700 });
  try {
    const database = await withAdmin(organisation.databaseUrl, (client) => copyDatabase(client, partial));
    const files = await copyFolder(filesFolder(directory, organisation.id), join(partial, "files"));
    if (directory.s3) files.push(...(await copyBucket(s3Store(directory.s3, organisation.id), join(partial, "files"))));
    const { id, slug, name } = organisation;
    const all = [...database.files, ...files.map((file) => ({ ...file, path: `files/${file.path}` }))];
    const created_at = new Date().toISOString();
    const program_version = await programVersion();
    const { files: _, ...facts } = database;
    await writeManifest(partial, {
      format: 1,
      program_version,
      created_at,
      organisation: { id, slug, name },
      ...facts,
      files: all,
    });
    await rename(partial, folder);
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const took = Math.round(performance.now() - began);
    const bytes = sum(all.map((file) => file.bytes));
    return { slug, folder, bytes, rows: sum(Object.values(database.rows)), files: files.length, took };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

type DatabaseCopy = Pick<Manifest, "postgres_version" | "schema_version" | "catalog" | "rows" | "files">;

/** One transaction sees one moment, however long it takes. Sequences are outside of it: read last they are never behind. */
async function copyDatabase(client: pg.Client, folder: string): Promise<DatabaseCopy> {
  await client.query("set idle_in_transaction_session_timeout = 0");
  await client.query("begin isolation level repeatable read read only");
  const schema_version = await schemaVersion(client);
  const { tables } = await readCatalog(client);
  const rows: Record<string, number> = {};
  const files: BackupFile[] = [];
  for (const table of tables) {
    if (table.columns.length === 0) continue;
    const path = tablePath(table);
    const stream = client.query(copyTo(`copy ${copySource(table)} to stdout`));
    files.push({ path, ...(await store(stream, join(folder, path), true)) });
    rows[`${table.schema}.${table.name}`] = (stream as unknown as { rowCount: number }).rowCount;
  }
  const { sequences } = await readCatalog(client);
  const { rows: version } = await client.query<{ server_version: string }>("show server_version");
  await client.query("commit");
  return {
    postgres_version: version[0]?.server_version ?? "",
    schema_version,
    catalog: { tables, sequences },
    rows,
    files,
  };
}

/** `only`: a partition's rows come with the partition, not with its parent. */
function copySource({ schema, name, columns }: Table): string {
  const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
  const list = columns.filter(({ kind }) => kind !== "generated").map((column) => pg.escapeIdentifier(column.name));
  return `(select ${list.join(", ")} from only ${table})`;
}

async function store(source: Readable, path: string, compress: boolean): Promise<{ bytes: number; sha256: string }> {
  const sum = createHash("sha256");
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      sum.update(chunk);
      done(null, chunk);
    },
  });
  const packer = compress ? createGzip({ level: 3 }) : new PassThrough();
  await pipeline(source, packer, meter, createWriteStream(path, { mode: 0o600, flush: true }));
  return { bytes, sha256: sum.digest("hex") };
}

/** Copies a folder's files; one that is deleted meanwhile is left out. */
export async function copyFolder(from: string, into: string): Promise<BackupFile[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
  const copied: BackupFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith(".part")) continue; // half an upload is nobody's
    const path = relative(from, join(entry.parentPath, entry.name));
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o700 });
    try {
      copied.push({
        path: path.replaceAll("\\", "/"),
        ...(await store(createReadStream(join(from, path)), join(into, path), false)),
      });
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      await rm(join(into, path), { force: true });
    }
  }
  return copied;
}

/** Objects come beside the files of the folder; one that is deleted meanwhile is left out. */
async function copyBucket(bucket: ReturnType<typeof s3Store>, into: string): Promise<BackupFile[]> {
  const copied: BackupFile[] = [];
  await mkdir(into, { recursive: true, mode: 0o700 });
  for await (const id of bucket.ids()) {
    try {
      copied.push({ path: id, ...(await store(await bucket.read(id), join(into, id), false)) });
    } catch (error) {
      if (!(error instanceof FileMissing)) throw error;
    }
  }
  return copied;
}

async function programVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(projectFolder, "package.json"), "utf8")) as { version: string };
  return version;
}
