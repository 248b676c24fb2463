import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Who uses the servers of a folder: one file a program below `holders`, named by its process id and
 * holding the process's start, so that a process id used again does not count.
 */
export async function addHolder(folder: string, name: string): Promise<void> {
  await mkdir(join(folder, "holders"), { recursive: true });
  await writeOwn(join(folder, "holders", name));
}

export async function removeHolder(folder: string, name: string): Promise<void> {
  await rm(join(folder, "holders", name), { force: true });
}

/** Names of the live holders; the files of dead ones are removed. */
export async function liveHolders(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, "holders")).catch(() => []);
  const live: string[] = [];
  for (const name of names) {
    const file = join(folder, "holders", name);
    if (isLive(await readFile(file, "utf8").catch(() => ""))) live.push(name);
    else await rm(file, { force: true });
  }
  return live;
}

/** Runs `work` while no other program does so for the same folder; a dead program's lock is taken over. */
export async function exclusively<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(folder, "start.lock");
  while (!(await writeOwn(lock))) {
    const owner = await readFile(lock, "utf8").catch(() => undefined);
    if (owner !== undefined && !isLive(owner)) await breakLock(lock, owner);
    else await sleep(25);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Moves the lock aside before looking again, so that of two that break it only one gets it. */
async function breakLock(lock: string, owner: string): Promise<void> {
  const aside = `${lock}.${process.pid}`;
  const moved = await rename(lock, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const now = await readFile(aside, "utf8");
  if (now !== owner && isLive(now)) await rename(aside, lock).catch(() => undefined);
  else await rm(aside, { force: true });
}

/** Written aside and linked, so that nobody ever reads half of it. False: `file` exists. */
async function writeOwn(file: string): Promise<boolean> {
  const fresh = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(fresh, `${process.pid} ${startOf(process.pid)}`, { mode: 0o600 });
    await link(fresh, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(fresh, { force: true });
  }
}

function isLive(text: string): boolean {
  const [pid, start] = text.split(" ");
  return isRunning(Number(pid)) && startOf(Number(pid)) === start;
}

/** A zombie that nobody has reaped counts as gone. */
export function isRunning(pid: number): boolean {
  if (processFields(pid)[0] === "Z") return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Start of a process in clock ticks since boot, "?" where there is no /proc. */
function startOf(pid: number): string {
  return processFields(pid)[19] ?? "?";
}

/** Fields of /proc/<pid>/stat from the state on; none where there is no /proc or no such process. */
export function processFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
