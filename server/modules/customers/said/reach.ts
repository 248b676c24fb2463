import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { type Actor, grantsFor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { type CustomerAccess, ofMyClients } from "../access.ts";
import { accessContact } from "../contact.ts";

/** Condition on alias: the actor may correct the row, all of them or those that `mine` says are their own. */
export function changeable(actor: Actor, object: string, mine: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  const granted = grantsFor(actor, object, "update");
  if (granted.some((grant) => grant.scope === "all")) return sql<SqlBool>`true`;
  return granted.length > 0 ? mine : sql<SqlBool>`false`;
}

export const isMine = (actor: Actor, column: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`coalesce(${sql.ref(column)} = ${actor.userId}::uuid, false)`;

/** A contact that the actor may not read is not there. @throws contact.not_found */
export async function requireContact(
  tx: Tx,
  actor: Actor,
  {
    customerId,
    contactId,
    readable,
  }: { customerId: string; contactId: string | null | undefined; readable: CustomerAccess["readable"] },
): Promise<void> {
  if (!contactId) return;
  if (!readable.has("contacts")) throw notFound("contact.not_found");
  await accessContact(tx, actor, customerId, contactId);
}

/** Whom it was with, as far as the reader may read the customer's contacts. */
export const contactOf = (actor: Actor, readable: CustomerAccess["readable"], alias: string): RawBuilder<unknown> =>
  readable.has("contacts")
    ? sql`(select json_build_object('id', p.id, 'name', p.name) from contact p where p.id = ${sql.ref(`${alias}.contact_id`)}
        and ${ofMyClients(actor, "p.client_id")})`
    : sql`null::json`;

export const personOf = (column: string): RawBuilder<unknown> =>
  sql`(select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = ${sql.ref(column)})`;

export type Readable = CustomerAccess["readable"];
export type Reader = { db: Db; actor: Actor; readable: Readable };
