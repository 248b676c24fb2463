import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { House } from "../house.ts";
import type { Houses } from "../houses.ts";
import { sameHost } from "../http/security.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Actor } from "../permission/actor.ts";

export interface SocketParts {
  houses: Houses;
  authenticate(house: House, cookies: string | undefined, requestId: string): Promise<Actor | null>;
  log: Log;
  metrics: Metrics;
}

/** Opens the live channel at /api/live: same origin only, signed in only, small messages only. */
export function serveLive(server: Server, parts: SocketParts): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    parts.metrics.liveSockets.inc();
    socket.on("close", () => parts.metrics.liveSockets.dec());
    const beat = setInterval(() => socket.ping(), 20_000);
    socket.on("close", () => clearInterval(beat));
  });
  server.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    void upgrade(sockets, request, stream, head, parts).catch((error: Error) => {
      parts.log.warn({ error: error.message }, "live channel refused");
      refuse(stream, 503);
    });
  });
}

async function upgrade(
  sockets: WebSocketServer,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  { houses, authenticate }: SocketParts,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { origin, host = "", cookie } = request.headers;
  if (url.pathname !== "/api/live") return refuse(stream, 404);
  if (!origin || !sameHost(origin, host)) return refuse(stream, 403);
  const organisation = await houses.resolve(host);
  if (!organisation) return refuse(stream, 404);
  const { house, release } = await houses.acquireOrganisation(organisation);
  try {
    const actor = await authenticate(house, cookie, "live");
    if (!actor) return refuse(stream, 401);
    const hub = await houses.hub(organisation);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      sockets.emit("connection", socket, request);
      hub.join(socket, actor, url.searchParams.get("after")).catch(() => socket.close(1011, "not joined"));
    });
  } finally {
    release();
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
