import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../database/types.ts";
import type { Actor } from "../permission/actor.ts";
import { Problem } from "../problem.ts";

export interface OnceOrAgain {
  first(): Promise<unknown>;
  /** Answers a repeat from the id in the first answer. */
  again(id: string): Promise<unknown>;
}

/**
 * Runs a creating call once for a key; the same key with another body is refused. The key's row is written first: a
 * second call with it waits for the first transaction. Only the id of what was made is kept, and a repeat reads it by
 * the rights of now: an answer kept for a day would outlive the right to see it.
 */
export async function once(
  tx: Tx,
  actor: Actor,
  key: string | undefined,
  call: { route: string; input: unknown },
  { first, again }: OnceOrAgain,
): Promise<unknown> {
  if (key === undefined) return await first();
  if (key.length < 8 || key.length > 200)
    throw new Problem(400, "request.invalid", {
      fields: [{ field: "idempotency-key", reason: "8 to 200 characters" }],
    });
  const requestHash = createHash("sha256")
    .update(JSON.stringify([call.route, call.input]))
    .digest("hex");
  const taken = await tx
    .insertInto("idempotency_key")
    .values({ user_id: actor.userId, key, route: call.route, request_hash: requestHash })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  if (!taken) return await again(await madeBefore(tx, actor, key, requestHash));
  await sql`delete from idempotency_key where created_at < now() - interval '1 day'`.execute(tx);
  const response = await first();
  await tx
    .updateTable("idempotency_key")
    .set({ status: 200, response: JSON.stringify({ id: idIn(response) }) })
    .where("user_id", "=", actor.userId)
    .where("key", "=", key)
    .execute();
  return response;
}

async function madeBefore(tx: Tx, actor: Actor, key: string, requestHash: string): Promise<string> {
  const first = await tx
    .selectFrom("idempotency_key")
    .select(["request_hash", "response"])
    .where("user_id", "=", actor.userId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  if (first.request_hash !== requestHash) throw new Problem(422, "idempotency.mismatch");
  return idIn(first.response);
}

function idIn(answer: unknown): string {
  const { id } = (answer ?? {}) as { id?: unknown };
  if (typeof id !== "string") throw new Error("a creating call must answer with an id");
  return id;
}
