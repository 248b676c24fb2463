import { sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { accessCustomer } from "../access.ts";
import type { addIntelligenceContract, listIntelligenceContract, updateIntelligenceContract } from "./said.contract.ts";
import { addSaid, readSaid, removeSaid, type Shelf, select, updateSaid } from "./said.ts";

export type Intelligence = ResponseOf<typeof addIntelligenceContract>;
type Ids = { customerId: string; intelligenceId: string };

export const intelligenceShelf: Shelf = {
  object: "intelligence",
  fields: ["kind", "source", "source_url", "reliability"],
  shown: sql`x.kind, x.source, x.source_url, x.reliability`,
};

export async function listIntelligence(
  db: Db,
  actor: Actor,
  customerId: string,
  { kind, limit = 20 }: QueryOf<typeof listIntelligenceContract>,
): Promise<{ rows: Intelligence[] }> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const rows = await select<Intelligence>(
    db,
    actor,
    readable,
    intelligenceShelf,
    sql`x.customer_id = ${customerId} and ${kind ? sql`x.kind = ${kind}` : sql`true`} order by x.happened_at desc, x.id desc limit ${limit}`,
  );
  return { rows };
}

export const addIntelligence = (
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof addIntelligenceContract>,
): Promise<Intelligence> => addSaid<Intelligence>(tx, actor, intelligenceShelf, customerId, input);

export const readIntelligence = (db: Db, actor: Actor, { customerId, intelligenceId }: Ids): Promise<Intelligence> =>
  readSaid<Intelligence>(db, actor, intelligenceShelf, customerId, intelligenceId);

export const updateIntelligence = (
  tx: Tx,
  actor: Actor,
  { customerId, intelligenceId }: Ids,
  input: BodyOf<typeof updateIntelligenceContract>,
): Promise<Intelligence> =>
  updateSaid<Intelligence>(tx, actor, intelligenceShelf, { customerId, id: intelligenceId }, input);

export const removeIntelligence = (tx: Tx, actor: Actor, { customerId, intelligenceId }: Ids) =>
  removeSaid(tx, actor, intelligenceShelf, { customerId, id: intelligenceId });
