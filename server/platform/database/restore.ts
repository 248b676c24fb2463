import { createReadStream } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { s3Store } from "../file/s3.ts";
import type { FileStore } from "../file/store.ts";
import { newId } from "../ids.ts";
import { readCatalog, type Table } from "./backup.catalog.ts";
import { BackupError, checkBackup, type Manifest, tablePath } from "./backup.manifest.ts";
import { copyFolder } from "./backup.ts";
import type { Directory } from "./directory.ts";
import { migrate, migrationsFolder, readMigrations } from "./migrate.ts";
import { createOrganisation, filesFolder, listOrganisations, type Organisation } from "./organisation.ts";
import { withAdmin } from "./provision.ts";
import { addMissingColumns, addMissingConstraints, nameOf } from "./restore.schema.ts";

export type RestoreOptions = {
  /** The new organisation's slug; the back-up's own unless told otherwise. */
  as?: string;
  hosts?: string[];
  migrations?: string;
  log?: (line: string) => void;
};

export type RestoreResult = {
  organisation: Organisation;
  rows: number;
  files: number;
  /**
   * False: the back-up's organisation still exists here, so the copy has an id of its own, and with it other derived
   * secrets: its people sign in again, and second factors have to be set up again.
   */
  isSameId: boolean;
};

/**
 * Makes a new organisation from a back-up: checks it whole, migrates to its schema, loads it in one transaction,
 * then migrates on. An existing organisation is never touched; a failure leaves nothing.
 * @throws BackupError backup_missing, backup_damaged, backup_newer
 * @throws OrganisationError slug_taken, host_taken
 */
export async function restoreOrganisation(
  directory: Directory,
  folder: string,
  options: RestoreOptions = {},
): Promise<RestoreResult> {
  const manifest = await checkBackup(folder);
  const migrations = options.migrations ?? migrationsFolder;
  await checkVersion(manifest, migrations);
  const others = await listOrganisations(directory);
  const isSameId = !others.some(({ id }) => id === manifest.organisation.id);
  const id = isSameId ? manifest.organisation.id : newId();
  let rows = 0;
  let files = 0;
  const fill = async (databaseUrl: string) => {
    rows = await withAdmin(databaseUrl, (client) => loadDatabase(client, manifest, folder, options.log));
    await migrate(databaseUrl, migrations, { log: options.log });
    files = (await copyFolder(join(folder, "files"), filesFolder(directory, id))).length;
    if (directory.s3) await fillBucket(s3Store(directory.s3, id), filesFolder(directory, id), manifest);
  };
  const { slug, name } = manifest.organisation;
  const upTo = manifest.schema_version;
  const organisation = await createOrganisation(directory, {
    id,
    slug: options.as ?? slug,
    name,
    hosts: options.hosts,
    upTo,
    migrations,
    fill,
  });
  return { organisation, rows, files, isSameId };
}

/** A bucket gets what a row calls a stored file; imports are read from the folder, so there it stays as well. */
async function fillBucket(bucket: FileStore, folder: string, manifest: Manifest): Promise<void> {
  for (const { path, bytes, sha256 } of manifest.files) {
    const id = /^files\/([0-9a-f-]{36})$/.exec(path)?.[1];
    if (!id) continue;
    const copy = join(folder, `${id}.part`);
    await copyFile(join(folder, id), copy);
    await bucket.put(id, copy, { size: bytes, sha256, mediaType: "application/octet-stream" });
  }
}

async function checkVersion({ schema_version }: Manifest, migrations: string): Promise<void> {
  const known = (await readMigrations(migrations)).length;
  if (schema_version > known)
    throw new BackupError(
      "backup_newer",
      `the back-up is at migration ${schema_version}, this program knows ${known}; use the newer program`,
    );
}

/** Needs no superuser: the owner drops the foreign keys, loads in any order, and puts them back, which checks them. */
async function loadDatabase(
  client: pg.Client,
  manifest: Manifest,
  folder: string,
  log?: (line: string) => void,
): Promise<number> {
  await client.query("set idle_in_transaction_session_timeout = 0");
  await client.query("begin");
  await addMissingColumns(client, manifest.catalog, (await readCatalog(client)).tables);
  const { tables } = await readCatalog(client);
  await dropForeignKeys(client, tables);
  const triggers = await disableTriggers(client);
  if (tables.length > 0) await client.query(`truncate ${tables.map(nameOf).join(", ")}`); // rows that migrations made
  let rows = 0;
  for (const table of manifest.catalog.tables) {
    if (table.columns.length === 0) continue;
    rows += await loadTable(client, table, manifest, folder);
    log?.(`${table.schema}.${table.name} restored`);
  }
  for (const { schema, name, last_value } of manifest.catalog.sequences) {
    if (last_value !== null)
      await client.query("select setval($1::regclass, $2::text::bigint)", [nameOf({ schema, name }), last_value]);
  }
  await addMissingConstraints(client, manifest.catalog.tables);
  for (const { table, name } of triggers)
    await client.query(`alter table ${table} enable trigger ${pg.escapeIdentifier(name)}`);
  await client.query("commit");
  await client.query("analyze");
  return rows;
}

async function dropForeignKeys(client: pg.Client, tables: Table[]): Promise<void> {
  for (const table of tables) {
    const keys = table.constraints.filter(({ type }) => type === "f");
    for (const { name } of keys)
      await client.query(`alter table ${nameOf(table)} drop constraint ${pg.escapeIdentifier(name)}`);
  }
}

async function disableTriggers(client: pg.Client): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table, t.tgname as name
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgenabled = 'O' and t.tgparentid = 0 and n.nspname not in ('pg_catalog', 'graphile_worker')`,
  );
  for (const { table, name } of rows)
    await client.query(`alter table ${table} disable trigger ${pg.escapeIdentifier(name)}`);
  return rows;
}

async function loadTable(client: pg.Client, table: Table, manifest: Manifest, folder: string): Promise<number> {
  const columns = table.columns.filter(({ kind }) => kind !== "generated").map(({ name }) => pg.escapeIdentifier(name));
  const expected = manifest.rows[`${table.schema}.${table.name}`] ?? 0;
  if (expected === 0) return 0;
  const stream = client.query(copyFrom(`copy ${nameOf(table)} (${columns.join(", ")}) from stdin`));
  await pipeline(createReadStream(join(folder, tablePath(table))), createGunzip(), stream);
  if (stream.rowCount === expected) return expected;
  throw new BackupError(
    "backup_damaged",
    `${table.schema}.${table.name} has ${stream.rowCount} rows instead of ${expected}; nothing was restored`,
  );
}
