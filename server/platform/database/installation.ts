import type { Config, FileSettings } from "../config.ts";
import { readMasterSecret } from "../secret.ts";
import { type Directory, openDirectory, openEmbeddedDirectory } from "./directory.ts";
import { type EmbeddedServer, startEmbedded } from "./embedded.ts";
import { explainDiskError } from "./error.ts";

export type Installation = {
  directory: Directory;
  /** Undefined with an own server. */
  embedded: EmbeddedServer | undefined;
  /** Closes the directory; stops the embedded server if this program is the last to use it. */
  close: () => Promise<void>;
};

/**
 * The database server that the settings name, and the directory on it: what the product and every script begin with.
 * @param masterKey ZHIYIN_MASTER_KEY, if it is set
 * @throws StartError, SecretError
 */
export async function openInstallation(
  { databaseUrl, dataFolder, files }: Pick<Config, "databaseUrl" | "dataFolder"> & { files?: Pick<FileSettings, "s3"> },
  masterKey?: string,
  log?: (line: string) => void,
): Promise<Installation> {
  const master = readMaster(dataFolder, masterKey);
  if (databaseUrl) {
    const directory = await openDirectory({ url: databaseUrl, master, dataFolder, s3: files?.s3, log });
    return { directory, embedded: undefined, close: directory.close };
  }
  const embedded = await startEmbedded({ dataFolder, log }).catch((error) => {
    throw explainDiskError(error, dataFolder);
  });
  try {
    const directory = await openEmbeddedDirectory({ url: embedded.url, master, dataFolder, s3: files?.s3, log });
    const close = async () => {
      await directory.close();
      await embedded.stop();
    };
    return { directory, embedded, close };
  } catch (error) {
    await embedded.stop();
    throw explainDiskError(error, dataFolder);
  }
}

function readMaster(dataFolder: string, given: string | undefined): Buffer {
  try {
    return readMasterSecret(dataFolder, given);
  } catch (error) {
    throw explainDiskError(error, dataFolder);
  }
}
