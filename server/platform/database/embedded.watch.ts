import { sql } from "kysely";
import type { Log } from "../log.ts";
import type { Directory } from "./directory.ts";
import { startEmbedded } from "./embedded.ts";

const lookEvery = 1000;
const missesAllowed = 2;

/** Starts the embedded server again when it has died; it comes back on its port with everything acknowledged. */
export function watchEmbedded(dataFolder: string, directory: Pick<Directory, "db">, log: Log): { stop(): void } {
  let misses = 0;
  let isBusy = false;
  const look = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await sql`select 1`.execute(directory.db);
      misses = 0;
    } catch {
      if (++misses >= missesAllowed) await revive(dataFolder, log);
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void look(), lookEvery);
  return { stop: () => clearInterval(timer) };
}

async function revive(dataFolder: string, log: Log): Promise<void> {
  try {
    const { recovered, adopted } = await startEmbedded({ dataFolder });
    if (!adopted) log.warn({ recovered }, "the embedded database had died and was started again");
  } catch (error) {
    log.error({ error: (error as Error).message }, "the embedded database cannot be started, trying again");
  }
}
