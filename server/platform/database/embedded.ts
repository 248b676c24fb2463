import { randomBytes } from "node:crypto";
import { mkdir, readFile, realpath, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { checkWay, findAccount } from "../process/account.ts";
import { addHolder, exclusively, liveHolders, removeHolder } from "../process/holder.ts";
import { findBinaries, type Major, openFolder } from "./embedded.binary.ts";
import { type Place, urlOf } from "./embedded.place.ts";
import { initialise, launch, readPidFile, recoverFolder, stopServer } from "./embedded.process.ts";
import type { Purpose } from "./embedded.settings.ts";
import { StartError } from "./error.ts";

export type EmbeddedOptions = {
  /** Absolute; made when missing. The server's files lie in `postgres` below it. */
  dataFolder: string;
  /** 18 unless told otherwise. */
  major?: Major;
  /** "test" trades safety for speed (no fsync). */
  purpose?: Purpose;
  /** Bytes that must be free before a database is made; 500 MB unless told otherwise. */
  minimumFree?: number;
  log?: (line: string) => void;
};

export type EmbeddedServer = {
  /** Superuser's URL of the database `postgres`. */
  url: string;
  port: number;
  /** Another program, or a killed one, had started the server. */
  adopted: boolean;
  /** The server had not been stopped properly and has replayed its log. */
  recovered: boolean;
  /** Milliseconds until it could be used. */
  took: number;
  /** Stops the server, unless another program still uses it. May be called again. */
  stop: () => Promise<void>;
};

let served = 0;

/**
 * Starts PostgreSQL from the npm binaries, or adopts the server that already runs on `dataFolder`.
 * It is a process of its own: it outlives a killed program, and the last program that stops gracefully stops it.
 * @throws StartError
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const began = performance.now();
  await mkdir(options.dataFolder, { recursive: true, mode: 0o711 });
  const dataFolder = await realpath(options.dataFolder);
  const holder = `${process.pid}-${++served}`;
  return exclusively(dataFolder, async () => {
    const place = await prepare({ ...options, dataFolder });
    await liveHolders(dataFolder);
    const running = await readPidFile(place);
    const adopted = running !== undefined;
    const recovered = !adopted && (await recoverFolder(place));
    const port = running?.port ?? (await launchOnFreePort(place, options.log));
    await addHolder(dataFolder, holder);
    const stop = () => release(place, holder);
    const took = Math.round(performance.now() - began);
    options.log?.(
      `PostgreSQL ${place.major} ${adopted ? "adopted" : recovered ? "recovered" : "started"} in ${took} ms`,
    );
    return { url: urlOf(place, port), port, adopted, recovered, took, stop };
  });
}

async function prepare(options: EmbeddedOptions): Promise<Place> {
  const { dataFolder, major = 18, purpose = "work", minimumFree = 500e6 } = options;
  const account = await findAccount("postgres");
  const data = join(dataFolder, "postgres");
  await checkWay(data, account).catch(async (error: unknown) => {
    // the data folder itself is ours to open, those above it are not
    await openFolder(dataFolder);
    await checkWay(data, account).catch(() => Promise.reject(error));
  });
  const found = await versionOf(data);
  if (found === undefined) await checkFree(dataFolder, minimumFree);
  else checkMajor(found, major, data);
  const binaries = await findBinaries(major, account !== undefined);
  const password = await readPassword(dataFolder);
  const place = { data, dataFolder, binaries, account, major, purpose, password };
  if (found === undefined) {
    options.log?.(`making a PostgreSQL ${major} database in ${data}`);
    await initialise(place);
  }
  return place;
}

async function versionOf(data: string): Promise<number | undefined> {
  // root may read it even though the folder is the account's
  const text = await readFile(join(data, "PG_VERSION"), "utf8").catch(() => "");
  return text === "" ? undefined : Number.parseInt(text, 10);
}

function checkMajor(found: number, major: Major, data: string): void {
  if (found > major)
    throw new StartError(
      "data_folder_newer",
      `${data} was made by PostgreSQL ${found}, newer than this program's ${major}`,
    );
  if (found < major)
    throw new StartError(
      "data_folder_older",
      `${data} was made by PostgreSQL ${found}; back up with the former version of the program, then restore with this one`,
    );
}

async function checkFree(folder: string, minimum: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= minimum) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
  throw new StartError(
    "disk_full",
    `only ${megabytes(free)} MB are free at ${folder}, ${megabytes(minimum)} are needed to make a database`,
  );
}

/** Ours to read only; the server itself knows its hash. */
async function readPassword(dataFolder: string): Promise<string> {
  const file = join(dataFolder, "postgres.password");
  const found = await readFile(file, "utf8").catch(() => "");
  if (found !== "") return found.trim();
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, `${password}\n`, { mode: 0o600, flush: true });
  return password;
}

/** The port of last time if it is still free, so that tools keep their settings. */
async function launchOnFreePort(place: Place, log?: (line: string) => void): Promise<number> {
  const file = join(place.dataFolder, "postgres.port");
  const last = Number(await readFile(file, "utf8").catch(() => "0"));
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? last : 0);
    if (await launch(place, port)) {
      await writeFile(file, String(port));
      return port;
    }
    if (attempt === 5) throw new StartError("port_busy", "no free port was found for the database on 127.0.0.1");
    log?.(`port ${port} was taken meanwhile, trying another`);
  }
}

async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function release(place: Place, holder: string): Promise<void> {
  await exclusively(place.dataFolder, async () => {
    await removeHolder(place.dataFolder, holder);
    if ((await liveHolders(place.dataFolder)).length === 0) await stopServer(place);
  });
}
