import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface SippOptions {
  /** Of files: one word. */
  name: string;
  /** Where its files lie. */
  folder: string;
  scenario: string;
  host: string;
  port: number;
  /** Who is called; null: it is called itself. */
  to: { host: string; port: number } | null;
  /** First port of its audio. */
  audioPort: number;
  /** Of who calls. */
  calls?: { rate: number; total: number; lines: readonly string[] };
  /** Seconds after which it gives up. */
  mostSeconds: number;
}

/** What SIPp has counted so far. */
export interface Counted {
  made: number;
  now: number;
  done: number;
  failed: number;
}

export interface Sipp {
  pid: number;
  counted(): Promise<Counted>;
  /** Milliseconds from INVITE to its 200, a number a call. */
  setups(): Promise<number[]>;
  /** How often a line was written to its log of actions. */
  logged(word: string): Promise<number>;
  /** First lines of what went wrong. */
  complaints(): Promise<string[]>;
  /** Resolves when all its calls are over. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** One SIPp of this machine (Debian: sip-tester). @throws Error when there is none */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const { name, folder, host, port, to, audioPort, calls, mostSeconds } = options;
  const file = (ending: string): string => join(folder, `${name}.${ending}`);
  await writeFile(file("xml"), options.scenario);
  const args = [
    ...(to ? [`${to.host}:${to.port}`] : []),
    ...["-sf", file("xml"), "-i", host, "-p", String(port), "-mi", host, "-mp", String(audioPort), "-nostdin"],
    ...["-trace_stat", "-stf", file("stat"), "-fd", "2", "-trace_err", "-error_file", file("errors")],
    ...[
      "-trace_logs",
      "-log_file",
      file("logs"),
      "-timeout",
      String(mostSeconds),
      "-l",
      "5000",
      "-rtp_threadtasks",
      "40",
    ],
  ];
  if (calls) {
    await writeFile(file("csv"), ["SEQUENTIAL", ...calls.lines, ""].join("\n"));
    // so many in a hundred seconds, evenly: less than one a second is possible
    const rate = Math.max(1, Math.round(calls.rate * 100));
    args.push(...["-inf", file("csv"), "-m", String(calls.total), "-r", String(rate), "-rp", "100000"]);
    args.push(...["-trace_rtt", "-rtt_freq", "1"]);
  }
  const child = spawn("sipp", args, { cwd: folder, stdio: "ignore", env: { ...process.env, TERM: "xterm" } });
  running.add(child);
  const failure = new Promise<never>((_, reject) => child.once("error", reject));
  await Promise.race([once(child, "spawn"), failure]);
  const ended = once(child, "exit").then(() => void running.delete(child));
  const read = (path: string) => readFile(path, "utf8").catch(() => "");
  return {
    pid: child.pid!,
    ended,
    counted: async () => lastCounted(await read(file("stat"))),
    setups: async () => setupsIn(await read(join(folder, `${name}_${child.pid}_rtt.csv`))),
    logged: async (word) => (await read(file("logs"))).split("\n").filter((line) => line.trim().endsWith(word)).length,
    complaints: async () => (await read(file("errors"))).split("\n").filter(Boolean).slice(0, 4),
    async stop() {
      if (!running.has(child)) return;
      child.kill("SIGUSR1"); // it writes its last counts
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Semicolons between columns, the names in the first line, the latest counts in the last. */
function lastCounted(text: string): Counted {
  const lines = text.trim().split("\n");
  const names = lines[0]?.split(";") ?? [];
  const values = lines.length > 1 ? lines.at(-1)!.split(";") : [];
  const value = (name: string): number => Number(values[names.indexOf(name)] ?? 0);
  return {
    made: value("TotalCallCreated"),
    now: value("CurrentCall"),
    done: value("SuccessfulCall(C)"),
    failed: value("FailedCall(C)"),
  };
}

/** `Date_ms;response_time_ms;rtd_no` */
const setupsIn = (text: string): number[] =>
  text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(";")[1]))
    .filter(Number.isFinite);
