import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLog } from "#platform/log.ts";
import { standingIn } from "#platform/process/standing.ts";
import { type Engine, startEngine } from "#platform/telephony/engine/engine.ts";
import { readVoice } from "#platform/telephony/engine/settings.ts";
import { ha1, type Tables } from "#platform/telephony/engine/tables.ts";
import { ms, percentile } from "./measure.ts";

const rounds = 10;
const people = 2000;
const programs = ["kamailio", "rtpengine"] as const;

/** From start to both programs answering, from kill -9 to answering again, and what a new edge takes to be told of 2,000 people. */
export async function engine(): Promise<unknown> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "zhiyin-bench-voice-")));
  const settings = readVoice({ ZHIYIN_SIP_PORT: "0", ZHIYIN_APT: "0" }, (line) => {
    throw new Error(line);
  });
  const open = () => startEngine({ settings, dataFolder: folder, log: createLog("silent") });
  const times: Record<string, number[]> = { start: [], adopt: [], kamailio: [], rtpengine: [], fill: [] };
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    times[name]!.push(performance.now() - began);
  };
  for (let round = 0; round < rounds; round++) {
    const one = open();
    await timed("start", () => one.settled());
    const other = open();
    await timed("adopt", () => other.settled());
    await other.close();
    for (const name of programs) await timed(name, () => killAndWait(one, folder, name));
    await timed(
      "fill",
      () => new Promise<void>((resolve) => one.fill((tables) => fillWithPeople(tables).then(resolve))),
    );
    await one.close();
  }
  await rm(folder, { recursive: true, force: true });
  for (const [name, all] of Object.entries(times))
    process.stdout.write(
      `  ${texts[name]!.padEnd(44)} p50 ${ms(percentile(all, 0.5)).padStart(9)}  worst ${ms(Math.max(...all)).padStart(9)}${name === "start" && Math.max(...all) > 1500 ? "  OVER 1500 ms" : ""}\n`,
    );
  return times;
}

const texts: Record<string, string> = {
  start: "start to both answering",
  adopt: "adopted by a second program",
  kamailio: "kamailio: kill -9 to answering",
  rtpengine: "rtpengine: kill -9 to answering",
  fill: `${people} people told to the edge`,
};

async function killAndWait(one: Engine, folder: string, name: (typeof programs)[number]): Promise<void> {
  const leader = standingIn(join(folder, "voice", name, "run")).find(({ isLeader }) => isLeader)!;
  const restarts = () => one.facts().programs.find((program) => program.name === name)!.restartsLastHour;
  const before = restarts();
  process.kill(leader.pid, "SIGKILL");
  while (restarts() === before || one.facts().state !== "on") await sleep(2);
}

async function fillWithPeople(tables: Tables): Promise<void> {
  const rows = Array.from({ length: people }, (_, index) => `${8000 + index}`);
  await tables.replace("cred", new Map(rows.map((user) => [`${user}@bench.test`, ha1(user, "bench.test", "secret")])));
}
