import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { codeOf, isDiskFull } from "../database/error.ts";
import type { House } from "../house.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { Problem } from "../problem.ts";
import { type Authenticate, answering } from "./answer.ts";
import { parseJsonBodies } from "./body.ts";
import { printOpenApi } from "./openapi.ts";
import type { Route } from "./route.ts";
import { minuteLimit, setSecurityHeaders } from "./security.ts";
import { answerNoHttp, answerUnreadable } from "./unrouted.ts";

export interface ServerParts {
  routes: readonly Route[];
  authenticate: Authenticate;
  /** The organisation of a host name, to be released after the answer; undefined: unknown host. */
  acquire(host: string): Promise<{ house: House; release(): void } | undefined>;
  isReady(): Promise<boolean>;
  log: Log;
  metrics: Metrics;
  version: string;
  trustedProxies: readonly string[];
  tls?: { cert: string; key: string } | undefined;
}

/** The HTTP side of a node: the API under /api, health, metrics. Pages are added by `servePages`. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { log, metrics } = parts;
  const app = fastify({
    logger: false,
    genReqId: () => newId(),
    routerOptions: { maxParamLength: 200 },
    bodyLimit: 256 * 1024,
    requestTimeout: 0,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    keepAliveTimeout: 65_000,
    forceCloseConnections: "idle",
    clientErrorHandler: answerNoHttp,
    frameworkErrors: answerUnreadable((error, request, reply) => sendProblem(error, request, reply, log)),
    ...(parts.tls ? { https: parts.tls } : {}),
  }) as unknown as FastifyInstance;

  app.setValidatorCompiler(() => () => true);
  parseJsonBodies(app);
  // bytes are no body: a call that streams reads them itself, and null is not what any other call takes
  app.addContentTypeParser(["application/octet-stream", "text/csv"], (_request, _payload, done) => done(null, null));
  app.addHook("onRequest", async (request, reply) => {
    setSecurityHeaders(request, reply);
    reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => observe(request, reply, log, metrics));
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));

  addHealth(app, parts);
  addRoutes(app, parts);
  return app;
}

function addHealth(app: FastifyInstance, { isReady, metrics }: ServerParts): void {
  app.get("/healthz", async () => ({ alive: true }));
  app.get("/readyz", async (_request, reply) => {
    const ready = await isReady();
    return reply.status(ready ? 200 : 503).send({ ready });
  });
  app.get("/metrics", async (request, reply) => {
    if (!isLoopback(request.ip) || request.headers["x-forwarded-for"] !== undefined) return reply.status(404).send();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

const isLoopback = (ip: string): boolean => ip === "::1" || ip.startsWith("127.") || ip.startsWith("::ffff:127.");

function addRoutes(app: FastifyInstance, { routes, authenticate, acquire, version }: ServerParts): void {
  const limitPublic = minuteLimit(120);
  const openApi = printOpenApi(
    routes.map((one) => one.contract),
    version,
  );
  app.get("/api/openapi.json", async () => openApi);
  for (const one of routes) {
    const { contract } = one;
    const answer = answering(one, authenticate, limitPublic);
    const isFile = (contract.response as { contentMediaType?: string }).contentMediaType !== undefined;
    app.route({
      method: one.admits ? [contract.method, "OPTIONS"] : contract.method,
      url: `/api${contract.path}`,
      bodyLimit: contract.bodyLimit,
      ...(isFile ? {} : { schema: { response: { 200: contract.response } } }),
      handler: async (request, reply) => {
        reply.header("cache-control", "no-store");
        const acquired = await acquire(hostName(request));
        if (!acquired) throw new Problem(404, "route.not_found");
        try {
          const result = await answer(acquired.house, request, reply);
          return reply.sent ? reply : reply.send(result);
        } finally {
          // a file streams on after this: the organisation stays open until its last byte has left
          if (reply.sent && !reply.raw.closed) reply.raw.once("close", acquired.release);
          else acquired.release();
        }
      },
    });
  }
  app.all("/api/*", async () => {
    throw new Problem(404, "route.not_found");
  });
}

export const hostName = (request: FastifyRequest): string =>
  (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();

function observe(request: FastifyRequest, reply: FastifyReply, log: Log, metrics: Metrics): void {
  const route = request.routeOptions.url ?? "none";
  const seconds = reply.elapsedTime / 1000;
  metrics.requestSeconds.labels(request.method, route, String(reply.statusCode)).observe(seconds);
  if (route.startsWith("/api")) {
    log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        request_id: request.id,
      },
      "answered",
    );
  }
}

/** Named problems keep their name; what Fastify refuses gets one of ours; the rest is a bare 500 that the log explains. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const problem = error instanceof Problem ? error : fastifyProblem(error);
  if (problem.status >= 500)
    log.error(
      { request_id: request.id, error: error instanceof Error ? error.stack : String(error) },
      "request failed",
    );
  return reply.status(problem.status).send({
    error: {
      id: problem.id,
      message: problem.message,
      request_id: request.id,
      ...(problem.fields ? { fields: problem.fields } : {}),
      ...(problem.detail ? { detail: problem.detail } : {}),
    },
  });
}

function fastifyProblem(error: unknown): Problem {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new Problem(413, "request.too_large");
  if (isDiskFull(error)) return new Problem(507, "server.disk_full");
  if (codeOf(error) === "57014") return new Problem(503, "server.too_slow"); // the statement's time was up
  if (code === "ZHIYIN_BUSY" || code === "53300") return new Problem(503, "server.busy");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem(400, "request.invalid", { fields: [{ field: "body", reason: (error as Error).message }] });
  }
  return new Problem(500, "server.failed");
}
