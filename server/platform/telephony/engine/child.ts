import { spawn } from "node:child_process";
import { open, readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "../../process/account.ts";
import { exclusively, isRunning } from "../../process/holder.ts";
import { endStanding, type Standing, standingIn } from "../../process/standing.ts";
import { backOff } from "./back_off.ts";

export interface ChildSpec {
  name: "kamailio" | "rtpengine";
  program: string;
  args: readonly string[];
  /** Its working directory, which nobody else stands in. */
  folder: string;
  /** Where the lock of who starts it and its log lie; not its own, so that it cannot lay links there. */
  lockFolder: string;
  logFile: string;
  account: Account;
  /** Open files it may need. */
  files: number;
  /** Resolves when it answers. */
  ping(): Promise<void>;
}

export interface ChildFacts {
  name: ChildSpec["name"];
  isUp: boolean;
  /** Since when it has been answering, as far as we know; null: it does not. */
  upSince: Date | null;
  restartsLastHour: number;
  /** Why it does not start; null while it does or has not been tried. */
  trouble: string | null;
}

export interface Child {
  facts(): ChildFacts;
  /** Watches no longer, and waits for a start that is under way. The process goes on. */
  leave(): Promise<void>;
}

const lookEvery = 200;
const pingEvery = 1000;
const missesAllowed = 3;
const startPatience = 10_000;
const stopPatience = 2000;
const hour = 3_600_000;

/**
 * Keeps one program running: adopts the one that stands in its folder with the very same arguments, or starts it; when it dies or
 * no longer answers it is started again.
 * @param up told each time it answers anew, with whether it is another process than before, and awaited before it counts as up
 */
export function keepRunning(
  spec: ChildSpec,
  up: (isNew: boolean) => Promise<void>,
  changed: (facts: ChildFacts) => void,
): Child {
  const stopped = new AbortController();
  let deaths: number[] = [];
  let upSince: Date | null = null;
  let trouble: string | null = null;
  let last: number | undefined;
  const facts = (): ChildFacts => ({
    name: spec.name,
    isUp: upSince !== null,
    upSince,
    restartsLastHour: deaths.filter((time) => Date.now() - time < hour).length,
    trouble,
  });
  const keep = async () => {
    while (!stopped.signal.aborted) {
      try {
        const { pid, isNew } = await exclusively(spec.lockFolder, () => adoptOrStart(spec));
        await up(isNew || (last !== undefined && last !== pid));
        last = pid;
        [upSince, trouble] = [new Date(), null];
        changed(facts());
        await untilDown(pid, spec, stopped.signal);
      } catch (error) {
        trouble = (error as Error).message;
      }
      upSince = null;
      if (stopped.signal.aborted) return;
      deaths = [...deaths.filter((time) => Date.now() - time < hour), Date.now()];
      changed(facts());
      await sleep(backOff(deaths, Date.now()), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const keeping = keep();
  const leave = async () => {
    stopped.abort();
    await keeping;
  };
  return { facts, leave };
}

/** Is this process the program, run with the very same arguments, and not one that it has forked? */
export const isRunOf = ({ program, args }: ChildSpec, { command, isLeader }: Standing): boolean =>
  isLeader && command.join("\0") === [program, ...args].join("\0");

async function adoptOrStart(spec: ChildSpec): Promise<{ pid: number; isNew: boolean }> {
  const there = standingIn(spec.folder).find((one) => isRunOf(spec, one));
  if (there && (await answers(spec))) return { pid: there.pid, isNew: false };
  await endStanding(spec.folder, stopPatience);
  return { pid: await start(spec), isNew: true };
}

/** It outlives us, so that calls do; what it says goes to a file. */
async function start(spec: ChildSpec): Promise<number> {
  const log = await open(spec.logFile, "a", 0o600);
  const { size } = await log.stat();
  const script = `ulimit -n ${spec.files} 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", script, spec.program, ...spec.args], {
    cwd: spec.folder,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
    ...(spec.account ? { uid: spec.account.uid, gid: spec.account.gid } : {}),
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  child.unref();
  await log.close();
  const began = performance.now();
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  while (!hasEnded && performance.now() - began < startPatience) {
    if (await answers(spec)) return child.pid!;
    await Promise.race([sleep(20), ended]);
  }
  if (!hasEnded) await endStanding(spec.folder, stopPatience);
  throw new Error((await complaintOf(spec.logFile, size)) ?? `${spec.name} does not answer`);
}

const answers = (spec: ChildSpec): Promise<boolean> =>
  spec.ping().then(
    () => true,
    () => false,
  );

async function untilDown(pid: number, spec: ChildSpec, signal: AbortSignal): Promise<void> {
  let misses = 0;
  let asked = performance.now();
  while (!signal.aborted && isRunning(pid) && misses < missesAllowed) {
    await sleep(lookEvery, undefined, { signal }).catch(() => undefined);
    if (performance.now() - asked < pingEvery) continue;
    asked = performance.now();
    misses = (await answers(spec)) ? 0 : misses + 1;
  }
}

/** The first line since `offset` that says what is wrong; those after it say that it is. */
async function complaintOf(file: string, offset: number): Promise<string | undefined> {
  const { size } = await stat(file);
  const text = (await readFile(file, "utf8")).slice(-Math.max(0, size - offset));
  const lines = text.split("\n").filter((line) => /\b(?:ERROR|CRITICAL|ERR|CRIT|FATAL)\b|cannot|fatal/i.test(line));
  const line = lines.find((one) => /in use|denied|bind/i.test(one)) ?? lines[0];
  return line?.trim().slice(0, 300);
}
