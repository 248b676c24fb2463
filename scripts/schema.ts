// npm run schema: after a new migration. Adds its checksum, tries all migrations on an empty database, writes the types.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { directoryMigrationsFolder, migrationsFolder, readMigrations } from "#platform/database/migrate.ts";
import { cloneDatabase, dropDatabase } from "#test/database.ts";
import { generateTypes } from "./generate_types.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sumsFile = join(projectFolder, "db", "checksums.json");

try {
  const { sums, added } = await checksums();
  const url = await cloneDatabase();
  try {
    await generateTypes(url);
  } finally {
    await dropDatabase(url);
  }
  writeFileSync(sumsFile, `${JSON.stringify(sums, null, 2)}\n`);
  for (const name of added) say(`db/${name}: checksum added`);
  say("All migrations ran on an empty database; server/platform/database/types.gen.ts is written");
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`zhiyin: ${(error as Error).message}\n`);
}

/** A migration that is known already must not have changed: databases out there have run it as it was. */
async function checksums(): Promise<{ sums: Record<string, string>; added: string[] }> {
  const sums = JSON.parse(readFileSync(sumsFile, "utf8")) as Record<string, string>;
  const added: string[] = [];
  for (const [kind, folder] of [
    ["directory", directoryMigrationsFolder],
    ["migrations", migrationsFolder],
  ] as const) {
    for (const { number, name, checksum } of await readMigrations(folder)) {
      const file = `${kind}/${String(number).padStart(4, "0")}_${name}.sql`;
      if (sums[file] === checksum) continue;
      if (file in sums)
        throw new Error(
          `db/${file} has changed since it was summed; write a new migration, or take its line out of db/checksums.json as long as nobody else has it`,
        );
      sums[file] = checksum;
      added.push(file);
    }
  }
  return { sums: Object.fromEntries(Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1))), added };
}
