import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "#platform/telephony/engine/port.ts";
import { findPrograms } from "#platform/telephony/engine/programs.ts";

export interface RunningRelay {
  ngPort: number;
  stop(): Promise<void>;
}

/** rtpengine as an ordinary child on 127.0.0.1. @param folder an own one, for its pid */
export async function startRelay(folder: string): Promise<RunningRelay> {
  const ngPort = await freePort("udp", "127.0.0.1");
  const lowest = 32_000 + 500 * Math.floor(Math.random() * 50);
  const child = spawn(
    findPrograms()!.rtpengine,
    [
      "--config-file=none",
      "--table=-1",
      "--interface=127.0.0.1",
      `--listen-ng=127.0.0.1:${ngPort}`,
      `--port-min=${lowest}`,
      `--port-max=${lowest + 499}`,
      `--pidfile=${folder}/rtpengine.pid`,
      "--foreground",
      "--log-stderr",
      "--log-level=5",
      "--delete-delay=0",
      "--timeout=60",
      "--silent-timeout=600",
      "--num-threads=2",
      "--media-num-threads=1",
    ],
    { stdio: ["ignore", "ignore", process.env.ZHIYIN_TEST_ENGINE_LOG ? "inherit" : "ignore"] },
  );
  await once(child, "spawn");
  return { ngPort, stop: () => stopChild(child) };
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 3000);
  await once(child, "exit");
  clearTimeout(late);
}
