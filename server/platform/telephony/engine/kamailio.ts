import { createHash } from "node:crypto";
import { chown, readFile, writeFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { projectFolder } from "../../config.ts";
import type { Account } from "../../process/account.ts";
import type { ChildSpec } from "./child.ts";
import type { Kept } from "./kept.ts";
import type { Programs } from "./programs.ts";
import type { Rpc } from "./rpc.ts";
import type { VoiceSettings } from "./settings.ts";

/** What the edge allows; tests set other values. */
export interface EdgeLimits {
  /** Requests in two seconds from one address that is no trunk. */
  flood: number;
  /** Bytes of one message; a browser's offer has 3 to 6 thousand. */
  largest: number;
  /** From one address for one user in five minutes. */
  wrongPasswords: number;
  /** From one address for all its users, who may be many behind a NAT. */
  wrongPasswordsOfAll: number;
  banSeconds: number;
}

export const usualLimits: EdgeLimits = {
  flood: 60,
  largest: 16_384,
  wrongPasswords: 10,
  wrongPasswordsOfAll: 100,
  banSeconds: 300,
};

interface Parts {
  programs: Programs;
  settings: VoiceSettings;
  kept: Kept;
  limits: EdgeLimits;
  account: Account;
  /** Ours, absolute; `run` below it is Kamailio's. */
  folder: string;
  rpc: Rpc;
}

/** How Kamailio is run. Its configuration's name carries its content, so that a Kamailio with another one is not adopted. */
export async function kamailioSpec({
  programs,
  settings,
  kept,
  limits,
  account,
  folder,
  rpc,
}: Parts): Promise<ChildSpec> {
  const text = await edgeConfig(programs, settings, kept, limits);
  const file = join(folder, `kamailio-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.cfg`);
  await writeFile(file, text, { mode: 0o640 });
  if (account) await chown(file, 0, account.gid);
  const run = join(folder, "run");
  return {
    name: "kamailio",
    program: programs.kamailio,
    args: ["-f", file, "-w", run, "-Y", run, "-DD", "-E", "-m", "64", "-M", "32"],
    folder: run,
    lockFolder: folder,
    logFile: join(folder, "kamailio.log"),
    account,
    files: 16_384,
    ping: () => checkListens(rpc, kept.sip),
  };
}

/** Kamailio goes on without an address that it cannot listen on, and answers us as if nothing were wrong. */
async function checkListens(rpc: Rpc, port: number): Promise<void> {
  const sockets = (await rpc.call("core.sockets_list")) as { socket: { proto: string; port: string } }[];
  if (!sockets.some(({ socket }) => socket.proto === "udp" && socket.port === String(port)))
    throw new Error(`Kamailio does not listen on UDP port ${port}`);
}

/** The edge's whole configuration. */
export async function edgeConfig(
  programs: Pick<Programs, "modules">,
  settings: VoiceSettings,
  kept: Kept,
  limits: EdgeLimits,
): Promise<string> {
  const bracketed = (address: string) => (isIPv6(address) ? `[${address}]` : address);
  const advertised = settings.publicAddress ? ` advertise ${bracketed(settings.publicAddress)}:${kept.sip}` : "";
  return fillIn(await readFile(join(projectFolder, "telephony", "kamailio.cfg"), "utf8"), {
    sip_listen: `udp:${bracketed(settings.host)}:${kept.sip}${advertised}`,
    ws_port: kept.ws,
    workers: 4,
    modules: `${programs.modules}/`,
    rpc_secret: kept.rpcSecret,
    nonce_secret: kept.nonceSecret,
    flood: limits.flood,
    largest: limits.largest,
    wrong_passwords: limits.wrongPasswords,
    wrong_passwords_of_all: limits.wrongPasswordsOfAll,
    ban_seconds: limits.banSeconds,
  });
}

/** Puts values in the place of `{{name}}`. @throws Error when one has no value */
export function fillIn(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the configuration asks for ${name}, which nobody gives`);
    return String(value);
  });
}
