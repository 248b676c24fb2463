import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { newId } from "../ids.ts";
import { Problem } from "../problem.ts";
import { setSecurityHeaders } from "./security.ts";

type Send = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Addresses that cannot be read reach no route and no hook: they get their name and their headers here. */
export const answerUnreadable = (send: Send) => (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
  setSecurityHeaders(request, reply);
  reply.header("x-request-id", request.id);
  send(new Problem(400, "request.invalid", { fields: [{ field: "address", reason: "unreadable" }] }), request, reply);
};

/** What is no HTTP, or has a head of more than 16 kB, is answered on the bare connection. */
export function answerNoHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, id] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "request.too_large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "request.invalid"]
        : [400, "request.invalid"];
  const body = JSON.stringify({ error: { id, message: id, request_id: newId() } });
  if (socket.writable)
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
}
