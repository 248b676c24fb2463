import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { projectFolder } from "../config.ts";
import { codeOf, describeUrl, explainConnectError, StartError } from "./error.ts";
import { createClient } from "./pool.ts";

export type Migration = { number: number; name: string; sql: string; checksum: string; inTransaction: boolean };
export type MigrateOptions = {
  /** Stop after this number; the newest unless told otherwise. */
  upTo?: number;
  log?: (line: string) => void;
  /** Milliseconds between tries when a table is locked; doubled each time up to 5 s. 100 unless told otherwise. */
  firstPause?: number;
};

export const migrationsFolder = join(projectFolder, "db", "migrations");
export const directoryMigrationsFolder = join(projectFolder, "db", "directory");

const tries = 10;

/**
 * Brings a database to the newest schema: each file in a transaction of its own, forward only. Nodes that start
 * together wait for each other. A file whose first line is `-- no transaction` is run statement by statement
 * (each ends with a semicolon at a line's end) and must be repeatable.
 * @throws StartError database_newer, migration_changed, migration_failed
 */
export async function migrate(
  url: string,
  folder: string,
  options: MigrateOptions = {},
): Promise<{ applied: number[]; version: number }> {
  const known = await readMigrations(folder);
  const client = createClient({ url, name: "zhiyin migrate", statementTimeout: 0 });
  await client.connect().catch((error) => Promise.reject(explainConnectError(error, url)));
  try {
    await client.query("set idle_in_transaction_session_timeout = 0");
    await client.query("select pg_advisory_lock(hashtext('zhiyin migrate'))");
    await client.query(schemaMigrationTable);
    const done = await appliedMigrations(client);
    checkApplied(known, done, url);
    const due = known.filter(({ number }) => !done.has(number) && number <= (options.upTo ?? Infinity));
    for (const migration of due) await applyWithPatience(client, migration, options);
    return {
      applied: due.map(({ number }) => number),
      version: Math.max(0, ...done.keys(), ...due.map(({ number }) => number)),
    };
  } finally {
    await client.end();
  }
}

/** The number of the newest migration in a database, 0 when there is none. */
export async function schemaVersion(client: Pick<pg.Client, "query">): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('public.schema_migration') is not null as there",
  );
  if (!rows[0]?.there) return 0;
  const found = await client.query<{ number: number }>(
    "select coalesce(max(number), 0)::int as number from schema_migration",
  );
  return found.rows[0]?.number ?? 0;
}

/** The migrations of a folder in order. @throws StartError migration_failed when a number is missing or double */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (file, index) => {
      const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
      if (!match || Number(match[1]) !== index + 1)
        throw new StartError(
          "migration_failed",
          `migration ${file} should be named ${String(index + 1).padStart(4, "0")}_some_words.sql`,
        );
      const sql = await readFile(join(folder, file), "utf8");
      const checksum = createHash("sha256").update(sql.replaceAll("\r\n", "\n")).digest("hex");
      return {
        number: index + 1,
        name: match[2] ?? "",
        sql,
        checksum,
        inTransaction: !/^-- no transaction\b/.test(sql),
      };
    }),
  );
}

const schemaMigrationTable = `create table if not exists schema_migration (
  number     integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null default now()
)`;

async function appliedMigrations(client: pg.Client): Promise<Map<number, string>> {
  const { rows } = await client.query<{ number: number; checksum: string }>(
    "select number, checksum from schema_migration",
  );
  return new Map(rows.map(({ number, checksum }) => [number, checksum]));
}

function checkApplied(known: Migration[], done: Map<number, string>, url: string): void {
  const newest = Math.max(0, ...done.keys());
  if (newest > known.length)
    throw new StartError(
      "database_newer",
      `the database ${describeUrl(url)} is at migration ${newest}, this program knows ${known.length}; use the newer program`,
    );
  const changed = known.find(({ number, checksum }) => done.has(number) && done.get(number) !== checksum);
  if (changed)
    throw new StartError(
      "migration_changed",
      `migration ${changed.number} (${changed.name}) was changed after it ran on ${describeUrl(url)}; put it back and add a new one`,
    );
}

/** A busy table must not stand still behind us: give up the wait after 2 s, let the others pass, try again. */
async function applyWithPatience(client: pg.Client, migration: Migration, options: MigrateOptions): Promise<void> {
  let pause = options.firstPause ?? 100;
  for (let attempt = 1; ; attempt++) {
    try {
      await apply(client, migration);
      options.log?.(`migration ${migration.number} ${migration.name} applied`);
      return;
    } catch (error) {
      if (!isLocked(error) || attempt === tries) throw explainFailure(error, migration);
    }
    await sleep(pause);
    pause = Math.min(pause * 2, 5000);
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const { number, name, checksum, sql, inTransaction } = migration;
  const note = () =>
    client.query("insert into schema_migration (number, name, checksum) values ($1, $2, $3)", [number, name, checksum]);
  await client.query("set lock_timeout = '2s'");
  if (!inTransaction) {
    for (const statement of sql.split(/;[ \t]*(?:--.*)?$/m))
      if (statement.replace(/--.*$/gm, "").trim()) await client.query(statement);
    await note();
    return;
  }
  await client.query("begin");
  try {
    await client.query(sql);
    await note();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

function isLocked(error: unknown): boolean {
  return ["55P03", "40P01"].includes(codeOf(error) ?? "");
}

function explainFailure(error: unknown, { number, name }: Migration): StartError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError("migration_failed", `migration ${number} (${name}) failed and was rolled back: ${reason}`);
}
