import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { accessCustomer, ofMyClients } from "../access.ts";
import { requireClient } from "../contact.ts";
import { changeable, contactOf, isMine, personOf, type Readable, requireContact } from "./reach.ts";

/** Touches and intelligence notes are kept in the same way: a text on a customer with a few words beside it. */
export interface Shelf {
  object: "touch" | "intelligence";
  /** Columns beside those that both have. */
  fields: readonly string[];
  shown: RawBuilder<unknown>;
}

interface Given {
  body?: string;
  happened_at?: string;
  contact_id?: string | null;
  client_id?: string | null;
  [field: string]: unknown;
}

export const select = async <Row>(
  db: Db,
  actor: Actor,
  readable: Readable,
  { object, shown }: Shelf,
  rest: RawBuilder<unknown>,
): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    select x.id, x.customer_id, x.client_id, x.body, x.happened_at, ${shown}, ${contactOf(actor, readable, "x")} as contact,
      ${personOf("x.created_by")} as created_by, ${changeable(actor, object, isMine(actor, "x.created_by"))} as can_change
    from ${sql.table(object)} x where ${ofMyClients(actor, "x.client_id")} and ${rest}`.execute(db);
  return rows;
};

/** @throws customer.not_found, {object}.not_found */
export async function readSaid<Row>(db: Db, actor: Actor, shelf: Shelf, customerId: string, id: string): Promise<Row> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const [found] = await select<Row>(db, actor, readable, shelf, sql`x.id = ${id} and x.customer_id = ${customerId}`);
  if (!found) throw notFound(`${shelf.object}.not_found`);
  return found;
}

export async function addSaid<Row>(
  tx: Tx,
  actor: Actor,
  shelf: Shelf,
  customerId: string,
  { client_id = null, ...input }: Given,
): Promise<Row> {
  const { readable } = await accessCustomer(tx, actor, customerId);
  await requireClient(tx, actor, client_id);
  await requireContact(tx, actor, { customerId, contactId: input.contact_id, readable });
  const id = newId();
  const values = { ...trimmed(input), id, customer_id: customerId, client_id, created_by: actor.userId };
  const row = { ...values, happened_at: input.happened_at ?? sql`now()` };
  await sql`insert into ${sql.table(shelf.object)} (${sql.join(Object.keys(row).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(row))})`.execute(tx);
  await told(tx, actor, shelf, "added", { customerId, id, clientId: client_id }, [
    { field: `${shelf.object}.body`, before: null, after: input.body?.trim() },
  ]);
  return await readSaid<Row>(tx, actor, shelf, customerId, id);
}

export async function updateSaid<Row>(
  tx: Tx,
  actor: Actor,
  shelf: Shelf,
  { customerId, id }: { customerId: string; id: string },
  input: Given,
): Promise<Row> {
  const { before, readable } = await accessSaid(tx, actor, shelf, customerId, id);
  await requireContact(tx, actor, { customerId, contactId: input.contact_id, readable });
  const set = Object.fromEntries(Object.entries(trimmed(input)).filter(([field, after]) => before[field] !== after));
  if (Object.keys(set).length > 0) {
    await sql`update ${sql.table(shelf.object)} set ${sql.join(
      Object.entries(set).map(([field, value]) => sql`${sql.ref(field)} = ${value}`),
    )} where id = ${id}`.execute(tx);
    const changes = Object.entries(set).map(([field, after]) => ({
      field: `${shelf.object}.${field}`,
      before: before[field],
      after,
    }));
    await told(tx, actor, shelf, "updated", { customerId, id, clientId: before.client_id as string | null }, changes);
  }
  return await readSaid<Row>(tx, actor, shelf, customerId, id);
}

export async function removeSaid(
  tx: Tx,
  actor: Actor,
  shelf: Shelf,
  { customerId, id }: { customerId: string; id: string },
): Promise<{ done: boolean }> {
  const { before } = await accessSaid(tx, actor, shelf, customerId, id);
  await sql`delete from ${sql.table(shelf.object)} where id = ${id}`.execute(tx);
  await told(tx, actor, shelf, "removed", { customerId, id, clientId: before.client_id as string | null }, [
    { field: `${shelf.object}.body`, before: before.body, after: null },
  ]);
  return { done: true };
}

/** The row, locked, if the actor may correct it. */
async function accessSaid(tx: Tx, actor: Actor, { object, fields }: Shelf, customerId: string, id: string) {
  const { readable } = await accessCustomer(tx, actor, customerId);
  const columns = ["body", "happened_at", "contact_id", "client_id", ...fields].map((name) => sql.ref(`x.${name}`));
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(columns)} from ${sql.table(object)} x where x.id = ${id} and x.customer_id = ${customerId}
       and ${ofMyClients(actor, "x.client_id")} and ${changeable(actor, object, isMine(actor, "x.created_by"))} for update`.execute(
    tx,
  );
  if (!rows[0]) throw notFound(`${object}.not_found`);
  return { before: rows[0], readable };
}

const trimmed = (input: Given): Given =>
  Object.fromEntries(
    Object.entries(input).map(([field, value]) => [field, typeof value === "string" ? value.trim() : value]),
  );

const told = (
  tx: Tx,
  actor: Actor,
  { object }: Shelf,
  what: "added" | "updated" | "removed",
  { customerId, id, clientId }: { customerId: string; id: string; clientId: string | null },
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> =>
  record(tx, actor, saidEvents[object][what], {
    object,
    objectId: id,
    root: { object: "customer", id: customerId },
    clientId,
    changes,
  });

const saidEvents = {
  touch: { added: "touch.added", updated: "touch.updated", removed: "touch.removed" },
  intelligence: { added: "intelligence.added", updated: "intelligence.updated", removed: "intelligence.removed" },
};
