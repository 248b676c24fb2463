import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { mayEver } from "../../../platform/permission/actor.ts";
import { type Described, declareNotice, describeNotices, notify } from "../../people/index.ts";
import { mayReachCustomer, ofMyClients } from "../access.ts";

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
  given_by: string | null;
}

/** An open promise whose time has come is broken: once, whoever asks, and not when it was kept in the same moment. */
export async function breakPromise(house: House, { promise_id }: { promise_id: string }): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<BrokenPromise>`
      update promise p set state = 'broken', ended_at = p.due_at
       where p.id = ${promise_id} and p.state = 'open' and p.due_at <= now()
      returning p.id, p.customer_id, p.client_id, p.what, p.due_at, p.owner_id, p.created_by as given_by`.execute(tx);
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

/** The owner is told, and whoever gave the promise; teams have no lead in the data who could be. */
async function promiseBroken(tx: Tx, { id, owner_id, given_by }: BrokenPromise): Promise<void> {
  const told = new Set([owner_id, ...(given_by ? [given_by] : [])]);
  await notify(
    tx,
    [...told].map((user_id) => ({ user_id, kind: "promise_broken", object: "promise", object_id: id })),
  );
}

declareNotice({
  kind: "promise_broken",
  page: true,
  mail: "at_once",
  words: { "zh-CN": () => "承诺过期未兑现", en: () => "A promise was broken" },
});

describeNotices("promise", async (db, actor, ids) => {
  if (!mayEver(actor, "promise.read")) return new Map();
  const { rows } = await sql<{ id: string; title: string; customer_id: string }>`
    select p.id, c.name || '：' || p.what as title, p.customer_id from promise p join customer c on c.id = p.customer_id
     where p.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} and ${ofMyClients(actor, "p.client_id")}`.execute(
    db,
  );
  return new Map(
    rows.map(({ id, title, customer_id }): [string, Described] => [id, { title, path: `/customers/${customer_id}` }]),
  );
});
