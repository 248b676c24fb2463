import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { s3Store } from "../file/s3.ts";
import { newId } from "../ids.ts";
import { type Directory, sealUrl, unsealUrl } from "./directory.ts";
import { codeOf } from "./error.ts";
import { migrate, migrationsFolder } from "./migrate.ts";
import { createRoleAndDatabase, dropRoleAndDatabase, randomPassword, withDatabase } from "./provision.ts";

export type Organisation = {
  id: string;
  slug: string;
  name: string;
  hosts: string[];
  /** URL of its database as its own role. Holds a password: never log it. */
  databaseUrl: string;
  createdAt: string;
  /** False: it was never finished; remove it. */
  isReady: boolean;
};

export type NewOrganisation = {
  slug: string;
  name: string;
  /** Host names that lead to it. None given: the first organisation gets every host, a later one `SLUG.localhost`. */
  hosts?: string[];
  /** Kept from a back-up; a new one otherwise. */
  id?: string;
  /** Migrate no further than this number. */
  upTo?: number;
  migrations?: string;
  /** Puts rows into the fresh database before anybody can reach it. */
  fill?: (databaseUrl: string, id: string) => Promise<void>;
  log?: (line: string) => void;
};

/** What was asked of the directory cannot be done; `code` says why, `message` in one line. */
export class OrganisationError extends Error {
  override name = "OrganisationError";
  readonly code: "slug_invalid" | "slug_taken" | "host_taken" | "not_found" | "not_confirmed";
  constructor(code: OrganisationError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Makes an organisation: its role, its database with the schema, its hosts. What a failure leaves is removed.
 * @throws OrganisationError slug_invalid, slug_taken, host_taken
 * @throws StartError
 */
export async function createOrganisation(directory: Directory, input: NewOrganisation): Promise<Organisation> {
  const { slug, name, id = newId(), migrations = migrationsFolder } = input;
  checkSlug(slug);
  const hosts = (input.hosts ?? []).map(normaliseHost);
  const names = databaseNames(directory, slug);
  await claim(directory, { id, slug, name, hosts, ...names });
  try {
    await createRoleAndDatabase(directory.url, names);
    await migrate(names.databaseUrl, migrations, { upTo: input.upTo, log: input.log });
    await input.fill?.(names.databaseUrl, id);
    await directory.db.updateTable("organisation").set({ ready_at: sql`now()` }).where("id", "=", id).execute();
  } catch (error) {
    await dropRoleAndDatabase(directory.url, names.role, names.database).catch(() => undefined);
    await directory.db.deleteFrom("organisation").where("id", "=", id).execute();
    await rm(filesFolder(directory, id), { recursive: true, force: true });
    throw error;
  }
  return findOrganisation(directory, slug);
}

/** All organisations that were not removed, by slug. */
export async function listOrganisations(directory: Directory): Promise<Organisation[]> {
  const rows = await directory.db
    .selectFrom("organisation as o")
    .leftJoin("organisation_host as h", "h.organisation_id", "o.id")
    .select(["o.id", "o.slug", "o.name", "o.database_url_encrypted", "o.created_at", "o.ready_at"])
    .select(
      sql<string[]>`coalesce(array_agg(h.host order by h.host) filter (where h.host is not null), '{}')`.as("hosts"),
    )
    .where("o.removed_at", "is", null)
    .groupBy("o.id")
    .orderBy("o.slug")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    hosts: row.hosts,
    databaseUrl: unsealUrl(directory, row.id, row.database_url_encrypted),
    createdAt: row.created_at,
    isReady: row.ready_at !== null,
  }));
}

/** @throws OrganisationError not_found */
export async function findOrganisation(directory: Directory, slug: string): Promise<Organisation> {
  const found = (await listOrganisations(directory)).find((one) => one.slug === slug);
  if (found) return found;
  throw new OrganisationError("not_found", `there is no organisation "${slug}"`);
}

/** Brings every organisation's database to the newest schema, one after the other; stops at the first that fails. */
export async function migrateOrganisations(
  directory: Directory,
  options: { migrations?: string; log?: (line: string) => void } = {},
): Promise<{ slug: string; applied: number[]; version: number }[]> {
  const results: { slug: string; applied: number[]; version: number }[] = [];
  for (const { slug, databaseUrl, isReady } of await listOrganisations(directory)) {
    if (!isReady) continue;
    const log = (line: string) => options.log?.(`${slug}: ${line}`);
    results.push({ slug, ...(await migrate(databaseUrl, options.migrations ?? migrationsFolder, { log })) });
  }
  return results;
}

