import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./ports.ts";
import { programPath } from "./programs.ts";
import { stopChild } from "./rtpengine.ts";

export interface RunningEdge {
  sipPort: number;
  /** Of WebSockets and of JSON-RPC over HTTP. */
  webPort: number;
  stop(): Promise<void>;
}

/** Kamailio as an ordinary child on 127.0.0.1, with the small configuration beside this file. @param folder an own one */
export async function startEdge(folder: string): Promise<RunningEdge> {
  const [sipPort, webPort] = [await freePort(), await freePort()];
  const isLogged = process.env.ZHIYIN_TEST_ENGINE_LOG !== undefined;
  const configuration = (await readFile(join(import.meta.dirname, "kamailio.cfg"), "utf8"))
    .replaceAll("PORT_SIP", String(sipPort))
    .replaceAll("PORT_WEB", String(webPort))
    .replaceAll("LOG_LEVEL", isLogged ? "2" : "-1");
  await writeFile(join(folder, "kamailio.cfg"), configuration);
  const child = spawn(
    programPath("kamailio")!,
    [
      "-f",
      join(folder, "kamailio.cfg"),
      "-w",
      folder,
      "-Y",
      folder,
      "-P",
      join(folder, "kamailio.pid"),
      "-DD",
      "-E",
      "-m",
      "32",
      "-M",
      "8",
    ],
    { stdio: ["ignore", "ignore", isLogged ? "inherit" : "ignore"] },
  );
  await once(child, "spawn");
  for (let left = 100; !(await isListening(webPort)); left--) {
    if (left === 0 || child.exitCode !== null) throw new Error("Kamailio does not start");
    await sleep(50);
  }
  return { sipPort, webPort, stop: () => stopChild(child) };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
