import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectFolder } from "#platform/config.ts";
import { standingIn } from "#platform/process/standing.ts";
import type { Kept } from "#platform/telephony/engine/kept.ts";
import { freePort } from "#platform/telephony/engine/port.ts";
import { postgresOf } from "../memory.ts";
import { ports } from "./places.ts";
import { commandLineOf, familyOf } from "./processes.ts";

export interface CallsProduct {
  base: string;
  /** Where telephones and the trunk reach the edge: a UDP port of 127.0.0.1. */
  edgePort: number;
  /** Where browsers' SIP would come in, behind the program's own door. */
  kept: Kept;
  /** Ids of processes by what they are. */
  processes(): Record<string, number[]>;
  printed(): string;
  stop(): Promise<void>;
}

/**
 * The product as `npm start` starts it, with the telephone, on a data folder that is there already.
 * With ZHIYIN_BENCH_PROFILE set to a folder its processes write profiles of their CPU there when they end.
 * @throws Error when it does not serve calls after three minutes
 */
export async function startCallsProduct(dataFolder: string): Promise<CallsProduct> {
  const { DATABASE_URL: _, ZHIYIN_BENCH_PROFILE: profile, ...environment } = process.env;
  const port = await freePort("tcp", "127.0.0.1");
  const env = {
    ...environment,
    ZHIYIN_DATA: dataFolder,
    ZHIYIN_COMPANY: "empty",
    ZHIYIN_LOG_LEVEL: "warn",
    ZHIYIN_VOICE: "on",
    ZHIYIN_APT: "0",
    ZHIYIN_SIP_PORT: "0",
    ZHIYIN_RTP_PORTS: `${ports.relay.from}-${ports.relay.to}`,
    ...(profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }),
  };
  const args = [join(projectFolder, "scripts", "start.mjs"), "--port", String(port), "--tls", "off"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const endWithUs = () => void child.kill("SIGTERM");
  process.on("exit", endWithUs);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += String(text)));
  const ended = once(child, "exit");
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    process.off("exit", endWithUs);
    child.kill("SIGTERM");
    await ended;
  };
  const keptFile = join(dataFolder, "voice", "kept.json");
  for (let left = 900; ; left--) {
    const isReady = await fetch(`${base}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (isReady && standingIn(join(dataFolder, "voice", "kamailio", "run")).length > 0) break;
    if (left === 0 || child.exitCode !== null) {
      await stop();
      throw new Error(`the product serves no calls\n${printed}`);
    }
    await sleep(200);
  }
  const kept = JSON.parse(await readFile(keptFile, "utf8")) as Kept;
  const [database = 0] = postgresOf(dataFolder);
  return {
    base,
    edgePort: kept.sip,
    kept,
    printed: () => printed,
    stop,
    processes: () => ({
      ...nodesBelow(child.pid!),
      kamailio: standingIn(join(dataFolder, "voice", "kamailio", "run")).map(({ pid }) => pid),
      rtpengine: standingIn(join(dataFolder, "voice", "rtpengine", "run")).map(({ pid }) => pid),
      postgres: familyOf(database),
    }),
  };
}

/** The program, its media process, and whatever else of Node runs below the launcher. */
function nodesBelow(launcher: number): Record<string, number[]> {
  const found: Record<string, number[]> = { program: [], media: [], launcher: [launcher], other: [] };
  for (const pid of familyOf(launcher)) {
    if (pid === launcher) continue;
    const command = commandLineOf(pid);
    if (command.includes("server/main.ts")) found.program!.push(pid);
    else if (command.includes("media/worker.ts")) found.media!.push(pid);
    else found.other!.push(pid);
  }
  return found;
}
