import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { migrationFolder, openTestDirectory } from "#test/directory.ts";
import { backUpAll, backUpOrganisation, defaultBackupFolder } from "./backup.ts";
import {
  createOrganisation,
  filesFolder,
  findOrganisation,
  listOrganisations,
  type Organisation,
  removeOrganisation,
} from "./organisation.ts";
import { withAdmin } from "./provision.ts";
import { restoreOrganisation } from "./restore.ts";

const first = `
create sequence customer_number;
create table team (id int generated always as identity primary key, name text not null unique, parent_id int references team);
insert into team (name) values ('made by a migration');
create table customer (
  id uuid primary key default gen_random_uuid(), number bigint not null default nextval('customer_number'),
  name text not null, name_length int generated always as (length(name)) stored, team_id int references team,
  changed_at timestamptz not null default clock_timestamp());
create function touch() returns trigger language plpgsql as $$ begin new.changed_at = 'epoch'; return new; end $$;
create trigger touch before insert on customer for each row execute function touch();
create table log (at date not null, line text) partition by range (at);
create table log_2025 partition of log for values from ('2025-01-01') to ('2026-01-01');
create unlogged table staging (line text);
`;
const second = "alter table customer add column note text;";

let directory: Awaited<ReturnType<typeof openTestDirectory>>;
let old: string;
let newer: string;
let place: string;
let source: Organisation;

before(async () => {
  directory = await openTestDirectory();
  [old, newer] = await Promise.all([migrationFolder(first), migrationFolder(first, second)]);
  place = await mkdtemp(join(tmpdir(), "zhiyin-backup-"));
  source = await createOrganisation(directory, { slug: "source", name: "源", migrations: old });
  await withAdmin(source.databaseUrl, async (client) => {
    await client.query("insert into team (name, parent_id) values ('华东', 1), ('back\\slash\ttab\nline', 2)");
    await client.query("update team set parent_id = 3 where id = 1"); // a circle: no order of loading suits it
    await client.query(
      "insert into customer (name, team_id) select '客户' || n, 1 + n % 3 from generate_series(1, 5000) n",
    );
    await client.query("insert into log values ('2025-05-01', null), ('2025-06-01', '')");
    await client.query("create table log_2026 partition of log for values from ('2026-01-01') to ('2027-01-01')");
    await client.query("insert into log values ('2026-05-01', 'new year'); insert into staging values ('gone')");
    await client.query("create schema own; alter table customer add column x_size numeric(10,2) default 1.5");
    await client.query("create index customer_x_size_idx on customer (x_size)");
    await client.query(
      `create table own.x_machine (id uuid primary key default gen_random_uuid(), customer_id uuid not null references customer,
       serial text unique check (serial <> ''))`,
    );
    await client.query(
      "insert into own.x_machine (customer_id, serial) select id, 'S' || number from customer limit 50",
    );
  });
  for (const [name, text] of Object.entries({ "a.txt": "甲", "deep/er/b.bin": "x".repeat(100_000), empty: "" })) {
    await mkdir(dirname(join(filesFolder(directory, source.id), name)), { recursive: true });
    await writeFile(join(filesFolder(directory, source.id), name), text);
  }
});
after(async () => {
  await directory.dispose();
  await Promise.all([old, newer, place].map((folder) => rm(folder, { recursive: true })));
});

test("drill: rows written meanwhile do not disturb the copy, and the restored organisation has the same rows and files", async () => {
  const folder = join(place, "drill");
  const before = await contents(source);
  let isWriting = true;
  const writer = withAdmin(source.databaseUrl, async (client) => {
    let written = 0;
    for (; isWriting; written += 2) {
      await client.query(
        "begin; insert into customer (name) values ('during'); insert into customer (name) values ('during'); commit",
      );
    }
    return written;
  });
  const result = await backUpOrganisation(directory, source, folder);
  isWriting = false;
  assert((await writer) > 0);
  assert.equal(result.files, 3);
  const { organisation, isSameId, rows } = await restoreOrganisation(directory, folder, {
    as: "copy",
    migrations: newer,
  });
  assert.equal(isSameId, false);
  assert.equal(rows, result.rows);
  const after = await contents(organisation);
  const during = await count(organisation, "select count(*) from customer where name = 'during'");
  assert.equal(during % 2, 0, "transactions are whole");
  await withAdmin(organisation.databaseUrl, (client) => client.query("delete from customer where name = 'during'"));
  assert.deepEqual((await contents(organisation)).customer, before.customer);
  for (const table of ["team", "log", "x_machine", "definitions"]) assert.equal(after[table], before[table], table);
  assert.equal(await count(organisation, "select count(*) from staging"), 0);
  assert.deepEqual(await filesOf(organisation), await filesOf(source));
});

