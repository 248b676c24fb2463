import { chmod, chown, mkdir, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFolder } from "../../database/embedded.binary.ts";
import type { Log } from "../../log.ts";
import { type Account, checkWay, findAccount } from "../../process/account.ts";
import { addHolder, exclusively, liveHolders, removeHolder } from "../../process/holder.ts";
import { endStanding, standingIn } from "../../process/standing.ts";
import { type Child, type ChildFacts, type ChildSpec, isRunOf, keepRunning } from "./child.ts";
import { type EdgeLimits, kamailioSpec } from "./kamailio.ts";
import { type Kept, keep } from "./kept.ts";
import { followLog } from "./log_file.ts";
import { listenError } from "./port.ts";
import type { Programs } from "./programs.ts";
import { openRpc, type Rpc } from "./rpc.ts";
import { rtpengineSpec } from "./rtpengine.ts";
import type { VoiceSettings } from "./settings.ts";
import { OffError } from "./state.ts";

export interface Running {
  kept: Kept;
  rpc: Rpc;
  children: Child[];
  /** Stops watching; ends both programs if nobody else uses them. */
  end(): Promise<void>;
}

interface Parts {
  settings: VoiceSettings;
  limits: EdgeLimits;
  dataFolder: string;
  log: Log;
  /** Lines of the edge's log that are meant for us. */
  take(line: string): boolean;
  /** The edge answers anew; awaited before it counts as up. */
  edgeUp(rpc: Rpc): Promise<void>;
  /** rtpengine is another process than before: it knows no call. */
  newRelay(): void;
  changed(): void;
}

const stopPatience = 3000;
let runs = 0;

/** Makes folders, ports and configuration in `voice` below the data folder and sets both programs running. @throws OffError, StartError */
export async function run(programs: Programs, parts: Parts): Promise<Running> {
  const { settings, limits, log } = parts;
  const account = await findAccount("kamailio");
  const folder = await makeFolders(parts.dataFolder, account);
  const [kamailioFolder, rtpengineFolder] = [join(folder, "kamailio"), join(folder, "rtpengine")];
  const runFolders = [kamailioFolder, rtpengineFolder].map((one) => join(one, "run"));
  const holder = `${process.pid}-${++runs}`;
  const { kept, rpc, edge, relay } = await exclusively(folder, async () => {
    const hasOthers = (await liveHolders(folder)).length > 0;
    const isFresh = runFolders.every((one) => standingIn(one).length === 0);
    if (isFresh) await checkSipPort(settings.host, settings.sipPort);
    const kept = await keep(folder, { host: settings.host, port: settings.sipPort }, isFresh);
    const rpc = openRpc(kept.ws, kept.rpcSecret);
    const shared = { programs, settings, kept, account };
    const edge = await kamailioSpec({ ...shared, limits, folder: kamailioFolder, rpc });
    const relay = rtpengineSpec({ ...shared, folder: rtpengineFolder });
    if (hasOthers) for (const spec of [edge, relay]) checkSame(spec);
    else await removeOldConfigs(kamailioFolder, edge);
    await addHolder(folder, holder);
    return { kept, rpc, edge, relay };
  });
  for (const { logFile } of [edge, relay]) await writeFile(logFile, "", { flag: "a", mode: 0o600 });
  const unfollow = [
    followLog(edge.logFile, edge.name, log, parts.take),
    followLog(relay.logFile, relay.name, log, never),
  ];
  const changed = (facts: ChildFacts) => {
    const { name: program, restartsLastHour, trouble } = facts;
    if (!facts.isUp)
      log.warn({ program, restartsLastHour, trouble }, "a program of the telephone is down, starting it");
    parts.changed();
  };
  const relayUp = async (isNew: boolean) => {
    if (isNew) parts.newRelay();
  };
  const children = [keepRunning(edge, () => parts.edgeUp(rpc), changed), keepRunning(relay, relayUp, changed)];
  const end = async () => {
    for (const child of children) await child.leave();
    for (const stop of unfollow) stop();
    rpc.close();
    await exclusively(folder, async () => {
      await removeHolder(folder, holder);
      if ((await liveHolders(folder)).length > 0) return;
      await Promise.all(runFolders.map((one) => endStanding(one, stopPatience)));
    });
  };
  return { kept, rpc, children, end };
}

/** Two programs with different settings would end each other's for ever: the first decides. */
function checkSame(spec: ChildSpec): void {
  const leader = standingIn(spec.folder).find(({ isLeader }) => isLeader);
  if (!leader || isRunOf(spec, leader)) return;
  throw new OffError(
    "failed",
    "another program on this data folder keeps voice with other settings; give both the same",
  );
}

async function removeOldConfigs(folder: string, { args }: ChildSpec): Promise<void> {
  for (const name of await readdir(folder))
    if (/^kamailio-\w+\.cfg$/.test(name) && !args.includes(join(folder, name))) await rm(join(folder, name));
}

const never = () => false;

/** Ours, so that the programs' account can lay no links in the way of what we write; it owns `run` below each. */
async function makeFolders(dataFolder: string, account: Account): Promise<string> {
  await mkdir(dataFolder, { recursive: true, mode: 0o711 });
  const folder = join(await realpath(dataFolder), "voice");
  for (const one of [folder, join(folder, "kamailio"), join(folder, "rtpengine")]) {
    await mkdir(one, { recursive: true, mode: 0o700 });
    if (!account) continue;
    await chown(one, 0, account.gid);
    await chmod(one, 0o710);
  }
  for (const one of ["kamailio", "rtpengine"].map((name) => join(folder, name, "run"))) {
    await mkdir(one, { recursive: true, mode: 0o700 });
    if (account) await chown(one, account.uid, account.gid);
  }
  await checkWay(folder, account).catch(async (error: unknown) => {
    // the data folder itself is ours to open, those above it are not
    await openFolder(dataFolder);
    await checkWay(folder, account).catch(() => Promise.reject(error));
  });
  return folder;
}

async function checkSipPort(host: string, port: number): Promise<void> {
  const code = await listenError("udp", host, port);
  if (code === "EADDRINUSE")
    throw new OffError(
      "port_busy",
      `UDP port ${port} on ${host} is in use; stop the other program or set ZHIYIN_SIP_PORT`,
    );
  if (code === "EADDRNOTAVAIL")
    throw new OffError("address", `this machine has no address ${host}; set ZHIYIN_SIP_HOST to one that it has`);
  if (code) throw new OffError("failed", `cannot listen on ${host} port ${port} (${code}); set ZHIYIN_SIP_PORT`);
}
