import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { checkOutside, OutgoingError } from "../../../platform/http/outgoing.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { forbidden, invalid, notFound } from "../../../platform/problem.ts";
import { arePushKeys } from "../../../platform/push/encrypt.ts";
import { type VapidKeys, vapidKeys } from "../../../platform/push/vapid.ts";
import type { addPushSubscriptionContract } from "./push.contract.ts";

type Subscription = ResponseOf<typeof addPushSubscriptionContract>;

const devicesOfOne = 20;

/** Derived, as the organisation's other secrets are: nothing of it stands in the database. */
export const pushKeys = (house: House): VapidKeys => vapidKeys(house.secret("push"));

export async function listPushSubscriptions(db: Db, actor: Actor): Promise<{ rows: Subscription[] }> {
  return { rows: await select(db, sql`p.user_id = ${actor.userId} order by p.created_at desc, p.id desc`) };
}

/** @throws push_subscription.not_found */
export async function readPushSubscription(db: Db, actor: Actor, id: string): Promise<Subscription> {
  const [found] = await select(db, sql`p.id = ${id} and p.user_id = ${actor.userId}`);
  if (!found) throw notFound("push_subscription.not_found");
  return found;
}

async function select(db: Db, rest: ReturnType<typeof sql>): Promise<Subscription[]> {
  const { rows } = await sql<Omit<Subscription, "endpoint_hash"> & { endpoint: string }>`
    select p.id, p.user_agent, p.endpoint, p.created_at, p.last_ok_at, p.failures from push_subscription p where ${rest}`.execute(
    db,
  );
  return rows.map(({ endpoint, ...row }) => ({
    ...row,
    endpoint_hash: createHash("sha256").update(endpoint).digest("hex"),
  }));
}

/**
 * Takes a browser in for this session. It belongs to whoever is signed in there: another person's subscription of the
 * same browser becomes theirs. @throws push_subscription.bad_endpoint, bad_keys
 */
export async function addPushSubscription(
  tx: Tx,
  actor: Actor,
  house: House,
  { endpoint, keys }: BodyOf<typeof addPushSubscriptionContract>,
  userAgent: string | undefined,
): Promise<Subscription> {
  if (!actor.sessionId) throw forbidden("push_subscription.add");
  const [p256dh, auth] = [keys.p256dh.replace(/=+$/, ""), keys.auth.replace(/=+$/, "")];
  if (!arePushKeys({ p256dh, auth }))
    throw invalid("push_subscription.bad_keys", [{ field: "keys", reason: "bad_keys" }]);
  await requireReachable(house, endpoint);
  const values = {
    p256dh,
    auth,
    agent: userAgent?.slice(0, 500) ?? null,
    user: actor.userId,
    session: actor.sessionId,
  };
  const { rows } = await sql<{ id: string }>`
    insert into push_subscription as p (id, user_id, session_id, endpoint, p256dh, auth, user_agent)
    values (${newId()}, ${values.user}, ${values.session}, ${endpoint}, ${p256dh}, ${auth}, ${values.agent})
    on conflict (endpoint) do update set user_id = excluded.user_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
      auth = excluded.auth, user_agent = excluded.user_agent, failures = 0, created_at = now()
      where (p.user_id, p.session_id, p.p256dh, p.auth) is distinct from (excluded.user_id, excluded.session_id, excluded.p256dh, excluded.auth)
    returning p.id`.execute(tx);
  if (rows[0]) {
    await dropOldest(tx, actor);
    await told(tx, actor, "push_subscription.added", rows[0].id);
  }
  const [mine] = await select(tx, sql`p.endpoint = ${endpoint} and p.user_id = ${actor.userId}`);
  if (!mine) throw notFound("push_subscription.not_found");
  return mine;
}

async function requireReachable(house: House, endpoint: string): Promise<void> {
  try {
    await checkOutside(house.outgoing, endpoint);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    if (!error.isFinal) return; // a name server that does not answer now may answer when there is something to send
    throw invalid("push_subscription.bad_endpoint", [{ field: "endpoint", reason: error.reason }]);
  }
}

const dropOldest = (tx: Tx, actor: Actor) =>
  sql`delete from push_subscription where id in (
    select id from push_subscription where user_id = ${actor.userId} order by created_at desc, id desc offset ${devicesOfOne})`.execute(
    tx,
  );

/** @throws push_subscription.not_found */
export async function removePushSubscription(tx: Tx, actor: Actor, id: string): Promise<{ done: boolean }> {
  const { rows } = await sql`
    delete from push_subscription where id = ${id} and user_id = ${actor.userId} returning 1`.execute(tx);
  if (rows.length === 0) throw notFound("push_subscription.not_found");
  await told(tx, actor, "push_subscription.removed", id);
  return { done: true };
}

/** Told to the person alone, as their notices are. */
export const told = (
  tx: Tx,
  { userId, requestId }: { userId: string; requestId: string },
  name: string,
  id: string,
): Promise<void> =>
  record(tx, { userId, requestId }, name, {
    object: "push_subscription",
    objectId: id,
    root: { object: "notice", id: userId },
  });
