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
  /** Whose session it is, with the address (`user@domain`) of their telephone; null: it is none any more. @throws Error when nobody knows at the moment */
  seatOf(organisation: HostedOrganisation, sessionId: string): Promise<{ address: string | null } | null>;
  metrics: Metrics;
}

/** Tabs of one browser; one of them has the telephone, and a few come back at once after a cut. */
const socketsOfSession = 6;
const openingsPerMinute = 60;
const recheckEvery = 15_000;

/**
 * The way of browsers to the edge, through our own origin and certificate: bytes both ways. The edge is told whose session it is, so
 * that a page needs no password for its telephone. `close` cuts all that are open, so that the server can end.
 */
export function openGate({ engine, seatOf, metrics }: GateParts): { door: Door; close(): void } {
  const open = new Map<string, number>();
  const streams = new Set<Duplex>();
  const countOpening = minuteLimit(openingsPerMinute);
  const door: Door = async ({ request, stream, head, organisation, actor }) => {
    const { ws: port, rpcSecret = "" } = engine.places() ?? {};
    const { sessionId } = actor;
    if (sessionId === null) return refuseUpgrade(stream, 403);
    if (port === undefined || engine.facts().state === "off") return refuseUpgrade(stream, 503);
    const mine = open.get(sessionId) ?? 0;
    if (mine >= socketsOfSession || isTooMany(countOpening, sessionId)) return refuseUpgrade(stream, 429);
    open.set(sessionId, mine + 1);
    streams.add(stream);
    metrics.sipSockets.inc();
    stream.on("close", () => {
      streams.delete(stream);
      metrics.sipSockets.dec();
      const left = (open.get(sessionId) ?? 1) - 1;
      if (left > 0) open.set(sessionId, left);
      else open.delete(sessionId);
    });
    const seat = await seatOf(organisation, sessionId);
    if (!seat) return refuseUpgrade(stream, 401);
    if (stream.destroyed) return;
    const edge = connect({ port, host: "127.0.0.1", noDelay: true });
    const recheck = setInterval(() => {
      // a database that is away ends no call
      seatOf(organisation, sessionId).then(
        (now) => now?.address !== seat.address && stream.destroy(),
        () => undefined,
      );
    }, recheckEvery);
    edge.on("connect", () => {
      edge.write(requestHead(request, seat.address && { address: seat.address, secret: rpcSecret }));
      edge.write(head);
      stream.pipe(edge).pipe(stream);
    });
    edge.on("error", () => stream.destroy());
    edge.on("close", () => stream.destroy());
    stream.on("close", () => {
      edge.destroy();
      clearInterval(recheck);
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

/** What the edge needs to know of the request: no cookie goes there. Only who knows the secret may say who somebody is. */
function requestHead({ headers }: IncomingMessage, seat: { address: string; secret: string } | null | ""): string {
  const kept = ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol"];
  const lines = kept.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  const who = seat ? [`x-zhiyin-secret: ${seat.secret}`, `x-zhiyin-address: ${seat.address}`] : [];
  return ["GET /sip HTTP/1.1", "host: 127.0.0.1", ...lines, ...who, "content-length: 0", "", ""].join("\r\n");
}
