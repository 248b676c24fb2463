import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../database/types.ts";
import type { Actor } from "../permission/actor.ts";
import { Problem } from "../problem.ts";

/**
 * Runs a creating call once for a key. A repeat gets the first answer; the same key with another body is refused.
 * The key's row is written first: a second call with it waits for the first transaction and then reads its answer.
 */
export async function once(
  tx: Tx,
  actor: Actor,
  key: string | undefined,
  call: { route: string; input: unknown },
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (key === undefined) return await work();
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
  if (!taken) return await firstAnswer(tx, actor, key, requestHash);
  await sql`delete from idempotency_key where created_at < now() - interval '1 day'`.execute(tx);
  const response = await work();
  await tx
    .updateTable("idempotency_key")
    .set({ status: 200, response: JSON.stringify(response) })
    .where("user_id", "=", actor.userId)
    .where("key", "=", key)
    .execute();
  return response;
}

async function firstAnswer(tx: Tx, actor: Actor, key: string, requestHash: string): Promise<unknown> {
  const first = await tx
    .selectFrom("idempotency_key")
    .select(["request_hash", "response"])
    .where("user_id", "=", actor.userId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  if (first.request_hash !== requestHash) throw new Problem(422, "idempotency.mismatch");
  return first.response;
}
