import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Process ids of mixers that programs on this data folder have started; one is started when it is needed first. */
export async function mediaProcesses(dataFolder: string): Promise<number[]> {
  for (let left = 50; left > 0; left--) {
    const found = await look(dataFolder);
    if (found.length > 0) return found;
    await sleep(50);
  }
  return [];
}

async function look(dataFolder: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
  const isOurs = async (pid: string): Promise<boolean> =>
    (await read(pid, "cmdline")).includes("media/worker.ts") &&
    (await read(pid, "environ")).includes(`ZHIYIN_DATA=${dataFolder}\0`);
  const ours = await Promise.all(pids.map(isOurs));
  return pids.filter((_, index) => ours[index]).map(Number);
}
