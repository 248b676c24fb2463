import { createHash, randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { type EmbeddedServer, startEmbedded } from "#platform/database/embedded.ts";
import { migrate, migrationsFolder, readMigrations } from "#platform/database/migrate.ts";
import { createClient } from "#platform/database/pool.ts";
import { createRoleAndDatabase, withDatabase } from "#platform/database/provision.ts";

let server: Promise<EmbeddedServer> | undefined;

/**
 * The embedded server that all test processes of a run share: the first starts it, the last one out stops it.
 * Its folder is ZHIYIN_TEST_DATA, else one of the machine's temporary folders; ZHIYIN_TEST_POSTGRES=17 runs on that major.
 */
export function startTestServer(): Promise<EmbeddedServer> {
  server ??= start();
  return server;
}

async function start(): Promise<EmbeddedServer> {
  const major = process.env.ZHIYIN_TEST_POSTGRES === "17" ? 17 : 18;
  const dataFolder = process.env.ZHIYIN_TEST_DATA || join(tmpdir(), `zhiyin-test-${folderHash()}-${major}`);
  const started = await startEmbedded({ dataFolder, major, purpose: "test" });
  process.once("beforeExit", () => void started.stop());
  return started;
}

function folderHash(): string {
  return createHash("sha256").update(`${projectFolder} ${process.getuid?.()}`).digest("hex").slice(0, 8);
}

/** URL (as the owner, no superuser) of a fresh database cloned from `template`; the migrated one unless told otherwise. */
export async function cloneDatabase(template?: string): Promise<string> {
  const { url } = await startTestServer();
  const source = template ?? (await migratedTemplate());
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin(url, (query) => query(`create database ${name} template ${source} owner ${owner} strategy file_copy`));
  return ownerUrl(url, name);
}

/** Drops a database that `cloneDatabase` or `emptyDatabase` gave, whoever is connected to it. */
export async function dropDatabase(databaseUrl: string): Promise<void> {
  const { url } = await startTestServer();
  const name = new URL(databaseUrl).pathname.slice(1);
  if (!/^test_[0-9a-f]+$/.test(name)) throw new Error(`${name} is no test database`);
  await asAdmin(url, (query) => query(`drop database if exists ${name} with (force)`));
}

/** URL (as the owner) of a fresh database without tables. */
export async function emptyDatabase(): Promise<string> {
  const { url } = await startTestServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  await makeOwnDatabase(url, name);
  return ownerUrl(url, name);
}

let template: Promise<string> | undefined;

/** The name of the template with all of db/migrations, made once for each state of that folder. */
export function migratedTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const { url } = await startTestServer();
  const checksums = (await readMigrations(migrationsFolder)).map(({ checksum }) => checksum).join();
  const name = `template_${createHash("sha256").update(checksums).digest("hex").slice(0, 12)}`;
  await asAdmin(url, async (query) => {
    await query("select pg_advisory_lock(hashtext('zhiyin test template'))");
    const { rowCount } = await query(`select from pg_database where datname = '${name}'`);
    if (rowCount) return;
    await query(`drop database if exists ${name}_making with (force)`);
    await makeOwnDatabase(url, `${name}_making`);
    await migrate(ownerUrl(url, `${name}_making`), migrationsFolder);
    await query(`alter database ${name}_making rename to ${name}`);
  });
  return name;
}

const owner = "test_owner";

function ownerUrl(adminUrl: string, database: string): string {
  const url = new URL(withDatabase(adminUrl, database));
  url.username = owner;
  return url.href;
}

async function makeOwnDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, async (query) => {
    await query("select pg_advisory_lock(hashtext('zhiyin test owner'))");
    await createRoleAndDatabase(adminUrl, { role: owner, password: new URL(adminUrl).password, database: name });
  });
}

type Result = { rowCount: number | null };

async function asAdmin(
  url: string,
  work: (query: (sql: string) => Promise<Result>) => Promise<unknown>,
): Promise<void> {
  const client = createClient({ url, name: "zhiyin test admin", statementTimeout: 0 });
  await client.connect();
  try {
    await client.query("set idle_session_timeout = 0");
    await work((sql) => client.query(sql));
  } finally {
    await client.end();
  }
}
