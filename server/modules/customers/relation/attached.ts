import "./merge.ts";
import { sql } from "kysely";
import { onErase } from "../../../platform/attached.ts";
import type { Db } from "../../../platform/database/types.ts";

onErase({ kind: "relations", tell: tellRelations });
onErase({ kind: "contact_relations", tell: tellContactRelations });

/** Rows go with the customer; who is at the other end is told by name, as it stands in the record. */
async function tellRelations(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select case when r.to_id = ${customerId} or t.shape = 'symmetric' then t.name_en else t.inverse_en end as other_is,
      c.name as other, r.note, r.created_at
      from customer_relation r join relation_type t on t.id = r.type_id
      join customer c on c.id = case when r.from_id = ${customerId} then r.to_id else r.from_id end
     where r.from_id = ${customerId} or r.to_id = ${customerId} order by r.id`.execute(db);
  return rows;
}

async function tellContactRelations(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select f.name as "from", t.name_en as is_the, o.name as of, r.note, r.created_at
      from contact_relation r join relation_type t on t.id = r.type_id
      join contact f on f.id = r.from_id join contact o on o.id = r.to_id
     where ${customerId} in (f.customer_id, o.customer_id) order by r.id`.execute(db);
  return rows;
}
