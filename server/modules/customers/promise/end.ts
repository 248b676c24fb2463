import { sql } from "kysely";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict } from "../../../platform/problem.ts";
import { breakAt } from "./break.ts";
import type { movePromiseContract, withdrawPromiseContract } from "./promise.contract.ts";
import { accessPromise, type CustomerPromise, type PromiseIds, readPromise, requireAhead, told } from "./promise.ts";

/** Kept once; a second call changes nothing. @throws promise.not_open */
export const keepPromise = (tx: Tx, actor: Actor, ids: PromiseIds): Promise<CustomerPromise> =>
  endPromise(tx, actor, ids, "kept", null);

/** @throws promise.not_open */
export const withdrawPromise = (
  tx: Tx,
  actor: Actor,
  ids: PromiseIds,
  { reason }: BodyOf<typeof withdrawPromiseContract>,
): Promise<CustomerPromise> => endPromise(tx, actor, ids, "withdrawn", reason.trim());

async function endPromise(
  tx: Tx,
  actor: Actor,
  ids: PromiseIds,
  state: "kept" | "withdrawn",
  reason: string | null,
): Promise<CustomerPromise> {
  const before = await accessPromise(tx, actor, ids);
  if (before.state !== state) {
    if (before.state !== "open") throw conflict("promise.not_open");
    await sql`update promise set state = ${state}, ended_at = now(), ended_by = ${actor.userId}, reason = ${reason}
      where id = ${ids.promiseId}`.execute(tx);
    await told(tx, actor, state === "kept" ? "promise.kept" : "promise.withdrawn", ids, before.client_id, [
      { field: "promise.state", before: "open", after: state },
      ...(reason === null ? [] : [{ field: "promise.reason", before: null, after: reason }]),
    ]);
  }
  return await readPromise(tx, actor, ids);
}

/** Another due time, with the reason. @throws promise.not_open, promise.past_due */
export async function movePromise(
  tx: Tx,
  actor: Actor,
  ids: PromiseIds,
  { due_at, reason, is_customer_told }: BodyOf<typeof movePromiseContract>,
): Promise<CustomerPromise> {
  const before = await accessPromise(tx, actor, ids);
  if (before.state !== "open") throw conflict("promise.not_open");
  requireAhead(due_at);
  await tx
    .insertInto("promise_move")
    .values({
      id: newId(),
      promise_id: ids.promiseId,
      due_before: before.due_at,
      due_after: due_at,
      reason: reason.trim(),
      is_customer_told,
      moved_by: actor.userId,
    })
    .execute();
  await tx.updateTable("promise").set({ due_at }).where("id", "=", ids.promiseId).execute();
  await breakAt(tx, ids.promiseId, due_at);
  await told(tx, actor, "promise.moved", ids, before.client_id, [
    { field: "promise.due_at", before: before.due_at, after: due_at },
    { field: "promise.reason", before: null, after: reason.trim() },
  ]);
  return await readPromise(tx, actor, ids);
}

/** The way back from a wrong click; if its time has passed meanwhile, it breaks at once. @throws promise.is_broken */
export async function reopenPromise(tx: Tx, actor: Actor, ids: PromiseIds): Promise<CustomerPromise> {
  const before = await accessPromise(tx, actor, ids);
  if (before.state === "broken") throw conflict("promise.is_broken");
  if (before.state !== "open") {
    await sql`update promise set state = 'open', ended_at = null, ended_by = null, reason = null where id = ${ids.promiseId}`.execute(
      tx,
    );
    await breakAt(tx, ids.promiseId, before.due_at);
    await told(tx, actor, "promise.reopened", ids, before.client_id, [
      { field: "promise.state", before: before.state, after: "open" },
    ]);
  }
  return await readPromise(tx, actor, ids);
}
