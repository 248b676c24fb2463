// npm run organisation -- create|list|migrate|backup|restore|remove ...
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "#platform/config.ts";
import { backUpOrganisation } from "#platform/database/backup.ts";
import type { Directory } from "#platform/database/directory.ts";
import {
  createOrganisation,
  findOrganisation,
  listOrganisations,
  migrateOrganisations,
  removeOrganisation,
} from "#platform/database/organisation.ts";
import { restoreOrganisation } from "#platform/database/restore.ts";
import { furnish, withDatabase } from "../server/first_organisation.ts";
import { runCommand, UsageError } from "./command.ts";

const usage = `usage: npm run organisation -- COMMAND
  create SLUG --name NAME [--host HOST]... [--company demo|empty]
  list
  migrate
  backup SLUG FOLDER
  restore FOLDER --as SLUG [--host HOST]...
  remove SLUG --yes SLUG`;

const options = {
  name: { type: "string" },
  host: { type: "string", multiple: true },
  company: { type: "string" },
  as: { type: "string" },
  yes: { type: "string" },
} as const;

type Values = ReturnType<typeof readArguments>["values"];
type Say = (line: string) => void;

const commands: Record<string, (directory: Directory, say: Say, words: string[], values: Values) => Promise<void>> = {
  async create(directory, say, [slug], { name, host, company = "empty" }) {
    if (!slug || !name || (company !== "demo" && company !== "empty")) throw new UsageError(usage);
    const fill = companyFiller(directory, company, name, say);
    const made = await createOrganisation(directory, { slug, name, hosts: host, fill });
    say(`organisation ${slug} made; it answers at ${made.hosts.join(", ")}`);
  },
  async list(directory, say) {
    for (const { slug, name, hosts, id, isReady } of await listOrganisations(directory)) {
      say([slug, name, hosts.join(","), id, ...(isReady ? [] : ["unfinished: remove it"])].join("\t"));
    }
  },
  async migrate(directory, say) {
    for (const { slug, applied, version } of await migrateOrganisations(directory, { log: say })) {
      say(`${slug}: ${applied.length === 0 ? "nothing to do" : `${applied.length} applied`}, at migration ${version}`);
    }
  },
  async backup(directory, say, [slug, folder]) {
    if (!slug || !folder) throw new UsageError(usage);
    const { bytes, rows, files } = await backUpOrganisation(
      directory,
      await findOrganisation(directory, slug),
      resolve(folder),
    );
    say(`${slug} backed up: ${rows} rows, ${files} files, ${bytes} bytes in ${resolve(folder)}`);
  },
  async restore(directory, say, [folder], { as, host }) {
    if (!folder || !as) throw new UsageError(usage);
    const { organisation, rows, files } = await restoreOrganisation(directory, resolve(folder), { as, hosts: host });
    say(`${as} restored: ${rows} rows, ${files} files; it answers at ${organisation.hosts.join(", ")}`);
  },
  async remove(directory, say, [slug], { yes }) {
    if (!slug) throw new UsageError(usage);
    await removeOrganisation(directory, slug, yes ?? "");
    say(`organisation ${slug} removed`);
  },
};

const { words, values } = readArguments();
const [command = "", ...rest] = words;
await runCommand(async (directory, say) => {
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) throw new UsageError(usage);
  await run(directory, say, rest, values);
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { values, words: positionals };
  } catch (error) {
    process.stderr.write(`zhiyin: ${error instanceof Error ? error.message : error}\n${usage}\n`);
    process.exit(2);
  }
}

/** Roles and an administrator, or the whole demo company, before the organisation can be reached. */
function companyFiller(
  { master }: Directory,
  company: "demo" | "empty",
  name: string,
  say: Say,
): (databaseUrl: string, id: string) => Promise<void> {
  return async (databaseUrl, id) => {
    const publicUrl = readConfig(process.env, []).publicUrl;
    for (const line of await withDatabase({ databaseUrl }, (db) =>
      furnish(db, { id, name, databaseUrl }, { company, publicUrl, master }, say),
    ))
      say(line);
  };
}
