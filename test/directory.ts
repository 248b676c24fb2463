import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Directory, openDirectory } from "#platform/database/directory.ts";
import { listOrganisations, removeOrganisation } from "#platform/database/organisation.ts";
import { dropRoleAndDatabase, ensureDatabase, withDatabase } from "#platform/database/provision.ts";
import { startTestServer } from "./database.ts";

/** A directory of its own with an own data folder; `dispose` removes it with all its organisations. */
export async function openTestDirectory(): Promise<Directory & { dispose: () => Promise<void> }> {
  const { url } = await startTestServer();
  const name = `test_${Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex")}`;
  const dataFolder = await mkdtemp(join(tmpdir(), "zhiyin-data-"));
  await ensureDatabase(url, name);
  const directory = await openDirectory({ url: withDatabase(url, name), master: Buffer.alloc(32, 7), dataFolder });
  const dispose = async () => {
    for (const { slug } of await listOrganisations(directory)) await removeOrganisation(directory, slug, slug);
    await directory.close();
    await dropRoleAndDatabase(url, "test_nobody", name);
    await rm(dataFolder, { recursive: true });
  };
  return { ...directory, dispose };
}

/** A folder with migrations `0001_...`: each text is one file. */
export async function migrationFolder(...texts: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-migrations-"));
  for (const [index, text] of texts.entries()) {
    await writeFile(join(folder, `${String(index + 1).padStart(4, "0")}_step.sql`), text);
  }
  return folder;
}
