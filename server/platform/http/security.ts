import type { FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../problem.ts";

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("content-security-policy", policy);
  reply.header("x-content-type-options", "nosniff");
  reply.header("referrer-policy", "same-origin");
  reply.header("permissions-policy", "camera=(), geolocation=(), microphone=(self)");
  reply.header("cross-origin-opener-policy", "same-origin");
  if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
}

/** A changing call must come from our own page or from a program that sets X-Zhiyin; a foreign page can do neither. */
export function checkOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && !sameHost(origin, host)) throw new Problem(403, "request.bad_origin");
  if (request.headers["x-zhiyin"] === undefined) throw new Problem(403, "request.bad_origin");
}

export function sameHost(origin: string, host: string | undefined): boolean {
  try {
    return host !== undefined && new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Allows `limit` calls a minute for each key; forgets keys that are quiet. In memory: one node, one bucket. */
export function minuteLimit(limit: number, now: () => number = Date.now): (key: string) => void {
  let windowStart = 0;
  let counts = new Map<string, number>();
  return (key) => {
    const time = now();
    if (time - windowStart >= 60_000) {
      windowStart = time;
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > limit)
      throw new Problem(429, "request.too_many", {
        detail: { retry_in_s: Math.ceil((windowStart + 60_000 - time) / 1000) },
      });
  };
}
