import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { visibleCustomers } from "./modules/customers/index.ts";
import { actorOfCookies, actorOfSession } from "./modules/people/index.ts";
import { byExchange, countAllRefused, sipAddress } from "./modules/voice/index.ts";
import { gather } from "./modules.ts";
import { readCertificate } from "./platform/certificate.ts";
import { type Config, projectFolder } from "./platform/config.ts";
import type { Directory } from "./platform/database/directory.ts";
import { explainListenError } from "./platform/database/error.ts";
import { Houses } from "./platform/houses.ts";
import { outgoingRules } from "./platform/http/outgoing.ts";
import { servePages } from "./platform/http/pages.ts";
import { createServer, hostName } from "./platform/http/server.ts";
import { type Door, serveUpgrades } from "./platform/http/upgrade.ts";
import { liveDoor } from "./platform/live/socket.ts";
import type { Log } from "./platform/log.ts";
import { createMetrics } from "./platform/metrics.ts";
import { Problem } from "./platform/problem.ts";
import type { Engine } from "./platform/telephony/engine/engine.ts";
import { countRefusedSteps, countTrunks, countVoice } from "./platform/telephony/engine/metrics.ts";
import { openGate } from "./platform/telephony/gate.ts";
import { version } from "./version.ts";
import { startVoice } from "./voice.ts";

export interface RunningNode {
  houses: Houses;
  /** Port that the node listens on; 0 for a worker. */
  port: number;
  close(): Promise<void>;
}

/**
 * One node: web (HTTP and the live channel), worker (jobs and reactions) or both, over a directory of organisations.
 * @param engine the telephone's; without it browsers find no edge at /sip
 */
export async function startNode(config: Config, directory: Directory, log: Log, engine?: Engine): Promise<RunningNode> {
  const metrics = createMetrics();
  if (engine) countVoice(metrics, engine);
  const certificate = await readCertificate(config.tls, config.dataFolder, new Date());
  const { routes, jobs, reactions } = gather({
    version,
    startedAt: new Date(),
    directory,
    isEmbedded: config.databaseUrl === undefined,
    certificate: certificate ? { isOwn: config.tls.mode === "own", expiresAt: certificate.expiresAt } : null,
    socketCount: () => houses.socketCount(),
    engine,
  });
  const houses: Houses = new Houses({
    directory,
    publicUrl: config.givenPublicUrl ?? null,
    log,
    metrics,
    works: config.role !== "web",
    files: config.files,
    outgoing: outgoingRules(config.outgoing),
    jobs,
    reactions,
    live: {
      reload: (house, sessionId) => actorOfSession(house, sessionId),
      maySee: async (house, actor, object, id) =>
        object === "customer" && (await visibleCustomers(house.db, actor, [id])).has(id),
    },
    company: async ({ db }) => {
      const { rows } = await sql<{
        company: "demo" | "empty";
      }>`select value #>> '{}' as company from setting where name = 'company'`.execute(db);
      return rows[0]?.company ?? "empty";
    },
  });
  houses.start();
  if (config.role === "worker") return { houses, port: 0, close: () => houses.close() };

  const authenticate = (house: Parameters<typeof actorOfCookies>[0], cookies: string | undefined, requestId: string) =>
    actorOfCookies(house, cookies, requestId);
  const app = createServer({
    routes,
    authenticate: (house, request) => authenticate(house, request.headers.cookie, request.id),
    acquire: (host) => houses.acquire(host),
    isReady: () => isReady(directory),
    log,
    metrics,
    version,
    trustedProxies: config.trustedProxies,
    tls: certificate ? { cert: certificate.certificate, key: certificate.key } : undefined,
  });
  refuseUnknownHosts(app, houses);
  await servePages(app, join(projectFolder, "dist", "web"));
  const doors: Record<string, Door> = { "/api/live": liveDoor({ houses, metrics }) };
  const gate = engine && openGate({ engine, seatOf: seatOf(houses), metrics });
  if (gate) doors["/sip"] = gate.door;
  serveUpgrades(app.server as Server, doors, { houses, authenticate, log });
  await listen(app, config);
  const voice = engine && startVoice(engine, { directory, houses, log });
  if (voice) {
    houses.onWritten((id, by) => by !== byExchange.requestId && voice.wake(id));
    countTrunks(metrics, () => voice.registrations());
    countRefusedSteps(metrics, () => countAllRefused(engine.folder));
  }
  const close = async () => {
    gate?.close();
    await voice?.close();
    await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
    await houses.close();
  };
  return { houses, port: (app.server.address() as AddressInfo).port, close };
}

const seatOf =
  (houses: Houses): Parameters<typeof openGate>[0]["seatOf"] =>
  async (organisation, sessionId) => {
    const { house, release } = await houses.acquireOrganisation(organisation);
    try {
      const actor = await actorOfSession(house, sessionId);
      return actor && { address: await sipAddress(house, actor) };
    } finally {
      release();
    }
  };

/** An unknown host gets 404 and learns nothing, not even that there is a page. */
function refuseUnknownHosts(app: FastifyInstance, houses: Houses): void {
  const open = new Set(["/healthz", "/readyz", "/metrics"]);
  app.addHook("onRequest", async (request) => {
    if (open.has(request.url)) return;
    if (!(await houses.resolve(hostName(request)))) throw new Problem(404, "route.not_found");
  });
}

async function isReady(directory: Directory): Promise<boolean> {
  try {
    await sql`select 1`.execute(directory.db);
    return true;
  } catch {
    return false;
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explainListenError(error, host, port);
  }
}
