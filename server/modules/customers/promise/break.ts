import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";

/** Orders the break at the due time; a promise has one such order, which moves with it. */
export const breakAt = (tx: Tx, promiseId: string, dueAt: string): Promise<void> =>
  addJob(tx, "break_promise", { promise_id: promiseId }, { key: `break_promise ${promiseId}`, runAt: new Date(dueAt) });

/** A promise that was broken, with whom it is to be told. */
export interface BrokenPromise {
  id: string;
  customer_id: string;
  client_id: string | null;
  what: string;
  due_at: string;
  owner_id: string;
  /** The owner's team, whose lead hears of it. */
  team_id: string | null;
}

/** An open promise whose time has come is broken: once, whoever asks, and not when it was kept in the same moment. */
export async function breakPromise(house: House, { promise_id }: { promise_id: string }): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<BrokenPromise>`
      update promise p set state = 'broken', ended_at = p.due_at from app_user u
       where p.id = ${promise_id} and p.state = 'open' and p.due_at <= now() and u.id = p.owner_id
      returning p.id, p.customer_id, p.client_id, p.what, p.due_at, p.owner_id, u.team_id`.execute(tx);
    const broken = rows[0];
    if (!broken) return;
    await record(tx, { userId: null, requestId: "break_promise" }, "promise.broken", {
      object: "promise",
      objectId: broken.id,
      root: { object: "customer", id: broken.customer_id },
      clientId: broken.client_id,
      changes: [{ field: "promise.state", before: "open", after: "broken" }],
    });
    await promiseBroken(tx, broken);
  });
}

/** Where the owner and the lead of the owner's team are told, in the transaction that broke it. */
export async function promiseBroken(_tx: Tx, _promise: BrokenPromise): Promise<void> {}
