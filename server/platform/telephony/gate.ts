import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { HostedOrganisation } from "../database/host.ts";
import { minuteLimit } from "../http/security.ts";
import { type Door, refuseUpgrade } from "../http/upgrade.ts";
import type { Metrics } from "../metrics.ts";
import type { Engine } from "./engine/engine.ts";

export interface GateParts {
  engine: Engine;
  /** Is this session still one? @throws Error when nobody knows at the moment */
  isSignedIn(organisation: HostedOrganisation, sessionId: string): Promise<boolean>;
  metrics: Metrics;
}

/** Tabs of one browser; one of them has the telephone, and a few come back at once after a cut. */
const socketsOfSession = 6;
const openingsPerMinute = 60;
const recheckEvery = 15_000;

/**
 * The way of browsers to the edge, through our own origin and certificate: bytes both ways. Who they are the edge asks for once more.
 * `close` cuts all that are open, so that the server can end.
 */
export function openGate({ engine, isSignedIn, metrics }: GateParts): { door: Door; close(): void } {
  const open = new Map<string, number>();
  const streams = new Set<Duplex>();
  const countOpening = minuteLimit(openingsPerMinute);
  const door: Door = async ({ request, stream, head, organisation, actor }) => {
    const port = engine.places()?.ws;
    const { sessionId } = actor;
    if (sessionId === null) return refuseUpgrade(stream, 403);
    if (port === undefined || engine.facts().state === "off") return refuseUpgrade(stream, 503);
    const mine = open.get(sessionId) ?? 0;
    if (mine >= socketsOfSession || isTooMany(countOpening, sessionId)) return refuseUpgrade(stream, 429);
    open.set(sessionId, mine + 1);
    streams.add(stream);
    metrics.sipSockets.inc();
    const edge = connect({ port, host: "127.0.0.1", noDelay: true });
    const recheck = setInterval(() => {
      // a database that is away ends no call
      isSignedIn(organisation, sessionId).then(
        (isStill) => !isStill && stream.destroy(),
        () => undefined,
      );
    }, recheckEvery);
    edge.on("connect", () => {
      edge.write(requestHead(request));
      edge.write(head);
      stream.pipe(edge).pipe(stream);
    });
    edge.on("error", () => stream.destroy());
    edge.on("close", () => stream.destroy());
    stream.on("close", () => {
      edge.destroy();
      streams.delete(stream);
      clearInterval(recheck);
      metrics.sipSockets.dec();
      const left = (open.get(sessionId) ?? 1) - 1;
      if (left > 0) open.set(sessionId, left);
      else open.delete(sessionId);
    });
  };
  const close = () => {
    for (const stream of streams) stream.destroy();
  };
  return { door, close };
}

function isTooMany(count: (key: string) => void, key: string): boolean {
  try {
    count(key);
    return false;
  } catch {
    return true;
  }
}

/** What the edge needs to know of the request: no cookie goes there. */
function requestHead({ headers }: IncomingMessage): string {
  const kept = ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol"];
  const lines = kept.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  return ["GET /sip HTTP/1.1", "host: 127.0.0.1", ...lines, "content-length: 0", "", ""].join("\r\n");
}
