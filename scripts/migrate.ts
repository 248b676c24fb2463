// npm run migrate: brings the directory and every organisation to the newest schema.
import { migrateOrganisations } from "#platform/database/organisation.ts";
import { runCommand } from "./command.ts";

await runCommand(async (directory, say) => {
  for (const { slug, applied, version } of await migrateOrganisations(directory, { log: say })) {
    say(`${slug}: ${applied.length === 0 ? "nothing to do" : `${applied.length} applied`}, at migration ${version}`);
  }
});
