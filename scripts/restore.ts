// npm run restore -- FOLDER [--as SLUG] [--host HOST]...: makes a new organisation from one organisation's back-up.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { restoreOrganisation } from "#platform/database/restore.ts";
import { runCommand, UsageError } from "./command.ts";

const usage = "usage: npm run restore -- FOLDER [--as SLUG] [--host HOST]...";

await runCommand(async (directory, say) => {
  const { values, positionals } = readArguments();
  const [folder] = positionals;
  if (!folder || positionals.length > 1) throw new UsageError(usage);
  const { organisation, rows, files, isSameId } = await restoreOrganisation(directory, resolve(folder), {
    as: values.as,
    hosts: values.host,
  });
  say(`${organisation.slug}: ${rows} rows, ${files} files restored; it answers at ${organisation.hosts.join(", ")}`);
  if (!isSameId)
    say("The original is still here, so this is a copy: its people sign in and set up second factors again.");
});

function readArguments() {
  const options = { as: { type: "string" }, host: { type: "string", multiple: true } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch {
    throw new UsageError(usage);
  }
}
