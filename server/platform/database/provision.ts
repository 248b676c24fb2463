import { randomBytes } from "node:crypto";
import pg from "pg";
import { codeOf, explainConnectError, StartError } from "./error.ts";
import { createClient } from "./pool.ts";

const { escapeIdentifier, escapeLiteral } = pg;

export type DatabaseNames = { role: string; password: string; database: string };

/**
 * Makes a login role (kept when it exists) and a database of its own, which nobody else but the admin may enter.
 * @param adminUrl a role that may create roles and databases; it need not be a superuser
 * @throws StartError database_rights, database_too_old
 */
export async function createRoleAndDatabase(
  adminUrl: string,
  { role, password, database }: DatabaseNames,
): Promise<void> {
  await withAdmin(adminUrl, async (admin) => {
    await checkServer(admin, adminUrl);
    await createRole(admin, role, password);
    await createDatabase(admin, database, role);
    await admin.query(`revoke all on database ${escapeIdentifier(database)} from public`);
  });
  await withAdmin(withDatabase(adminUrl, database), (admin) => admin.query("create extension if not exists pg_trgm"));
}

/** Drops a database, whoever is connected, and its role. */
export async function dropRoleAndDatabase(adminUrl: string, role: string, database: string): Promise<void> {
  await withAdmin(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${escapeIdentifier(database)} with (force)`);
    await admin.query(`drop role if exists ${escapeIdentifier(role)}`);
  });
}

/** Makes a database (builtin C.UTF-8) unless it exists. */
export async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  await withAdmin(adminUrl, async (admin) => {
    const { rowCount } = await admin.query("select from pg_database where datname = $1", [database]);
    if (rowCount === 0) await createDatabase(admin, database).catch(ignoreDuplicate);
  });
}

/** The same server, user and options, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

export function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** Runs `work` on a connection without a statement timeout. Connection errors get their names. */
export async function withAdmin<Result>(url: string, work: (admin: pg.Client) => Promise<Result>): Promise<Result> {
  if (!URL.canParse(url)) throw explainConnectError(Object.assign(new Error(), { code: "ERR_INVALID_URL" }), url);
  const admin = createClient({ url, name: "zhiyin admin", statementTimeout: 0, connectTimeout: 5000 });
  await admin.connect().catch((error) => Promise.reject(explainConnectError(error, url)));
  try {
    return await work(admin);
  } catch (error) {
    if (codeOf(error) === "42501")
      throw new StartError("database_rights", `the database's user may not do this: ${(error as Error).message}`);
    throw error;
  } finally {
    await admin.end();
  }
}

/** @throws StartError database_too_old */
export async function checkServer(admin: pg.Client, url: string): Promise<void> {
  const { rows } = await admin.query<{ version: string }>("select current_setting('server_version_num') as version");
  const version = Number(rows[0]?.version);
  if (version < 170_000)
    throw new StartError(
      "database_too_old",
      `PostgreSQL 17 or newer is needed, ${new URL(url).hostname} runs ${Math.floor(version / 10_000)}`,
    );
}

async function createRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const name = escapeIdentifier(role);
  const { rowCount } = await admin.query("select from pg_roles where rolname = $1", [role]);
  const verb = rowCount === 0 ? "create" : "alter";
  await admin.query(`${verb} role ${name} login password ${escapeLiteral(password)}`);
  // an admin who is no superuser gives a database only to a role that it is a member of
  const { rows } = await admin.query<{ able: boolean }>("select pg_has_role($1, 'set') as able", [role]);
  if (!rows[0]?.able) await admin.query(`grant ${name} to current_user with set true, inherit true`);
  await allowWholesale(admin, name);
}

/**
 * Lets the role check the references of many rows at once and not one by one (`wholesale`). Only a superuser can allow
 * that, as on the embedded server; elsewhere bulk work is slower.
 */
async function allowWholesale(admin: pg.Client, role: string): Promise<void> {
  const { rows } = await admin.query<{ may: boolean }>(
    "select rolsuper as may from pg_roles where rolname = current_user",
  );
  if (!rows[0]?.may) return;
  await admin.query("select pg_advisory_lock(hashtext('zhiyin wholesale'))"); // two organisations made at once
  try {
    const { rowCount } = await admin.query("select from pg_roles where rolname = 'zhiyin_wholesale'");
    if (rowCount === 0) {
      await admin.query("create role zhiyin_wholesale nologin");
      await admin.query("grant set on parameter session_replication_role to zhiyin_wholesale");
    }
    await admin.query(`grant zhiyin_wholesale to ${role}`);
  } finally {
    await admin.query("select pg_advisory_unlock(hashtext('zhiyin wholesale'))");
  }
}

async function createDatabase(admin: pg.Client, database: string, owner?: string): Promise<void> {
  const owned = owner ? ` owner ${escapeIdentifier(owner)}` : "";
  const make = (ctype: string) =>
    admin.query(
      `create database ${escapeIdentifier(database)}${owned} template template0 encoding 'UTF8' ` +
        `locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype '${ctype}'`,
    );
  // trigrams of Chinese want a UTF-8 character type; a machine without it gets the plain one
  await make("C.UTF-8").catch((error) => (codeOf(error) === "42809" ? make("C") : Promise.reject(error)));
}

function ignoreDuplicate(error: unknown): void {
  if (!["42P04", "23505"].includes(codeOf(error) ?? "")) throw error; // two nodes at once
}
