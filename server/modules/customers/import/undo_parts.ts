import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { EachHappening } from "../../../platform/event/record_each.ts";

interface Gone {
  object: "contact" | "contact_point" | "tag";
  id: string;
  customer_id: string;
  field: string;
  value: string;
}

/**
 * Takes off contacts, contact points and tags that an import hung on customers. A contact whom somebody has changed, written
 * about or given more contact points stays, and so do contact points that were changed.
 */
export async function takeOffParts(
  tx: Tx,
  importId: string,
  customerIds: readonly string[],
): Promise<{ happenings: EachHappening[]; left: string[] }> {
  const ofImport = (object: string) => sql`
    select p.object_id from import_part p where p.import_id = ${importId} and p.object = ${object} and p.customer_id = any(${customerIds}::uuid[])`;
  const isTouched = (id: string) => sql`exists (select 1 from domain_event e where e.object_id = ${sql.ref(id)}
    and e.request_id is distinct from ${`import ${importId}`})`;
  const tags = await sql<Gone>`
    with gone as (delete from customer_tag l using import_part p where p.import_id = ${importId} and p.object = 'tag'
        and p.customer_id = l.customer_id and p.object_id = l.tag_id and p.customer_id = any(${customerIds}::uuid[])
      returning l.customer_id, l.tag_id)
    select 'tag' as object, g.tag_id as id, g.customer_id, 'tags' as field, t.name as value from gone g join tag t on t.id = g.tag_id`.execute(
    tx,
  );
  const points = await sql<Gone>`
    delete from contact_point n where n.id in (${ofImport("contact_point")}) and not ${isTouched("n.id")}
    returning 'contact_point' as object, n.id, n.customer_id, case when n.contact_id is null then n.kind else 'contact.' || n.kind end as field, n.value`.execute(
    tx,
  );
  const contacts = await sql<Gone>`
    delete from contact k where k.id in (${ofImport("contact")}) and not ${isTouched("k.id")}
       and not exists (select 1 from contact_point n where n.contact_id = k.id)
       and not exists (select 1 from interaction i where i.contact_id = k.id)
    returning 'contact' as object, k.id, k.customer_id, 'contact.name' as field, k.name as value`.execute(tx);
  const left = await sql<{ customer_id: string }>`
    select customer_id from contact_point where id in (${ofImport("contact_point")})
    union select customer_id from contact where id in (${ofImport("contact")})`.execute(tx);
  const gone = [...tags.rows, ...points.rows, ...contacts.rows];
  return { happenings: gone.map(removal), left: left.rows.map((row) => row.customer_id) };
}

const removal = ({ object, id, customer_id, field, value }: Gone): EachHappening =>
  object === "tag"
    ? {
        name: "customer.tagged",
        object: "customer",
        objectId: customer_id,
        changes: [{ field, before: value, after: null }],
      }
    : {
        name: `${object}.removed`,
        object,
        objectId: id,
        root: { object: "customer", id: customer_id },
        changes: [{ field, before: value, after: null }],
      };
