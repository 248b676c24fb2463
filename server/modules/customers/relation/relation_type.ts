import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import type {
  createRelationTypeContract,
  listRelationTypesContract,
  updateRelationTypeContract,
} from "./relation_type.contract.ts";

export type RelationType = ResponseOf<typeof createRelationTypeContract>;

export async function listRelationTypes(db: Db, actor: Actor): Promise<ResponseOf<typeof listRelationTypesContract>> {
  return { types: await selectTypes(db, actor) };
}

/** @throws relation_type.not_found */
export async function readRelationType(db: Db, actor: Actor, id: string): Promise<RelationType> {
  const [type] = await selectTypes(db, actor, id);
  if (!type) throw notFound("relation_type.not_found");
  return type;
}

/** @throws relation_type.name_taken, relation_type.inverse */
export async function createRelationType(
  tx: Tx,
  actor: Actor,
  { applies_to, shape, name, inverse }: BodyOf<typeof createRelationTypeContract>,
): Promise<RelationType> {
  const id = newId();
  await tx
    .insertInto("relation_type")
    .values({ id, applies_to, shape, created_by: actor.userId, ...columnsOf({ name, inverse }) } as never)
    .execute()
    .catch(refuse);
  await record(tx, actor, "relation_type.created", { object: "relation_type", objectId: id });
  return readRelationType(tx, actor, id);
}

/** @throws relation_type.not_found, relation_type.name_taken, relation_type.inverse */
export async function updateRelationType(
  tx: Tx,
  actor: Actor,
  id: string,
  body: BodyOf<typeof updateRelationTypeContract>,
): Promise<RelationType> {
  await readRelationType(tx, actor, id);
  const columns = columnsOf(body);
  if (Object.keys(columns).length > 0) {
    await tx.updateTable("relation_type").set(columns).where("id", "=", id).execute().catch(refuse);
    await record(tx, actor, "relation_type.updated", { object: "relation_type", objectId: id });
  }
  return readRelationType(tx, actor, id);
}

/** Retires a type, or takes that back; a second call changes nothing. @throws relation_type.not_found */
export async function setRetired(tx: Tx, actor: Actor, id: string, isRetired: boolean): Promise<RelationType> {
  const changed = await tx
    .updateTable("relation_type")
    .set({ retired_at: isRetired ? sql`now()` : null })
    .where("id", "=", id)
    .where("retired_at", isRetired ? "is" : "is not", null)
    .returning("id")
    .executeTakeFirst();
  const happening = { object: "relation_type", objectId: id };
  if (changed && isRetired) await record(tx, actor, "relation_type.retired", happening);
  if (changed && !isRetired) await record(tx, actor, "relation_type.revived", happening);
  return readRelationType(tx, actor, id);
}

const trimmed = (words: { zh: string; en: string }) => ({ zh: words.zh.trim(), en: words.en.trim() });

function columnsOf({ name, inverse }: BodyOf<typeof updateRelationTypeContract>): Record<string, string> {
  return {
    ...(name ? { name_zh: trimmed(name).zh, name_en: trimmed(name).en } : {}),
    ...(inverse ? { inverse_zh: trimmed(inverse).zh, inverse_en: trimmed(inverse).en } : {}),
  };
}

function refuse(error: unknown): never {
  const { constraint = "" } = error as { constraint?: string };
  if (constraint.startsWith("relation_type_name_")) throw conflict("relation_type.name_taken");
  if (constraint === "relation_type_inverse")
    throw invalid("relation_type.inverse", [{ field: "inverse", reason: "does_not_fit" }]);
  throw error;
}

async function selectTypes(db: Db, actor: Actor, id?: string): Promise<RelationType[]> {
  const { rows } = await sql<RelationType>`
    select t.id, t.key, t.applies_to, t.shape, json_build_object('zh', t.name_zh, 'en', t.name_en) as name,
      case when t.inverse_zh is null then null else json_build_object('zh', t.inverse_zh, 'en', t.inverse_en) end as inverse,
      t.retired_at is not null as is_retired,
      ${mayEver(actor, "relation_type.manage") ? counted : sql`null::int`} as count
      from relation_type t where ${id ? sql`t.id = ${id}` : sql`true`} order by t.applies_to desc, t.position, t.id`.execute(
    db,
  );
  return rows;
}

const counted = sql`(select count(*) from (select 1 from customer_relation r where r.type_id = t.id
  union all select 1 from contact_relation r where r.type_id = t.id limit 1000) as counted)::int`;
