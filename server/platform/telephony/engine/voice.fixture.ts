import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { rtpPorts } from "#test/telephony/rtp_ports.ts";
import { createLog } from "../../log.ts";
import { standingIn } from "../../process/standing.ts";
import { type Engine, type EngineOptions, startEngine } from "./engine.ts";
import { findPrograms } from "./programs.ts";
import type { VoiceSettings } from "./settings.ts";

/** Why tests with the real programs are left out; false: they are here. */
export const withoutPrograms = findPrograms() ? false : "Kamailio or rtpengine is not on this machine";

export const testSettings: VoiceSettings = {
  isOn: true,
  host: "127.0.0.1",
  sipPort: 0,
  publicAddress: undefined,
  rtpPorts,
  mayInstall: false,
};

const engines = new Set<Engine>();
const folders: string[] = [];
after(async () => {
  await Promise.all([...engines].map((engine) => engine.close()));
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A data folder that goes when the test file ends. */
export async function voiceFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "zhiyin-voice-")));
  folders.push(folder);
  return folder;
}

/** An engine that is closed when the test file ends at the latest. */
export function open(dataFolder: string, more: Partial<EngineOptions> = {}): Engine {
  const log = createLog(process.env.ZHIYIN_TEST_LOG ?? "silent");
  const engine = startEngine({ settings: testSettings, dataFolder, log, ...more });
  engines.add(engine);
  return engine;
}

/** Process ids of the programs that run below a data folder. */
export function pidsBelow(dataFolder: string): { kamailio: number[]; rtpengine: number[] } {
  const leaders = (name: string) =>
    standingIn(join(dataFolder, "voice", name, "run"))
      .filter(({ isLeader }) => isLeader)
      .map(({ pid }) => pid);
  return { kamailio: leaders("kamailio"), rtpengine: leaders("rtpengine") };
}

/** Waits until `isSo`; milliseconds it took. @throws Error after `patience` milliseconds, with what there is instead if it can tell */
export async function until(
  isSo: (() => boolean | Promise<boolean>) & { told?(): string },
  patience = 5000,
): Promise<number> {
  for (const began = performance.now(); ; await sleep(10)) {
    if (await isSo()) return performance.now() - began;
    if (performance.now() - began > patience)
      throw new Error(`not within ${patience} ms ${isSo.told?.() ?? ""}`.trim());
  }
}
