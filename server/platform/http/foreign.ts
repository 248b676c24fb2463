import type { FastifyReply, FastifyRequest } from "fastify";
import type { House } from "../house.ts";
import { Problem } from "../problem.ts";
import type { Admits } from "./route.ts";

/**
 * Lets a page of another origin read the answer, refusals included, where `admits` says so; no cookie counts there.
 * A browser always names the origin of such a page. @throws request.bad_origin
 */
export async function admitForeign(
  { db }: Pick<House, "db">,
  request: FastifyRequest,
  reply: FastifyReply,
  admits: Admits,
): Promise<void> {
  reply.header("vary", "origin");
  const { origin } = request.headers;
  if (origin === undefined || !(await admits(db, request.params as never, origin)))
    throw new Problem(403, "request.bad_origin");
  reply.header("access-control-allow-origin", origin);
  reply.header("cross-origin-resource-policy", "cross-origin");
}

/** What a browser asks before it sends JSON to another origin: told again after ten minutes. */
export function answerPreflight(reply: FastifyReply, methods: readonly string[]): FastifyReply {
  reply.header("access-control-allow-methods", methods.join(", "));
  reply.header("access-control-allow-headers", "content-type");
  reply.header("access-control-max-age", "600");
  return reply.status(204).send();
}
