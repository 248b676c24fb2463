import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { Problem } from "../problem.ts";

/** More than any contract nests; what goes through a body may call itself that deep. */
const mostLevels = 100;

/** JSON bodies are UTF-8 and hold only what the database keeps; what is otherwise is refused, never altered. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(refused("not UTF-8"), undefined);
    return parse(request, body.toString("utf-8"), (error, value) => {
      const reason = error ? undefined : unkept(value);
      done(reason ? refused(reason) : error, value);
    });
  });
}

/** What stands in an address comes as text; the database keeps every character but one. */
export function refuseUnkept(value: unknown, field: string): void {
  const reason = unkept(value);
  if (reason) throw refused(reason, field);
}

const refused = (reason: string, field = "body") =>
  new Problem(400, "request.invalid", { fields: [{ field, reason }] });

/** Why a value of JSON cannot be kept as it is; undefined when it can. */
function unkept(value: unknown): string | undefined {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return "nested too deep";
    const inner: unknown[] = [];
    for (const one of level) {
      if (typeof one === "string") {
        if (one.includes("\0")) return "zero character";
        if (!one.isWellFormed()) return "half a character";
      } else if (Array.isArray(one)) {
        for (const item of one) inner.push(item);
      } else if (typeof one === "object" && one !== null) {
        for (const [key, item] of Object.entries(one)) inner.push(key, item);
      }
    }
    level = inner;
  }
  return undefined;
}
