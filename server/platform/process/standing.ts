import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, processFields } from "./holder.ts";

export interface Standing {
  pid: number;
  /** Program and arguments, as it was started. */
  command: string[];
  /** It was started detached, and is not one of those that it has forked. */
  isLeader: boolean;
}

/**
 * Processes whose working directory is `folder`. A server that is started in a folder of its own is found again by it, with all that it
 * has forked and after any kill, and no process id that was used again is mistaken for it. Linux only: elsewhere there are none.
 */
export function standingIn(folder: string): Standing[] {
  const pids = entriesOf("/proc").filter((name) => /^\d+$/.test(name) && linkOf(`/proc/${name}/cwd`) === folder);
  return pids
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid), isLeader: processFields(Number(pid))[2] === pid }))
    .filter(({ pid }) => isRunning(pid));
}

/** Ends all who stand in `folder`: asks, and after `patience` milliseconds kills; returns when nobody is left. */
export async function endStanding(folder: string, patience: number): Promise<void> {
  if (await areGone("SIGTERM", folder, patience)) return;
  if (await areGone("SIGKILL", folder, 5000)) return;
  throw new Error(`processes in ${folder} cannot be ended`);
}

async function areGone(signal: NodeJS.Signals, folder: string, patience: number): Promise<boolean> {
  const told = new Set<number>();
  for (const began = performance.now(); performance.now() - began < patience; await sleep(20)) {
    const left = standingIn(folder);
    if (left.length === 0) return true;
    for (const { pid } of left) if (!told.has(pid)) send(pid, signal); // some are forked while others end
    for (const { pid } of left) told.add(pid);
  }
  return false;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // has ended by itself
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}
