// npm run rotate_keys -- [SLUG] [--old-master-key FILE]
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Directory } from "#platform/database/directory.ts";
import { findOrganisation, listOrganisations } from "#platform/database/organisation.ts";
import { deriveSecret, readMasterSecret } from "#platform/secret.ts";
import { withDatabase } from "../server/first_organisation.ts";
import { rotateKeys } from "../server/modules/voice/index.ts";
import { runCommand, UsageError } from "./command.ts";

const usage = "usage: npm run rotate_keys -- [SLUG] [--old-master-key FILE]";

function readArguments() {
  try {
    const options = { "old-master-key": { type: "string" } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true, args: process.argv.slice(2) });
    if (positionals.length > 1) throw new UsageError(usage);
    return { slug: positionals[0], oldKeyFile: values["old-master-key"] };
  } catch {
    throw new UsageError(usage);
  }
}

const secretsOf = (master: Buffer, organisationId: string) => ({
  secret: (purpose: string) => deriveSecret(master, purpose, organisationId),
});

function readOldKey(file: string): Buffer {
  try {
    return readMasterSecret("", readFileSync(file, "utf8"));
  } catch {
    throw new UsageError(`${file} cannot be read as a master key: 32 bytes as 64 hex digits or base64`);
  }
}

async function rotate(directory: Directory, say: (line: string) => void): Promise<void> {
  const { slug, oldKeyFile } = readArguments();
  const old = oldKeyFile === undefined ? undefined : readOldKey(oldKeyFile);
  const organisations = slug ? [await findOrganisation(directory, slug)] : await listOrganisations(directory);
  for (const organisation of organisations.filter(({ isReady }) => isReady)) {
    const now = secretsOf(directory.master, organisation.id);
    const { count } = await withDatabase(organisation, (db) =>
      rotateKeys(db, now, old && secretsOf(old, organisation.id)),
    );
    say(`${organisation.slug}: a new key, and ${count} recordings sealed by it`);
  }
}

await runCommand(rotate);
