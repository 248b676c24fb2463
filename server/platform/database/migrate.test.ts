import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cloneDatabase, dropDatabase, emptyDatabase } from "#test/database.ts";
import { migrationFolder } from "#test/directory.ts";
import { migrate, migrationsFolder, readMigrations, schemaVersion } from "./migrate.ts";
import { withAdmin } from "./provision.ts";

let url: string;
const folders: string[] = [];
async function folderOf(...texts: string[]): Promise<string> {
  const folder = await migrationFolder(...texts);
  folders.push(folder);
  return folder;
}
beforeEach(async () => {
  url = await emptyDatabase();
});
afterEach(() => dropDatabase(url));
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const version = () => withAdmin(url, schemaVersion);

test("runs what is new, in order, once", async () => {
  const folder = await folderOf(
    "create table a (id int)",
    "alter table a add column b int; insert into a values (1, 2)",
  );
  assert.equal(await version(), 0);
  assert.deepEqual(await migrate(url, folder, { upTo: 1 }), { applied: [1], version: 1 });
  assert.deepEqual(await migrate(url, folder), { applied: [2], version: 2 });
  assert.deepEqual(await migrate(url, folder), { applied: [], version: 2 });
  assert.equal(await version(), 2);
});

test("nodes that start together migrate once", async () => {
  const folder = await folderOf("create table a (id int); select pg_sleep(0.2)");
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate(url, folder)));
  assert.deepEqual(results.map(({ applied }) => applied.length).sort(), [0, 0, 0, 1]);
});

test("a failing file leaves no trace, those before it stay", async () => {
  const folder = await folderOf("create table a (id int)", "create table b (id int); select 1/0");
  await assert.rejects(migrate(url, folder), {
    name: "StartError",
    code: "migration_failed",
    message: /migration 2 .*division by zero/,
  });
  assert.equal(await version(), 1);
  await withAdmin(url, async (client) => {
    const { rows } = await client.query("select to_regclass('a') as a, to_regclass('b') as b");
    assert.deepEqual(rows[0], { a: "a", b: null });
  });
});

test("a changed file and a newer database are refused", async () => {
  const folder = await folderOf("create table a (id int)", "create table b (id int)");
  await migrate(url, folder);
  await writeFile(join(folder, "0001_step.sql"), "create table a (id bigint)");
  await assert.rejects(migrate(url, folder), { code: "migration_changed", message: /migration 1 / });
  await assert.rejects(migrate(url, await folderOf("create table a (id int)")), {
    code: "database_newer",
    message: /at migration 2.*knows 1/,
  });
});

test("a locked table is waited for in short tries", async () => {
  await migrate(url, await folderOf("create table a (id int)"));
  const folder = await folderOf("create table a (id int)", "alter table a add column b int");
  await withAdmin(url, async (client) => {
    await client.query("begin; lock table a");
    const migrating = migrate(url, folder, { firstPause: 10 });
    await sleep(2300);
    await client.query("commit");
    assert.deepEqual((await migrating).applied, [2]);
  });
});

test("a file without a transaction may build an index concurrently", async () => {
  const folder = await folderOf(
    "create table a (id int)",
    "-- no transaction\ncreate index concurrently if not exists a_id_idx on a (id); -- not; here\ncreate index concurrently if not exists a_id2_idx on a (id);\n",
  );
  assert.deepEqual((await migrate(url, folder)).applied, [1, 2]);
  assert.deepEqual((await migrate(url, folder)).applied, []);
});

test("a gap in the numbers is refused", async () => {
  const folder = await folderOf("select 1", "select 2", "select 3");
  await rm(join(folder, "0002_step.sql"));
  await assert.rejects(readMigrations(folder), { code: "migration_failed", message: /0003_step.sql/ });
});

test("a clone of the migrated template has the product's newest schema, for a role that is no superuser", async () => {
  const clones = await Promise.all([cloneDatabase(), cloneDatabase()]);
  const newest = (await readMigrations(migrationsFolder)).length;
  for (const clone of clones) {
    assert.equal(await withAdmin(clone, schemaVersion), newest);
    assert.equal(
      await withAdmin(clone, async (client) => (await client.query("show is_superuser")).rows[0].is_superuser),
      "off",
    );
    await dropDatabase(clone);
  }
});
