// npm run backup -- [SLUG] [FOLDER]: all organisations, or one, into FOLDER (<data folder>/backups/<time> unless given).
import { join, resolve } from "node:path";
import { backUpAll, backUpOrganisation, defaultBackupFolder } from "#platform/database/backup.ts";
import { findOrganisation, listOrganisations } from "#platform/database/organisation.ts";
import { runCommand, UsageError } from "./command.ts";

const words = process.argv.slice(2);

await runCommand(async (directory, say) => {
  if (words.length > 2 || words.some((word) => word.startsWith("--")))
    throw new UsageError("usage: npm run backup -- [SLUG] [FOLDER]");
  const slugs = new Set((await listOrganisations(directory)).map(({ slug }) => slug));
  const slug = words.length === 2 || slugs.has(words[0] ?? "") ? words[0] : undefined;
  const given = slug === undefined ? words[0] : words[1];
  const folder = given ? resolve(given) : defaultBackupFolder(directory.dataFolder, new Date());
  const results =
    slug === undefined
      ? await backUpAll(directory, folder)
      : [
          await backUpOrganisation(
            directory,
            await findOrganisation(directory, slug),
            given ? folder : join(folder, slug),
          ),
        ];
  for (const result of results) {
    say(
      `${result.slug}: ${result.rows} rows, ${result.files} files, ${result.bytes} bytes, ${result.took} ms -> ${result.folder}`,
    );
  }
});