test("numbers go on after the restored ones, keys and triggers stand again", async () => {
  const copy = await findOrganisation(directory, "copy");
  await withAdmin(copy.databaseUrl, async (client) => {
    const { rows } = await client.query(
      "insert into customer (name, note) values ('next', 'new column') returning number, changed_at",
    );
    assert(rows[0].number > 5000);
    assert.equal(rows[0].changed_at, "1970-01-01T00:00:00Z");
    const team = await client.query("insert into team (name) values ('next') returning id");
    assert.equal(team.rows[0].id, 4);
    await assert.rejects(client.query("insert into customer (name, team_id) values ('x', 99)"), { code: "23503" });
    await assert.rejects(client.query("insert into own.x_machine (customer_id) values (gen_random_uuid())"), {
      code: "23503",
    });
  });
});

test("restoring what was removed keeps its id", async () => {
  const made = await createOrganisation(directory, {
    slug: "lost",
    name: "Lost",
    hosts: ["lost.test"],
    migrations: old,
  });
  await backUpOrganisation(directory, made, join(place, "lost"));
  await assert.rejects(restoreOrganisation(directory, join(place, "lost"), { migrations: old }), {
    code: "slug_taken",
  });
  await removeOrganisation(directory, "lost", "lost");
  const { organisation, isSameId } = await restoreOrganisation(directory, join(place, "lost"), { migrations: old });
  assert.deepEqual([organisation.id, organisation.slug, isSameId], [made.id, "lost", true]);
});

test("a damaged, unfinished or newer back-up is refused and leaves nothing", async () => {
  const folder = join(place, "damaged");
  await backUpOrganisation(directory, source, folder);
  const before = await listOrganisations(directory);
  const refuse = (code: string, migrations = old) =>
    assert.rejects(restoreOrganisation(directory, folder, { as: "never", migrations }), { name: "BackupError", code });
  const table = join(folder, "tables", "public.customer.copy.gz");
  const bytes = await readFile(table);
  const changed = Buffer.from(bytes);
  changed[bytes.length >> 1]! ^= 1;
  await writeFile(table, changed);
  await refuse("backup_damaged");
  await writeFile(table, bytes.subarray(0, -1));
  await refuse("backup_damaged");
  await rm(table);
  await refuse("backup_damaged");
  await writeFile(table, bytes);
  const manifest = await readFile(join(folder, "manifest.json"), "utf8");
  await writeFile(join(folder, "manifest.json"), manifest.replace('"schema_version": 1', '"schema_version": 9'));
  await refuse("backup_damaged");
  await rm(join(folder, "manifest.json"));
  await refuse("backup_missing");
  await writeFile(join(folder, "manifest.json"), manifest);
  const none = await mkdtemp(join(place, "none-"));
  await refuse("backup_newer", none);
  assert.deepEqual(await listOrganisations(directory), before);
});

test("all organisations go into one folder, readable by the owner only; every run is noted", async () => {
  const folder = defaultBackupFolder(directory.dataFolder, new Date("2026-01-31T08:00:00.123Z"));
  assert.equal(folder, join(directory.dataFolder, "backups", "2026-01-31T08-00-00Z"));
  const results = await backUpAll(directory, folder);
  assert.deepEqual((await readdir(folder)).sort(), results.map(({ slug }) => slug).sort());
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, "source", "manifest.json"))).mode & 0o777, 0o600);
  await assert.rejects(backUpOrganisation(directory, source, join(folder, "source")), { code: "backup_exists" });
  const runs = await directory.db
    .selectFrom("backup_run")
    .selectAll()
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .execute();
  assert.deepEqual([runs[0]?.is_ok, runs[0]?.error?.includes("exists")], [false, true]);
  assert.equal(runs[1]?.is_ok, true);
  assert(runs[1]?.finished_at && (runs[1]?.bytes ?? 0) > 0);
});

/** A checksum for each table's rows, and all definitions. */
async function contents({ databaseUrl }: Organisation): Promise<Record<string, string>> {
  return withAdmin(databaseUrl, async (client) => {
    const found: Record<string, string> = {};
    const columns = {
      customer: "id, number, name, name_length, team_id, changed_at, x_size",
      team: "t.*",
      log: "t.*",
      x_machine: "t.*",
    };
    for (const [table, list] of Object.entries(columns)) {
      const from = table === "x_machine" ? "own.x_machine" : table;
      const { rows } = await client.query(
        `select md5(string_agg(r::text, E'\\n' order by r::text)) as sum from (select ${list} from ${from} t) r`,
      );
      found[table] = rows[0].sum;
    }
    const { rows } = await client.query(
      `select string_agg(line, E'\\n' order by line) as lines from (
         select indexdef as line from pg_indexes where schemaname in ('public', 'own')
         union all select conname || pg_get_constraintdef(oid) from pg_constraint where connamespace::regnamespace::text in ('public', 'own')) d`,
    );
    found.definitions = rows[0].lines;
    return found;
  });
}

async function count({ databaseUrl }: Organisation, query: string): Promise<number> {
  return withAdmin(databaseUrl, async (client) => (await client.query(query)).rows[0].count);
}

async function filesOf({ id }: Organisation): Promise<Record<string, string>> {
  const folder = filesFolder(directory, id);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.slice(folder.length), await readFile(file, "utf8")])),
  );
}
