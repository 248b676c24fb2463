import type { Generated, Kysely } from "kysely";
import type pg from "pg";
import type { S3Settings } from "../file/s3.ts";
import { decryptText, deriveSecret, encryptText } from "../secret.ts";
import { directoryMigrationsFolder, migrate } from "./migrate.ts";
import { createKysely, createPool } from "./pool.ts";
import { checkServer, ensureDatabase, withAdmin, withDatabase } from "./provision.ts";

export type DirectoryTables = {
  organisation: {
    id: string;
    slug: string;
    name: string;
    database_name: string;
    database_role: string;
    database_url_encrypted: string;
    created_at: Generated<string>;
    ready_at: Generated<string | null>;
    removed_at: Generated<string | null>;
  };
  organisation_host: { host: string; organisation_id: string };
  backup_run: {
    id: string;
    organisation_id: string;
    folder: string;
    started_at: Generated<string>;
    finished_at: Generated<string | null>;
    bytes: Generated<number | null>;
    is_ok: Generated<boolean | null>;
    error: Generated<string | null>;
  };
};

/** The installation's list of organisations, open. */
export type Directory = {
  db: Kysely<DirectoryTables>;
  pool: pg.Pool;
  /** Admin's URL of the directory database: the same role makes the organisations' databases. */
  url: string;
  master: Buffer;
  /** The organisations' files and default back-ups lie below it. */
  dataFolder: string;
  /** The bucket that the organisations' files lie in instead. */
  s3?: S3Settings | undefined;
  close: () => Promise<void>;
};

export type OpenDirectory = Pick<Directory, "url" | "master" | "dataFolder" | "s3"> & { log?: (line: string) => void };

/**
 * Opens the directory on an own server: `url` names its database, which must exist.
 * @throws StartError database_* when it cannot be used
 */
export async function openDirectory({ url, master, dataFolder, s3, log }: OpenDirectory): Promise<Directory> {
  await withAdmin(url, (admin) => checkServer(admin, url));
  await migrate(url, directoryMigrationsFolder, { log });
  const pool = createPool({
    url,
    max: 4,
    name: "zhiyin directory",
    onError: (error) => log?.(`directory: ${error.message}`),
  });
  return { db: createKysely<DirectoryTables>(pool), pool, url, master, dataFolder, s3, close: () => pool.end() };
}

/** Opens the directory on the embedded server, whose `url` names the database `postgres`; makes it the first time. */
export async function openEmbeddedDirectory(options: OpenDirectory): Promise<Directory> {
  await ensureDatabase(options.url, "zhiyin_directory");
  return openDirectory({ ...options, url: withDatabase(options.url, "zhiyin_directory") });
}

/** Stands for the directory's own server, whose address may change (the embedded one's port does). */
const sameServer = "same.server";

/** Only the master secret opens it again, and only for this organisation. */
export function sealUrl(
  { master, url }: Pick<Directory, "master" | "url">,
  organisationId: string,
  databaseUrl: string,
): string {
  const address = new URL(databaseUrl);
  if (address.host === new URL(url).host) address.host = `${sameServer}:5432`;
  return encryptText(deriveSecret(master, "directory", ""), address.href, organisationId);
}

/** @throws SecretError when the master secret is another one */
export function unsealUrl(
  { master, url }: Pick<Directory, "master" | "url">,
  organisationId: string,
  sealed: string,
): string {
  const address = new URL(decryptText(deriveSecret(master, "directory", ""), sealed, organisationId));
  if (address.hostname !== sameServer) return address.href;
  const { hostname, port } = new URL(url);
  address.hostname = hostname;
  address.port = port;
  return address.href;
}