/**
 * Erases an organisation: database, role, files. `confirmation` must repeat the slug. Back-ups stay.
 * @throws OrganisationError not_confirmed, not_found
 */
export async function removeOrganisation(directory: Directory, slug: string, confirmation: string): Promise<void> {
  if (confirmation !== slug)
    throw new OrganisationError("not_confirmed", `say --yes ${slug} to remove ${slug} with all it holds`);
  const { id } = await findOrganisation(directory, slug);
  const row = await directory.db
    .updateTable("organisation")
    .set({ removed_at: sql`now()`, database_url_encrypted: "" })
    .where("id", "=", id)
    .returning(["database_role", "database_name"])
    .executeTakeFirstOrThrow();
  await directory.db.deleteFrom("organisation_host").where("organisation_id", "=", id).execute();
  await dropRoleAndDatabase(directory.url, row.database_role, row.database_name);
  if (directory.s3) {
    const bucket = s3Store(directory.s3, id);
    for await (const fileId of bucket.ids()) await bucket.remove(fileId);
  }
  await rm(filesFolder(directory, id), { recursive: true, force: true });
}

/** The first organisation of a fresh installation, made once however many nodes start together. */
export async function ensureFirstOrganisation(
  directory: Directory,
  input: NewOrganisation,
): Promise<{ isNew: boolean }> {
  const client = await directory.pool.connect();
  try {
    await client.query("set statement_timeout = 0");
    await client.query("select pg_advisory_lock(hashtext('zhiyin first organisation'))");
    if ((await listOrganisations(directory)).length > 0) return { isNew: false };
    await createOrganisation(directory, input);
    return { isNew: true };
  } finally {
    client.release(true); // the lock ends with the connection
  }
}

/** Where an organisation's files lie. */
export function filesFolder({ dataFolder }: Pick<Directory, "dataFolder">, organisationId: string): string {
  return join(dataFolder, "files", organisationId);
}

/** Lower case, without port and the dot at the end. */
export function normaliseHost(host: string): string {
  return host.trim().toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
}

function checkSlug(slug: string): void {
  if (/^[a-z][a-z0-9-]{1,30}$/.test(slug)) return;
  throw new OrganisationError("slug_invalid", `"${slug}" must be 2 to 31 of a-z, 0-9 and -, beginning with a letter`);
}

function databaseNames(directory: Directory, slug: string) {
  const name = `zhiyin_${slug.replaceAll("-", "_")}_${randomBytes(3).toString("hex")}`;
  const password = randomPassword();
  const url = new URL(withDatabase(directory.url, name));
  url.username = name;
  url.password = password;
  return { role: name, database: name, password, databaseUrl: url.href };
}

type Claim = {
  id: string;
  slug: string;
  name: string;
  hosts: string[];
  role: string;
  database: string;
  databaseUrl: string;
};

/** The unique keys of slug and host decide between two that create at once. */
async function claim(
  directory: Directory,
  { id, slug, name, hosts, role, database, databaseUrl }: Claim,
): Promise<void> {
  try {
    await directory.db.transaction().execute(async (tx) => {
      const others = await tx
        .selectFrom("organisation")
        .select("id")
        .where("removed_at", "is", null)
        .limit(1)
        .execute();
      const sealed = sealUrl(directory, id, databaseUrl);
      const columns = { id, slug, name, database_name: database, database_role: role, database_url_encrypted: sealed };
      // a removed organisation leaves its row for the record; its id comes back with a restored back-up
      await tx.deleteFrom("organisation").where("id", "=", id).where("removed_at", "is not", null).execute();
      await tx.insertInto("organisation").values(columns).execute();
      const all = hosts.length > 0 ? hosts : others.length === 0 ? ["*"] : [`${slug}.localhost`];
      await tx
        .insertInto("organisation_host")
        .values([...new Set(all)].map((host) => ({ host, organisation_id: id })))
        .execute();
    });
  } catch (error) {
    if (codeOf(error) !== "23505") throw error;
    const isHost = error instanceof Error && error.message.includes("organisation_host");
    if (isHost)
      throw new OrganisationError("host_taken", `one of the hosts of "${slug}" belongs to another organisation`);
    throw new OrganisationError("slug_taken", `there is an organisation "${slug}" already`);
  }
}
