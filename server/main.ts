import { buildWeb } from "../scripts/build_web.ts";
import { ensureFirstOrganisation } from "./first_organisation.ts";
import { startNode } from "./node.ts";
import { ConfigError, readConfig } from "./platform/config.ts";
import { watchEmbedded } from "./platform/database/embedded.watch.ts";
import { explainDiskError, StartError } from "./platform/database/error.ts";
import { openInstallation } from "./platform/database/installation.ts";
import { migrateOrganisations, OrganisationError } from "./platform/database/organisation.ts";
import { createLog } from "./platform/log.ts";
import { SecretError } from "./platform/secret.ts";
import { type Engine, startEngine } from "./platform/telephony/engine/engine.ts";
import { voiceLine } from "./platform/telephony/engine/state.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Starts a node and keeps it until a signal; every expected failure is one clear line and exit code 1. */
async function start(argv: readonly string[]): Promise<void> {
  const began = performance.now();
  const config = readConfig(process.env, argv);
  const log = createLog(config.logLevel);
  const installation = await openInstallation(config, process.env.ZHIYIN_MASTER_KEY, say);
  let engine: Engine | undefined;
  try {
    if (config.role !== "worker") engine = startEngine({ settings: config.voice, dataFolder: config.dataFolder, log });
    await migrateOrganisations(installation.directory, { log: say });
    const signIns = await ensureFirstOrganisation(installation.directory, config, say);
    if (config.role !== "worker") await buildWeb(say);
    // One lost connection must not end a node that serves many: what nobody waited for is logged and the node goes on.
    process.on("unhandledRejection", (error) =>
      log.error({ error: String((error as Error)?.stack ?? error) }, "nobody waited for this failure"),
    );
    const watch = installation.embedded ? watchEmbedded(config.dataFolder, installation.directory, log) : undefined;
    const node = await startNode(config, installation.directory, log, engine);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(
      config.role === "worker"
        ? `Zhiyin worker runs (${seconds} s)`
        : `Zhiyin 知音 is ready at ${config.publicUrl} (${seconds} s)`,
    );
    for (const line of signIns) say(line);
    if (engine) sayVoice(engine);
    await signalled();
    say("Stopping");
    watch?.stop();
    await node.close();
  } catch (error) {
    throw explainDiskError(error, config.dataFolder);
  } finally {
    await engine?.close();
    await installation.close();
  }
}

/** One line on voice as soon as it is known; the page does not wait for it. */
function sayVoice(engine: Engine): void {
  if (engine.facts().isInstalling) say("Installing Debian packages for the telephone (ZHIYIN_APT=0 forbids it)");
  void engine.settled().then((facts) => say(voiceLine(facts, engine.places()?.sip)));
}

const oneSignal = 1000;

/**
 * The first SIGINT or SIGTERM ends gracefully; one more ends at once. What follows within a second is the same one again:
 * a signal for the whole group comes here directly and through the launcher.
 */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let since: number | undefined;
    const end = () => {
      since ??= performance.now();
      resolve();
      if (performance.now() - since > oneSignal) process.exit(130);
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
    process.once("disconnect", end); // the launcher was killed
    process.channel?.unref();
  });
}

const known = [ConfigError, StartError, OrganisationError, SecretError];

process.stdout.on("error", () => undefined); // whoever read along has gone; that is no reason to end without tidying up
try {
  await start(process.argv.slice(2).filter((word) => word !== "start"));
  process.exit(0);
} catch (error) {
  const isKnown = known.some((kind) => error instanceof kind);
  process.stderr.write(`zhiyin: ${isKnown ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
