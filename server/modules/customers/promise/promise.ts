import { type RawBuilder, sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../../platform/problem.ts";
import { accessCustomer, ofMyClients } from "../access.ts";
import { requireClient } from "../contact.ts";
import { changeable, contactOf, isMine, personOf, type Readable, requireContact } from "../said/reach.ts";
import { breakAt } from "./break.ts";
import { readPromiseKind } from "./kind.ts";
import type { givePromiseContract, listPromisesContract } from "./promise.contract.ts";

export type CustomerPromise = ResponseOf<typeof givePromiseContract>;
export type PromiseIds = { customerId: string; promiseId: string };

/** Open ones first, the next due on top, then the newest. */
export async function listPromises(
  db: Db,
  actor: Actor,
  customerId: string,
  { state, is_pressing, limit = 30 }: QueryOf<typeof listPromisesContract>,
): Promise<{ rows: CustomerPromise[] }> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const pressing = sql`(x.state = 'open' or x.state = 'broken' and x.ended_at > now() - interval '14 days')`;
  const rows = await selectPromises(
    db,
    actor,
    readable,
    sql`x.customer_id = ${customerId} and ${state ? sql`x.state = ${state}` : sql`true`} and ${is_pressing ? pressing : sql`true`}
      order by x.state = 'open' desc, case when x.state = 'open' then x.due_at end, x.due_at desc, x.id limit ${limit}`,
  );
  return { rows };
}

export async function selectPromises(
  db: Db,
  actor: Actor,
  readable: Readable,
  rest: RawBuilder<unknown>,
): Promise<CustomerPromise[]> {
  const { rows } = await sql<CustomerPromise>`
    select x.id, x.customer_id, x.client_id, ${contactOf(actor, readable, "x")} as contact,
      (select json_build_object('id', k.id, 'name', k.name) from promise_kind k where k.id = x.kind_id) as kind,
      x.what, x.why, ${personOf("x.owner_id")} as owner, x.due_at, x.state, x.ended_at, ${personOf("x.ended_by")} as ended_by, x.reason,
      (select coalesce(json_agg(json_build_object('due_before', m.due_before, 'due_after', m.due_after, 'reason', m.reason,
                'is_customer_told', m.is_customer_told, 'moved_by', ${personOf("m.moved_by")}, 'moved_at', m.moved_at) order by m.moved_at desc), '[]')
         from promise_move m where m.promise_id = x.id) as moves,
      ${personOf("x.created_by")} as created_by, x.created_at, ${changeablePromise(actor)} as can_change
    from promise x where ${ofMyClients(actor, "x.client_id")} and ${rest}`.execute(db);
  return rows;
}

/** One's own are those that one has to keep and those that one gave. */
const changeablePromise = (actor: Actor) =>
  sql<boolean>`${changeable(actor, "promise", sql`(${isMine(actor, "x.owner_id")} or ${isMine(actor, "x.created_by")})`)}`;

/** @throws customer.not_found, promise.not_found */
export async function readPromise(
  db: Db,
  actor: Actor,
  { customerId, promiseId }: PromiseIds,
): Promise<CustomerPromise> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const [found] = await selectPromises(db, actor, readable, sql`x.id = ${promiseId} and x.customer_id = ${customerId}`);
  if (!found) throw notFound("promise.not_found");
  return found;
}

/** Gives a promise. @throws promise.empty, promise.past_due, promise.not_feasible naming the reason when no word why is given */
export async function givePromise(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof givePromiseContract>,
): Promise<CustomerPromise> {
  const { readable } = await accessCustomer(tx, actor, customerId);
  const { due_at, client_id = null, contact_id = null, kind_id = null, owner_id = actor.userId } = input;
  await requireClient(tx, actor, client_id);
  await requireContact(tx, actor, { customerId, contactId: contact_id, readable });
  const what = await wordsOf(tx, input);
  requireAhead(due_at);
  await requireOwner(tx, owner_id);
  const promiseId = newId();
  await tx
    .insertInto("promise")
    .values({
      id: promiseId,
      customer_id: customerId,
      client_id,
      contact_id,
      kind_id,
      what,
      why: input.why?.trim() || null,
      owner_id,
      due_at,
      created_by: actor.userId,
    })
    .execute();
  await breakAt(tx, promiseId, due_at);
  await told(tx, actor, "promise.given", { customerId, promiseId }, client_id, [
    { field: "promise.what", before: null, after: what },
    { field: "promise.due_at", before: null, after: due_at },
  ]);
  return await readPromise(tx, actor, { customerId, promiseId });
}

/** What is promised: in words of one's own, or those of the catalogue. */
async function wordsOf(tx: Tx, { what, kind_id, why }: BodyOf<typeof givePromiseContract>): Promise<string> {
  if (!kind_id) {
    if (!what?.trim()) throw invalid("promise.empty", [{ field: "what", reason: "missing" }]);
    return what.trim();
  }
  const kind = await readPromiseKind(tx, kind_id);
  if (kind.is_retired) throw notFound("promise_kind.not_found");
  if (!kind.is_feasible && !why?.trim())
    throw new Problem(400, "promise.not_feasible", {
      fields: [{ field: "why", reason: "missing" }],
      detail: { why_not: kind.why_not },
    });
  return what?.trim() || kind.name;
}

/** @throws promise.past_due */
export function requireAhead(dueAt: string): void {
  if (Date.parse(dueAt) <= Date.now()) throw invalid("promise.past_due", [{ field: "due_at", reason: "past" }]);
}

/** @throws promise.owner_unknown */
async function requireOwner(tx: Tx, ownerId: string): Promise<void> {
  const { rows } = await sql`select 1 from app_user u where u.id = ${ownerId}
    and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(tx);
  if (rows.length === 0) throw invalid("promise.owner_unknown", [{ field: "owner_id", reason: "unknown" }]);
}

export interface Promised {
  state: CustomerPromise["state"];
  what: string;
  due_at: string;
  client_id: string | null;
}

/** The promise, locked, if the actor may change it. @throws customer.not_found, promise.not_found */
export async function accessPromise(tx: Tx, actor: Actor, { customerId, promiseId }: PromiseIds): Promise<Promised> {
  await accessCustomer(tx, actor, customerId);
  const { rows } = await sql<Promised>`
    select x.state, x.what, x.due_at, x.client_id from promise x where x.id = ${promiseId} and x.customer_id = ${customerId}
       and ${ofMyClients(actor, "x.client_id")} and ${changeablePromise(actor)} for update`.execute(tx);
  if (!rows[0]) throw notFound("promise.not_found");
  return rows[0];
}

/** Takes out what was entered by mistake. @throws promise.not_open */
export async function removePromise(tx: Tx, actor: Actor, ids: PromiseIds): Promise<{ done: boolean }> {
  const before = await accessPromise(tx, actor, ids);
  if (before.state !== "open") throw conflict("promise.not_open");
  await tx.deleteFrom("promise").where("id", "=", ids.promiseId).execute();
  await told(tx, actor, "promise.removed", ids, before.client_id, [
    { field: "promise.what", before: before.what, after: null },
  ]);
  return { done: true };
}

export const told = (
  tx: Tx,
  actor: Actor,
  name: string,
  { customerId, promiseId }: PromiseIds,
  clientId: string | null,
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> =>
  record(tx, actor, name, {
    object: "promise",
    objectId: promiseId,
    root: { object: "customer", id: customerId },
    clientId,
    changes,
  });
