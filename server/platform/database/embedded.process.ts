import { spawn } from "node:child_process";
import { appendFile, chown, open, readdir, readFile, readlink, rm, statfs, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { isRunning } from "../process/holder.ts";
import { makeOwnFolder, type Place, urlOf } from "./embedded.place.ts";
import { serverSettings } from "./embedded.settings.ts";
import { StartError } from "./error.ts";

/** Makes the database's folder; a half-made one is removed. @throws StartError disk_full, server_failed */
export async function initialise(place: Place): Promise<void> {
  await makeOwnFolder(place.data, place.account);
  const passwordFile = join(place.data, "..", `postgres.initial-${process.pid}`);
  await writeFile(passwordFile, place.password, { mode: 0o600 });
  if (place.account) await chown(passwordFile, place.account.uid, place.account.gid);
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"];
  const login = ["--username=zhiyin", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const speed = place.purpose === "test" ? ["--no-sync"] : [];
  try {
    const options = ["-D", place.data, "--encoding=UTF8", ...locale, ...login, "--data-checksums", ...speed];
    const { code, output } = await runToEnd(place, "initdb", options);
    if (code !== 0) throw await explainOutput(place, output, "the database could not be made");
    await appendFile(
      join(place.data, "postgresql.conf"),
      "\ninclude = 'zhiyin.conf'\ninclude_if_exists = 'own.conf'\n",
    );
  } catch (error) {
    await rm(place.data, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function runToEnd(place: Place, program: string, args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(join(place.binaries, "bin", program), args, {
    ...spawnOptions(place),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function spawnOptions({ account, dataFolder }: Place) {
  const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
  return { cwd: account ? "/" : dataFolder, env, ...(account ? { uid: account.uid, gid: account.gid } : {}) };
}

/**
 * Starts the server and waits until it takes connections. False: the port is taken.
 * @throws StartError disk_full, server_failed
 */
export async function launch(place: Place, port: number): Promise<boolean> {
  const settings = join(place.data, "zhiyin.conf");
  await writeFile(settings, serverSettings(place.major, totalmem(), place.purpose), { mode: 0o600 });
  if (place.account) await chown(settings, place.account.uid, place.account.gid);
  const logFile = join(place.dataFolder, "postgres.start.log");
  const log = await open(logFile, "w", 0o600);
  const child = spawn(join(place.binaries, "bin", "postgres"), ["-D", place.data, "-p", String(port)], {
    ...spawnOptions(place),
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", () => resolve("ended"));
  });
  child.unref();
  await log.close();
  const waiting = new AbortController();
  const outcome = await Promise.race([ended, untilReady(place, port, waiting.signal)]);
  waiting.abort();
  if (outcome === "ready") return true;
  const output = await serverOutput(place, logFile);
  if (/could not bind|Address already in use|could not create any TCP/i.test(output)) return false;
  throw await explainOutput(
    place,
    `${output}${outcome === "ended" ? "" : `\n${outcome}`}`,
    "the database does not start",
  );
}

/** Replaying a long log may take minutes: the wait ends when the server does. */
async function untilReady(place: Place, port: number, signal: AbortSignal): Promise<string> {
  while (!signal.aborted) {
    if (await accepts(place, port)) return "ready";
    await sleep(20);
  }
  return "ended";
}

/** The server of this very folder answers our password at this port. */
async function accepts(place: Place, port: number): Promise<boolean> {
  const pidFile = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => "");
  if (!/^ready\s*$/m.test(pidFile)) return false;
  const client = new Client({ connectionString: urlOf(place, port), connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === place.data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function serverOutput(place: Place, logFile: string): Promise<string> {
  const start = await readFile(logFile, "utf8");
  const day = String(new Date().getUTCDate()).padStart(2, "0");
  const rest = await readFile(join(place.data, "log", `postgresql-${day}.log`), "utf8").catch(() => "");
  return start + rest.slice(-4000);
}

/** A full disk shows in strange ways: the space left counts too. */
async function explainOutput({ dataFolder }: Place, output: string, what: string): Promise<StartError> {
  const { bavail, bsize } = await statfs(dataFolder);
  if (/No space left on device|Check free disk space|Disk quota exceeded/i.test(output) || bavail * bsize < 16e6)
    return new StartError("disk_full", `${what}: the disk is full (${dataFolder})`);
  const lines = output.split("\n").filter((line) => /error|fatal|panic|cannot|could not/i.test(line));
  return new StartError("server_failed", `${what}: ${(lines.at(-1) ?? output.trim().split("\n").at(-1) ?? "").trim()}`);
}

/** The running server of the folder, if it is ours and lets us in; waits while it is starting or stopping. */
export async function readPidFile(place: Place): Promise<{ pid: number; port: number } | undefined> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const lines = (await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!pid || !(await isServer(pid, place))) return undefined;
    if (port && (await accepts(place, port))) return { pid, port };
    await sleep(50);
  }
  throw new StartError("server_failed", `a server runs on ${place.data} but does not let this program in`);
}

/** A postmaster stands in its data directory: this tells it from a stranger with the same process id. */
async function isServer(pid: number, place: Place): Promise<boolean> {
  if (!isRunning(pid)) return false;
  if (process.platform !== "linux") return true;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => "")) === place.data;
}

/**
 * After a kill -9 the pid file of the dead server is there. True: the log will be replayed.
 * A stranger that got the process id would stop the server from starting, then the file goes.
 */
export async function recoverFolder(place: Place): Promise<boolean> {
  const file = join(place.data, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return false;
  await untilBackendsEnd(place);
  if (isRunning(Number.parseInt(text, 10))) await rm(file, { force: true });
  return true;
}

/** Orphaned server processes notice within moments that their postmaster is dead, and the next one must not start before. */
async function untilBackendsEnd(place: Place): Promise<void> {
  if (process.platform !== "linux") return;
  for (let waited = 0; waited < 10_000; waited += 50) {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const theirs = await Promise.all(pids.map((pid) => isServer(Number(pid), place)));
    if (!theirs.includes(true)) return;
    await sleep(50);
  }
}

/** Fast shutdown: open transactions are rolled back, everything committed is written. */
export async function stopServer(place: Place): Promise<void> {
  const text = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!pid || !(await isServer(pid, place))) return;
  process.kill(pid, "SIGINT");
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (!isRunning(pid)) return;
    if (waited === 30_000) process.kill(pid, "SIGQUIT");
    await sleep(20);
  }
}
