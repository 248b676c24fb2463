import type { FastifyReply, FastifyRequest } from "fastify";
import { withTransientRetry } from "../database/retry.ts";
import type { Tx } from "../database/types.ts";
import type { House } from "../house.ts";
import { type Actor, mayEver } from "../permission/actor.ts";
import { forbidden, Problem } from "../problem.ts";
import { once } from "./idempotency.ts";
import { type Call, Download, type Route } from "./route.ts";
import { checkOrigin } from "./security.ts";
import { bodyCheck, paramsCheck, queryCheck } from "./validation.ts";

export type Authenticate = (house: House, request: FastifyRequest) => Promise<Actor | null>;
type LimitPublic = (key: string) => void;

/** Turns a route into what Fastify calls: origin, actor, permission, input, transaction, answer, in this order. */
export function answering(
  { contract, handle, ownTransaction, reread }: Route,
  authenticate: Authenticate,
  limitPublic: LimitPublic,
) {
  const checkParams = paramsCheck(contract.params);
  const checkQuery = queryCheck(contract.query);
  const checkBody = contract.body ? bodyCheck(contract.body) : undefined;
  const routeName = `${contract.method} ${contract.path}`;
  const isReading = contract.method === "GET" || contract.stream || contract.permission === "public" || ownTransaction;

  return async (house: House, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (contract.method !== "GET") checkOrigin(request);
    if (contract.permission === "public") limitPublic(`${house.organisation.id} ${request.ip}`);
    const actor = await authenticate(house, request);
    if (contract.permission !== "public") requirePermission(actor, contract.permission);
    checkParams(request.params);
    checkQuery(request.query);
    if (checkBody) {
      refuseNul(request.body);
      checkBody(request.body ?? {});
    }

    const call = callOf(house, request);
    const work = (tx: Tx) => handle(tx, actor as Actor, call);
    const result = isReading
      ? await withTransientRetry(() => work(house.db as Tx))
      : await house.transaction((tx) => {
          if (!reread || !actor) return work(tx);
          const key = oneText(request.headers["idempotency-key"]);
          return once(
            tx,
            actor,
            key,
            { route: routeName, input: [call.params, call.body] },
            { first: () => work(tx), again: (id) => reread(tx, actor, id, call) },
          );
        });
    if (call.cookies.length > 0) reply.header("set-cookie", call.cookies);
    return result instanceof Download ? sendDownload(reply, result) : result;
  };
}

/** The database keeps every character but this one. */
function refuseNul(body: unknown): void {
  if (JSON.stringify(body ?? null).includes("\\u0000"))
    throw new Problem(400, "request.invalid", { fields: [{ field: "body", reason: "zero character" }] });
}

function requirePermission(actor: Actor | null, permission: string): void {
  if (!actor) throw new Problem(401, "session.missing");
  if (permission !== "signed_in" && !mayEver(actor, permission)) throw forbidden(permission);
}

function callOf(house: House, request: FastifyRequest): Call {
  const scheme = request.protocol;
  return {
    params: request.params,
    query: request.query,
    body: request.body ?? {},
    house,
    headers: request.headers,
    ip: request.ip,
    origin: house.publicUrl ?? `${scheme}://${request.headers.host ?? "localhost"}`,
    isSecure: scheme === "https" || (house.publicUrl?.startsWith("https://") ?? false),
    stream: request.raw,
    requestId: request.id,
    cookies: [],
  };
}

function sendDownload(reply: FastifyReply, { stream, mediaType, fileName }: Download): FastifyReply {
  reply.header("content-type", mediaType);
  reply.header(
    "content-disposition",
    `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  );
  reply.header("cache-control", "no-store");
  return reply.send(stream);
}

const oneText = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
