import type { FastifyReply, FastifyRequest } from "fastify";
import { withTransientRetry } from "../database/retry.ts";
import type { Tx } from "../database/types.ts";
import type { House } from "../house.ts";
import { type Actor, mayEver } from "../permission/actor.ts";
import { forbidden, Problem } from "../problem.ts";
import { refuseUnkept } from "./body.ts";
import { admitForeign, answerPreflight } from "./foreign.ts";
import { once } from "./idempotency.ts";
import { type Call, Download, type Route } from "./route.ts";
import { checkOrigin } from "./security.ts";
import { bodyCheck, paramsCheck, queryCheck } from "./validation.ts";

export type Authenticate = (house: House, request: FastifyRequest) => Promise<Actor | null>;
type LimitPublic = (key: string) => void;

/** Turns a route into what Fastify calls: origin, actor, permission, input, transaction, answer, in this order. */
export function answering(
  { contract, handle, ownTransaction, reread, admits }: Route,
  authenticate: Authenticate,
  limitPublic: LimitPublic,
) {
  const checkParams = paramsCheck(contract.params);
  const checkQuery = queryCheck(contract.query);
  const checkBody = contract.body ? bodyCheck(contract.body) : undefined;
  const routeName = `${contract.method} ${contract.path}`;
  const isReading = contract.method === "GET" || contract.stream || contract.permission === "public" || ownTransaction;

  return async (house: House, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (contract.method !== "GET" && !admits) checkOrigin(request);
    if (contract.permission === "public") limitPublic(`${house.organisation.id} ${request.ip}`);
    const actor = admits ? null : await authenticate(house, request);
    if (contract.permission !== "public") requirePermission(actor, contract.permission);
    refuseUnkept(request.params, "params");
    refuseUnkept(request.query, "query");
    checkParams(request.params);
    if (admits) await admitForeign(house, request, reply, admits);
    if (isPreflight(request)) return answerPreflight(reply, [contract.method]);
    checkQuery(request.query);
    checkBody?.(request.body === undefined ? {} : request.body);

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

/** Only routes that admit pages of other origins are asked so. */
const isPreflight = (request: FastifyRequest): boolean => request.method === "OPTIONS";

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

function sendDownload(reply: FastifyReply, { stream, mediaType, fileName, delivery }: Download): FastifyReply {
  const { size, range, isShown } = delivery;
  reply.header("content-type", mediaType);
  reply.header(
    "content-disposition",
    `${isShown ? "inline" : "attachment"}; filename="download"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  );
  reply.header("cache-control", "no-store");
  reply.header("content-security-policy", isShown ? shownPolicy(mediaType) : "default-src 'none'; sandbox");
  if (isShown) reply.header("cross-origin-resource-policy", "same-origin");
  if (size !== undefined) {
    reply.header("accept-ranges", "bytes");
    reply.header("content-length", range ? range.last - range.first + 1 : size);
    if (range) reply.status(206).header("content-range", `bytes ${range.first}-${range.last}/${size}`);
  }
  return reply.send(stream);
}

/** Chromium's PDF viewer does not open in a sandbox; it runs in a process and an origin of its own. */
const shownPolicy = (mediaType: string): string =>
  `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'${mediaType === "application/pdf" ? "; object-src 'self'" : "; sandbox"}`;

const oneText = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
