import { join } from "node:path";
import type { Account } from "../../process/account.ts";
import type { ChildSpec } from "./child.ts";
import type { Kept } from "./kept.ts";
import { askNg } from "./ng_ask.ts";
import type { Programs } from "./programs.ts";
import type { VoiceSettings } from "./settings.ts";

interface Parts {
  programs: Programs;
  settings: VoiceSettings;
  kept: Kept;
  account: Account;
  /** Ours, absolute; `run` below it is rtpengine's. */
  folder: string;
}

/** Interface for audio that stays on this machine (media worker), and for that of telephones, trunks and browsers. */
export const interfaces = { inside: "in", outside: "out" } as const;

const patience = 1000;

/** How rtpengine is run: no kernel module, no file of its own but its log. */
export function rtpengineSpec({ programs, settings, kept, account, folder }: Parts): ChildSpec {
  const { host, publicAddress, rtpPorts } = settings;
  const args = {
    "config-file": "none",
    table: "-1",
    "listen-ng": `127.0.0.1:${kept.ng}`,
    "dtmf-log-dest": `127.0.0.1:${kept.dtmf}`,
    "port-min": rtpPorts.from,
    "port-max": rtpPorts.to,
    "log-level": 5,
    "delete-delay": 0,
    timeout: 60,
    "silent-timeout": 3600,
    "num-threads": 2,
    "media-num-threads": 2,
  };
  return {
    name: "rtpengine",
    program: programs.rtpengine,
    args: [
      ...Object.entries(args).map(([name, value]) => `--${name}=${value}`),
      `--interface=${interfaces.inside}/127.0.0.1`,
      `--interface=${interfaces.outside}/${host}${publicAddress ? `!${publicAddress}` : ""}`,
      "--foreground",
      "--log-stderr",
    ],
    folder: join(folder, "run"),
    lockFolder: folder,
    logFile: join(folder, "rtpengine.log"),
    account,
    files: rtpPorts.to - rtpPorts.from + 1000,
    ping: async () => void (await askNg(kept.ng, "ping", patience)),
  };
}

/** Calls that rtpengine carries now. @throws Error when it does not answer */
export async function callsNow(ngPort: number): Promise<number> {
  const { statistics } = (await askNg(ngPort, "statistics", patience)) as {
    statistics?: { currentstatistics?: { sessionstotal?: number } };
  };
  return statistics?.currentstatistics?.sessionstotal ?? 0;
}
