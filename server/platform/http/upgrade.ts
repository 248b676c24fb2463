import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { HostedOrganisation } from "../database/host.ts";
import type { House } from "../house.ts";
import type { Houses } from "../houses.ts";
import type { Log } from "../log.ts";
import type { Actor } from "../permission/actor.ts";
import { sameHost } from "./security.ts";

/** A request for a WebSocket that came from our own page, of somebody signed in. */
export interface Upgrade {
  request: IncomingMessage;
  stream: Duplex;
  head: Buffer;
  url: URL;
  organisation: HostedOrganisation;
  actor: Actor;
}

/** Takes the stream over, or refuses it. */
export type Door = (upgrade: Upgrade) => Promise<void>;

export interface UpgradeParts {
  houses: Houses;
  authenticate(house: House, cookies: string | undefined, requestId: string): Promise<Actor | null>;
  log: Log;
}

/** WebSockets by path: same origin only, signed in only, each path by its door. */
export function serveUpgrades(server: Server, doors: Readonly<Record<string, Door>>, parts: UpgradeParts): void {
  server.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    void letIn(doors, request, stream, head, parts).catch((error: Error) => {
      parts.log.warn({ error: error.message }, "WebSocket refused");
      refuseUpgrade(stream, 503);
    });
  });
}

async function letIn(
  doors: Readonly<Record<string, Door>>,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  { houses, authenticate }: UpgradeParts,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { origin, host = "", cookie } = request.headers;
  const door = Object.hasOwn(doors, url.pathname) ? doors[url.pathname] : undefined;
  if (!door) return refuseUpgrade(stream, 404);
  if (!origin || !sameHost(origin, host)) return refuseUpgrade(stream, 403);
  const organisation = await houses.resolve(host);
  if (!organisation) return refuseUpgrade(stream, 404);
  const { house, release } = await houses.acquireOrganisation(organisation);
  try {
    const actor = await authenticate(house, cookie, "live");
    if (!actor) return refuseUpgrade(stream, 401);
    await door({ request, stream, head, url, organisation, actor });
  } finally {
    release();
  }
}

/** Ends the stream with an HTTP status and nothing else. */
export function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
