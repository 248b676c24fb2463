import { ConfigError, readConfig } from "#platform/config.ts";
import { BackupError } from "#platform/database/backup.manifest.ts";
import type { Directory } from "#platform/database/directory.ts";
import { StartError } from "#platform/database/error.ts";
import { openInstallation } from "#platform/database/installation.ts";
import { OrganisationError } from "#platform/database/organisation.ts";
import { SecretError } from "#platform/secret.ts";

/** A command that was called wrongly; `message` says how to call it. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Runs a command on the installation that the environment names. Known errors are one line, others a stack; both exit 1. */
export async function runCommand(
  work: (directory: Directory, say: (line: string) => void) => Promise<void>,
): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    const installation = await openInstallation(readConfig(process.env, []), process.env.ZHIYIN_MASTER_KEY, log);
    try {
      await work(installation.directory, say);
    } finally {
      await installation.close();
    }
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    log(isNamed(error) ? `zhiyin: ${error.message}` : String(error instanceof Error ? error.stack : error));
  }
}

function isNamed(error: unknown): error is Error {
  return [UsageError, ConfigError, StartError, OrganisationError, BackupError, SecretError].some(
    (kind) => error instanceof kind,
  );
}
