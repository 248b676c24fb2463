import assert from "node:assert/strict";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { migrationFolder, openTestDirectory } from "#test/directory.ts";
import { createHostResolver } from "./host.ts";
import { OrganisationPools } from "./organisation.pool.ts";
import {
  createOrganisation,
  ensureFirstOrganisation,
  filesFolder,
  findOrganisation,
  listOrganisations,
  migrateOrganisations,
  type OrganisationError,
  removeOrganisation,
} from "./organisation.ts";
import { createClient } from "./pool.ts";
import { withDatabase } from "./provision.ts";

let directory: Awaited<ReturnType<typeof openTestDirectory>>;
let migrations: string;

before(async () => {
  directory = await openTestDirectory();
  migrations = await migrationFolder("create table thing (id int primary key); insert into thing values (1);");
});
after(async () => {
  await directory.dispose();
  await rm(migrations, { recursive: true });
});

test("nodes that start together make the first organisation once; every host leads to it", async () => {
  const first = { slug: "first", name: "第一家", migrations };
  const made = await Promise.all([1, 2, 3].map(() => ensureFirstOrganisation(directory, first)));
  assert.equal(made.filter(({ isNew }) => isNew).length, 1);
  const { resolveOrganisation } = createHostResolver(directory);
  assert.equal((await resolveOrganisation("127.0.0.1:3000"))?.slug, "first");
  assert.equal((await resolveOrganisation("anything.test"))?.name, "第一家");
});

test("with a second organisation an unknown host leads nowhere", async () => {
  await createOrganisation(directory, { slug: "second", name: "Second", hosts: ["Second.test:443"], migrations });
  const { resolveOrganisation } = createHostResolver(directory);
  assert.equal((await resolveOrganisation("second.test"))?.slug, "second");
  assert.equal((await resolveOrganisation("SECOND.test.:8443"))?.slug, "second");
  assert.equal(await resolveOrganisation("localhost"), undefined);
  assert.equal(await resolveOrganisation("*"), undefined);
});

test("hosts are read anew after a moment", async () => {
  let now = 0;
  const { resolveOrganisation } = createHostResolver(directory, 100, () => now);
  assert.equal(await resolveOrganisation("late.test"), undefined);
  await createOrganisation(directory, { slug: "late", name: "Late", hosts: ["late.test"], migrations });
  assert.equal(await resolveOrganisation("late.test"), undefined);
  now = 101;
  assert.equal((await resolveOrganisation("late.test"))?.slug, "late");
});

test("a slug or a host is given once, a bad slug never", async () => {
  const refused = async (slug: string, hosts: string[], code: OrganisationError["code"]) =>
    assert.rejects(createOrganisation(directory, { slug, name: "x", hosts, migrations }), {
      name: "OrganisationError",
      code,
    });
  await refused("second", [], "slug_taken");
  await refused("third", ["second.test"], "host_taken");
  await refused("Third; drop", [], "slug_invalid");
  assert.equal(
    (await listOrganisations(directory)).some(({ slug }) => slug === "third"),
    false,
  );
});

test("a failed migration leaves nothing of the new organisation", async () => {
  const broken = await migrationFolder("create table a (id nonsense)");
  await assert.rejects(createOrganisation(directory, { slug: "broken", name: "x", migrations: broken }), {
    code: "migration_failed",
  });
  await assert.rejects(findOrganisation(directory, "broken"), { code: "not_found" });
  const { rows } = await directory.pool.query("select from pg_roles where rolname like 'zhiyin_broken_%'");
  assert.equal(rows.length, 0);
  await rm(broken, { recursive: true });
});

test("an organisation's role enters its own database only, and the directory holds no readable password", async () => {
  const [one, other] = await Promise.all(["first", "second"].map((slug) => findOrganisation(directory, slug)));
  const foreign = withDatabase(one!.databaseUrl, new URL(other!.databaseUrl).pathname.slice(1));
  const client = createClient({ url: foreign });
  await assert.rejects(client.connect(), { code: "42501" });
  const { rows } = await directory.pool.query("select o::text as line from organisation o");
  const password = new URL(one!.databaseUrl).password;
  assert.equal(
    rows.some(({ line }: { line: string }) => line.includes(password)),
    false,
  );
});

test("removing needs the slug again and takes database, role and files", async () => {
  const made = await createOrganisation(directory, { slug: "gone", name: "Gone", migrations });
  const files = filesFolder(directory, made.id);
  await mkdir(files, { recursive: true });
  await writeFile(join(files, "a"), "a");
  await assert.rejects(removeOrganisation(directory, "gone", "gone?"), { code: "not_confirmed" });
  await removeOrganisation(directory, "gone", "gone");
  await assert.rejects(findOrganisation(directory, "gone"), { code: "not_found" });
  await assert.rejects(access(files));
  await assert.rejects(createClient({ url: made.databaseUrl }).connect(), { code: "28P01" });
  await createOrganisation(directory, { slug: "gone", name: "Again", migrations });
});

test("thirty organisations stay within the caps, and one in use is not closed", async () => {
  const slugs = Array.from({ length: 30 }, (_, index) => `many-${index}`);
  for (let index = 0; index < slugs.length; index += 5) {
    const five = slugs.slice(index, index + 5);
    await Promise.all(five.map((slug) => createOrganisation(directory, { slug, name: slug, migrations })));
  }
  const ids = (await listOrganisations(directory)).filter(({ slug }) => slugs.includes(slug)).map(({ id }) => id);
  assert.equal(ids.length, 30);
  const pools = new OrganisationPools<object>(directory, { perOrganisation: 2, total: 8, idle: 50 });
  const held = await pools.open(ids[0]!);
  let most = 0;
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      pools.with(ids[index % 30]!, async (db) => {
        const { rows } = await sql<{
          database: string;
        }>`select current_database() as database, pg_sleep(0.002)`.execute(db);
        most = Math.max(most, pools.stats().connections);
        return [index % 30, rows[0]?.database] as const;
      }),
    ),
  );
  assert.equal(new Set(answers.map(([, database]) => database)).size, 30);
  assert.equal(new Set(answers.map(String)).size, 30, "each organisation answers from its own database");
  assert(most <= 8, `${most} connections`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(pools.stats(), { organisations: 1, connections: 0 });
  await sql`select 1`.execute(held.db);
  held.release();
  await pools.close();
});

test("migrating goes through all of them", async () => {
  const newer = await migrationFolder(
    "create table thing (id int primary key); insert into thing values (1);",
    "create table other (id int primary key);",
  );
  const results = await migrateOrganisations(directory, { migrations: newer });
  assert.equal(results.length, (await listOrganisations(directory)).length);
  assert(results.every(({ applied, version }) => applied.length === 1 && version === 2));
  await assert.rejects(migrateOrganisations(directory, { migrations }), { code: "database_newer" });
  await rm(newer, { recursive: true });
});
