import { sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { accessCustomer, mayReachCustomer, ofMyClients, requireWritable } from "../access.ts";
import { accessContact, requireClient } from "../contact.ts";
import { customerNumber } from "../number.ts";
import { requireUnprotected } from "../protection/shut.ts";
import { endsOf, lockCustomers, refuseRelation, requireType } from "./refused.ts";
import type { addContactRelationContract, listContactRelationsContract } from "./relation.contract.ts";

type Relation = ResponseOf<typeof addContactRelationContract>;

/** @throws customer.not_found */
export async function listContactRelations(
  db: Db,
  actor: Actor,
  customerId: string,
  { after, limit = 100 }: QueryOf<typeof listContactRelationsContract>,
): Promise<ResponseOf<typeof listContactRelationsContract>> {
  const { readable } = await accessCustomer(db, actor, customerId);
  if (!readable.has("contacts")) return { relations: [], next: null };
  const rows = await selectRelations(db, actor, customerId, { after, limit: limit + 1 });
  const relations = rows.slice(0, limit);
  return { relations, next: rows.length > limit ? relations.at(-1)!.id : null };
}

/** @throws customer.not_found, relation.not_found */
export async function readContactRelation(db: Db, actor: Actor, customerId: string, id: string): Promise<Relation> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const [relation] = readable.has("contacts") ? await selectRelations(db, actor, customerId, { id, limit: 1 }) : [];
  if (!relation) throw notFound("relation.not_found");
  return relation;
}

/** @throws customer.not_found, contact.not_found, permission.missing, field.read_only, relation_type.*, relation.* */
export async function addContactRelation(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof addContactRelationContract>,
): Promise<Relation> {
  const { type_id, end, contact_id, other_customer_id, other_contact_id, note, client_id = null } = input;
  await lockCustomers(tx, [customerId, other_customer_id]);
  requireWritable(await accessCustomer(tx, actor, customerId, "update"), ["contacts"]);
  await accessContact(tx, actor, customerId, contact_id);
  const { readable } = await accessCustomer(tx, actor, other_customer_id);
  await requireUnprotected(tx, actor, other_customer_id, "update");
  if (!readable.has("contacts")) throw notFound("contact.not_found");
  await accessContact(tx, actor, other_customer_id, other_contact_id);
  const { shape } = await requireType(tx, type_id, "contact");
  await requireClient(tx, actor, client_id);
  const ends = endsOf(shape, contact_id, other_contact_id, end);
  const row = { id: newId(), type_id, shape, ...ends, client_id, note: note?.trim() ?? null, created_by: actor.userId };
  await tx.insertInto("contact_relation").values(row).execute().catch(refuseRelation);
  await tellBoth(tx, actor, "contact_relation.added", row);
  return readContactRelation(tx, actor, customerId, row.id);
}

/** @throws customer.not_found, permission.missing, field.read_only, relation.not_found */
export async function removeContactRelation(
  tx: Tx,
  actor: Actor,
  { customerId, relationId }: { customerId: string; relationId: string },
): Promise<{ done: boolean }> {
  const ends = await customersOf(tx, relationId);
  await lockCustomers(tx, [customerId, ...ends.map((end) => end.customer_id)]);
  requireWritable(await accessCustomer(tx, actor, customerId, "update"), ["contacts"]);
  await readContactRelation(tx, actor, customerId, relationId);
  const gone = await tx
    .selectFrom("contact_relation")
    .selectAll()
    .where("id", "=", relationId)
    .forUpdate()
    .executeTakeFirst();
  if (!gone) throw notFound("relation.not_found");
  await tellBoth(tx, actor, "contact_relation.removed", gone);
  await tx.deleteFrom("contact_relation").where("id", "=", relationId).execute();
  return { done: true };
}

type Row = { id: string; type_id: string; from_id: string; client_id: string | null };

/** Once for each customer; two people of one customer are one happening. */
async function tellBoth(tx: Tx, actor: Actor, name: string, row: Row): Promise<void> {
  const ends = await customersOf(tx, row.id);
  const isNew = name.endsWith(".added");
  const roots = new Map(ends.map((end) => [end.customer_id, end]));
  for (const near of roots.values()) {
    const far = ends.find((end) => end.id !== near.id)!;
    const end = far.id === row.from_id ? "from" : "to";
    const value = { type_id: row.type_id, end, contact_id: near.id, other_id: far.id, customer_id: far.customer_id };
    await record(tx, actor, name, {
      object: "contact_relation",
      objectId: row.id,
      root: { object: "customer", id: near.customer_id },
      clientId: row.client_id,
      payload: { other: far.customer_id },
      changes: [{ field: "relation", before: isNew ? null : value, after: isNew ? value : null }],
    });
  }
}

async function customersOf(db: Db, relationId: string): Promise<{ id: string; customer_id: string }[]> {
  const { rows } = await sql<{ id: string; customer_id: string }>`
    select p.id, p.customer_id from contact_relation r join contact p on p.id in (r.from_id, r.to_id)
     where r.id = ${relationId} order by p.id`.execute(db);
  return rows;
}

type WithNumber = Omit<Relation["other"]["customer"], "number"> & { number: number };
type Selected = Omit<Relation, "other"> & { other: Omit<Relation["other"], "customer"> & { customer: WithNumber } };

async function selectRelations(
  db: Db,
  actor: Actor,
  customerId: string,
  { id, after, limit }: { id?: string; after?: string | undefined; limit: number },
): Promise<Relation[]> {
  const { rows } = await sql<Selected>`
    select r.id, r.type_id, case when p.id = r.from_id then 'to' else 'from' end as "end", r.note, r.client_id, r.created_at,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = r.created_by) as created_by,
      json_build_object('id', p.id, 'name', p.name, 'title', p.title) as contact,
      json_build_object('id', o.id, 'name', o.name, 'title', o.title,
        'customer', json_build_object('id', c.id, 'number', c.number, 'kind', c.kind, 'name', c.name)) as other
      from contact p
      join contact_relation r on r.from_id = p.id or r.to_id = p.id
      join contact o on o.id = case when r.from_id = p.id then r.to_id else r.from_id end
      join customer c on c.id = o.customer_id
     where p.customer_id = ${customerId} and (o.customer_id <> p.customer_id or r.from_id = p.id)
       and ${id ? sql`r.id = ${id}` : sql`true`} and ${after ? sql`r.id > ${after}` : sql`true`}
       and ${ofMyClients(actor, "r.client_id")} and ${ofMyClients(actor, "p.client_id")} and ${ofMyClients(actor, "o.client_id")}
       and ${mayReachCustomer(actor, "read", "c", ["contacts"])}
     order by r.id limit ${limit}`.execute(db);
  return rows.map(({ other, ...row }) => {
    const number = customerNumber(other.customer.kind, other.customer.number);
    return { ...row, other: { ...other, customer: { ...other.customer, number } } };
  });
}
