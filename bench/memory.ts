import { readdirSync, readFileSync } from "node:fs";

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
const parentOf = (pid: number): number => Number(tryRead(`/proc/${pid}/stat`).split(") ")[1]?.split(" ")[1] ?? 0);
export const commandOf = (pid: number): string => tryRead(`/proc/${pid}/comm`).trim();

/** A process and everything below it. */
export function descendants(root: number): number[] {
  const all = pids();
  const found = [root];
  for (const pid of found) found.push(...all.filter((one) => parentOf(one) === pid && !found.includes(one)));
  return found;
}

/** The embedded server is a process of its own: found by its data folder, its workers by their parent. */
export function postgresOf(dataFolder: string): number[] {
  const main = pids().find(
    (pid) => tryRead(`/proc/${pid}/cmdline`).includes(dataFolder) && commandOf(pid) === "postgres",
  );
  return main === undefined ? [] : descendants(main);
}

/** Proportional set size in MB. */
export const pssOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(tryRead(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
