import { sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { accessCustomer, mayReachCustomer, ofMyClients } from "../access.ts";
import { requireClient } from "../contact.ts";
import { customerNumber } from "../number.ts";
import { requireUnprotected } from "../protection/shut.ts";
import { endsOf, lockCustomers, refuseRelation, requireType } from "./refused.ts";
import type { addRelationContract, listRelationsContract } from "./relation.contract.ts";

type Relation = ResponseOf<typeof addRelationContract>;

/** @throws customer.not_found */
export async function listRelations(
  db: Db,
  actor: Actor,
  customerId: string,
  { after, limit = 100 }: QueryOf<typeof listRelationsContract>,
): Promise<ResponseOf<typeof listRelationsContract>> {
  await accessCustomer(db, actor, customerId);
  const rows = await selectRelations(db, actor, customerId, { after, limit: limit + 1 });
  const relations = rows.slice(0, limit);
  return { relations, next: rows.length > limit ? relations.at(-1)!.id : null };
}

/** One relation from one of its ends. @throws customer.not_found, relation.not_found */
export async function readRelation(db: Db, actor: Actor, customerId: string, id: string): Promise<Relation> {
  await accessCustomer(db, actor, customerId);
  const [relation] = await selectRelations(db, actor, customerId, { id, limit: 1 });
  if (!relation) throw notFound("relation.not_found");
  return relation;
}

/** @throws customer.not_found when one of the two is out of reach; permission.missing; relation_type.*; relation.* */
export async function addRelation(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { type_id, end, customer_id: otherId, note, client_id = null }: BodyOf<typeof addRelationContract>,
): Promise<Relation> {
  await lockCustomers(tx, [customerId, otherId]);
  await accessCustomer(tx, actor, customerId, "update");
  await accessCustomer(tx, actor, otherId);
  await requireUnprotected(tx, actor, otherId, "update");
  const { shape } = await requireType(tx, type_id, "customer");
  await requireClient(tx, actor, client_id);
  const ends = endsOf(shape, customerId, otherId, end);
  const row = { id: newId(), type_id, shape, ...ends, client_id, note: note?.trim() ?? null, created_by: actor.userId };
  await tx.insertInto("customer_relation").values(row).execute().catch(refuseRelation);
  await tellBoth(tx, actor, "customer_relation.added", row);
  return readRelation(tx, actor, customerId, row.id);
}

/** @throws customer.not_found, permission.missing, relation.not_found */
export async function removeRelation(
  tx: Tx,
  actor: Actor,
  { customerId, relationId }: { customerId: string; relationId: string },
): Promise<{ done: boolean }> {
  const found = await tx
    .selectFrom("customer_relation")
    .select(["from_id", "to_id"])
    .where("id", "=", relationId)
    .executeTakeFirst();
  await lockCustomers(tx, [customerId, ...(found ? [found.from_id, found.to_id] : [])]);
  await accessCustomer(tx, actor, customerId, "update");
  const { other } = await readRelation(tx, actor, customerId, relationId);
  await requireUnprotected(tx, actor, other.id, "update");
  const gone = await tx.deleteFrom("customer_relation").where("id", "=", relationId).returningAll().executeTakeFirst();
  if (!gone) throw notFound("relation.not_found");
  await tellBoth(tx, actor, "customer_relation.removed", gone);
  return { done: true };
}

type Row = { id: string; type_id: string; from_id: string; to_id: string; client_id: string | null };

/** Each end has it in its own history; values name the other end by its id, so that nothing outlives an erasure. */
async function tellBoth(tx: Tx, actor: Actor, name: string, row: Row): Promise<void> {
  for (const [rootId, other, end] of [
    [row.from_id, row.to_id, "to"],
    [row.to_id, row.from_id, "from"],
  ] as const) {
    const value = { type_id: row.type_id, end, customer_id: other };
    const isNew = name.endsWith(".added");
    await record(tx, actor, name, {
      object: "customer_relation",
      objectId: row.id,
      root: { object: "customer", id: rootId },
      clientId: row.client_id,
      payload: { other },
      changes: [{ field: "relation", before: isNew ? null : value, after: isNew ? value : null }],
    });
  }
}

type Selected = Omit<Relation, "other"> & { other: Omit<Relation["other"], "number"> & { number: number } };

async function selectRelations(
  db: Db,
  actor: Actor,
  customerId: string,
  { id, after, limit }: { id?: string; after?: string | undefined; limit: number },
): Promise<Relation[]> {
  const { rows } = await sql<Selected>`
    select r.id, r.type_id, case when r.from_id = ${customerId} then 'to' else 'from' end as "end", r.note, r.client_id, r.created_at,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = r.created_by) as created_by,
      json_build_object('id', c.id, 'number', c.number, 'kind', c.kind, 'name', c.name) as other
      from customer_relation r
      join customer c on c.id = case when r.from_id = ${customerId} then r.to_id else r.from_id end
     where (r.from_id = ${customerId} or r.to_id = ${customerId}) and ${id ? sql`r.id = ${id}` : sql`true`}
       and ${after ? sql`r.id > ${after}` : sql`true`} and ${ofMyClients(actor, "r.client_id")} and ${mayReachCustomer(actor, "read", "c")}
     order by r.id limit ${limit}`.execute(db);
  return rows.map(({ other, ...row }) => ({
    ...row,
    other: { ...other, number: customerNumber(other.kind, other.number) },
  }));
}
