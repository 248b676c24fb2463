import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { type EdgeLimits, usualLimits } from "./kamailio.ts";
import type { Kept } from "./kept.ts";
import { findPrograms, installPrograms, mayInstall, type Programs, versionsOf } from "./programs.ts";
import { hasTelephone, registeredAt } from "./registrar.ts";
import type { Rpc } from "./rpc.ts";
import { callsNow } from "./rtpengine.ts";
import { type Running, run } from "./running.ts";
import type { VoiceSettings } from "./settings.ts";
import { type EngineFacts, factsOf, OffError, type Phase } from "./state.ts";
import { openTables, refusals, type Tables } from "./tables.ts";
import { readTell, type Tell } from "./tell.ts";

export interface EngineOptions {
  settings: VoiceSettings;
  /** Absolute; the engine's files lie in `voice` below it. */
  dataFolder: string;
  log: Log;
  limits?: EdgeLimits;
  /** Where the programs are looked for; the usual places unless told otherwise. */
  programFolders?: readonly string[];
}

export interface Engine {
  /** Absolute; its programs may go through it. */
  readonly folder: string;
  facts(): EngineFacts;
  /** Resolves when it is on or off, and no longer starting. */
  settled(): Promise<EngineFacts>;
  /** Where trunks and telephones reach its edge; undefined before it has been started. */
  outside(): { host: string; port: number } | undefined;
  /** Where its parts answer; undefined before they have been started. */
  places(): Kept | undefined;
  /** Where telephones find it, by UDP; undefined before it has been started. */
  reach(): Reach | undefined;
  /** Addresses (`user@domain`) at which a device is signed in at this edge now. @throws Error when the edge does not answer */
  registered(): Promise<ReadonlySet<string>>;
  /** Whether a telephone that is no page is, at this address. @throws Error when the edge does not answer */
  hasTelephone(address: string): Promise<boolean>;
  /** `owner` gives what the edge knows: now if it is up, and again whenever it is a new process. */
  fill(owner: (tables: Tables) => Promise<void>): void;
  listen(listener: (tell: Tell) => void): void;
  /** Told when rtpengine is another process than before, which knows no call. */
  onNewRelay(listener: () => void): void;
  /** Called with each change of what `facts` say. */
  watch(watcher: (facts: EngineFacts) => void): void;
  /** Calls carried now, and requests refused since the edge was started, by reason. @throws Error when a part does not answer */
  counts(): Promise<{ calls: number; refused: Record<string, number> }>;
  /** Ends both programs, unless another program of ours uses them too. May be called again. */
  close(): Promise<void>;
}

export interface Reach {
  /** Address of this machine; on loopback nobody else reaches it. */
  host: string;
  /** The address as it looks from outside, where a router translates it. */
  publicHost: string | null;
  port: number;
}

const lookAgainEvery = 30_000;

/**
 * Keeps Kamailio and rtpengine running for as long as this program does. It returns at once and never throws: what stands in the way is
 * told by `facts` and looked at again. Both outlive a kill of ours, so that calls do, and who starts next on the data folder adopts them.
 */
export function startEngine(options: EngineOptions): Engine {
  const { settings, log } = options;
  const closing = new AbortController();
  const owners: ((tables: Tables) => Promise<void>)[] = [];
  const listeners: ((tell: Tell) => void)[] = [];
  const relayListeners: (() => void)[] = [];
  const watchers: ((facts: EngineFacts) => void)[] = [];
  const phase: Phase = { isInstalling: false, off: undefined };
  let versions: Record<string, string> = {};
  let running: Running | undefined;

  const facts = () => factsOf(phase, running?.children.map((child) => child.facts()) ?? [], versions);
  const changed = () => {
    for (const watcher of watchers) watcher(facts());
  };
  const turnTo = (change: Partial<Phase>) => {
    Object.assign(phase, change);
    if (change.off) log.warn({ reason: change.off.reason }, `voice is off: ${change.off.message}`);
    changed();
  };
  const take = (line: string): boolean => {
    const tell = readTell(line);
    if (!tell) return false;
    for (const listener of listeners) listener(tell);
    return true;
  };
  const edgeUp = async (rpc: Rpc) => {
    for (const owner of owners) await owner(openTables(rpc));
  };
  const newRelay = () => {
    for (const listener of relayListeners) listener();
  };
  const begin = async () => {
    try {
      const programs = await findOrInstall(options, turnTo, closing.signal);
      const { dataFolder, limits = usualLimits } = options;
      versions = await versionsOf(programs);
      running = await run(programs, { settings, limits, dataFolder, log, take, edgeUp, newRelay, changed });
      turnTo({ off: undefined });
    } catch (error) {
      turnTo({ off: error instanceof OffError ? error : new OffError("failed", (error as Error).message) });
    }
  };
  const beginUntilItRuns = async () => {
    for (await begin(); !running; await begin())
      await sleep(lookAgainEvery, undefined, { signal: closing.signal, ref: false });
  };
  if (!settings.isOn) phase.off = new OffError("setting", "ZHIYIN_VOICE=off");
  const begun = settings.isOn ? beginUntilItRuns().catch(() => undefined) : Promise.resolve(); // ends early by `closing` only
  let closed: Promise<void> | undefined;
  const close = async () => {
    closing.abort();
    changed();
    await begun;
    await running?.end();
  };

  return {
    folder: join(options.dataFolder, "voice"),
    facts,
    settled: () =>
      new Promise((resolve) => {
        const look = () => (facts().state !== "starting" || closing.signal.aborted) && resolve(facts());
        watchers.push(look);
        look();
      }),
    outside: () => running && { host: settings.publicAddress ?? settings.host, port: running.kept.sip },
    places: () => running?.kept,
    reach: () => running && { host: settings.host, publicHost: settings.publicAddress ?? null, port: running.kept.sip },
    registered: async () => (running ? await registeredAt(running.rpc) : new Set()),
    hasTelephone: async (address) => running !== undefined && (await hasTelephone(running.rpc, address)),
    fill(owner) {
      owners.push(owner);
      if (!running) return;
      owner(openTables(running.rpc)).catch((error: Error) =>
        log.warn({ error: error.message }, "the edge is not up yet"),
      );
    },
    listen: (listener) => void listeners.push(listener),
    onNewRelay: (listener) => void relayListeners.push(listener),
    watch: (watcher) => void watchers.push(watcher),
    async counts() {
      if (!running) return { calls: 0, refused: {} };
      const [calls, refused] = await Promise.all([callsNow(running.kept.ng), refusals(running.rpc)]);
      return { calls, refused };
    },
    close: () => (closed ??= close()),
  };
}

/** @throws OffError missing */
async function findOrInstall(
  { settings, programFolders }: EngineOptions,
  turnTo: (change: Partial<Phase>) => void,
  signal: AbortSignal,
): Promise<Programs> {
  const found = findPrograms(programFolders);
  if (found) return found;
  if (!mayInstall(settings.mayInstall)) throw new OffError("missing", "Kamailio or rtpengine is not on this machine");
  turnTo({ isInstalling: true, off: undefined });
  const complaint = await installPrograms(signal).then(
    () => undefined,
    (error: Error) => error.message,
  );
  turnTo({ isInstalling: false });
  const installed = findPrograms(programFolders);
  if (installed) return installed;
  throw new OffError("missing", complaint ?? "the packages brought no Kamailio or rtpengine");
}
