import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of /proc in a second; 100 on every Linux that Node runs on. */
const ticks = 100;

export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** Milliseconds of CPU that each has used so far: its own, and of children that have ended. */
export type Used = Map<number, { name: string; ms: number }>;

export function usedBy(processes: Readonly<Record<string, readonly number[]>>): Used {
  const used: Used = new Map();
  for (const [name, pids] of Object.entries(processes)) for (const pid of pids) used.set(pid, { name, ms: cpuOf(pid) });
  return used;
}

/** What was used between two looks, by name; a process that is new is counted from its beginning. */
export function usedBetween(before: Used, after: Used): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [pid, { name, ms }] of after) sums[name] = (sums[name] ?? 0) + ms - (before.get(pid)?.ms ?? 0);
  return sums;
}

/** A process and everything below it, by one pass through /proc: a look costs little beside what is measured. */
export function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? fieldsOf(Number(name))?.[1] : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** proc(5): user and system time of the process, then of its children that were waited for. */
function cpuOf(pid: number): number {
  const fields = fieldsOf(pid);
  return fields ? ((fields[11]! + fields[12]! + fields[13]! + fields[14]!) * 1000) / ticks : 0;
}

/** Of /proc/PID/stat behind the name, the state first. */
function fieldsOf(pid: number): number[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
  } catch {
    return undefined;
  }
}
