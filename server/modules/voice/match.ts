import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";

export interface Match {
  customer_id: string;
  contact_id: string | null;
}

const most = 20;

/**
 * Whose number it is, by the number as it is kept (E.164), of those who stand: as the client's people know them, where a
 * client is given. One customer counts once, by the contact who bears the number if one does. Who may see which is asked by the reader.
 */
export async function matchNumber(db: Db, digits: string, clientId: string | null): Promise<Match[]> {
  const { rows } = await sql<Match>`
    select distinct on (c.id) c.id as customer_id, p.contact_id
      from contact_point p join customer c on c.id = p.customer_id
     where p.kind = 'phone' and p.normalised = ${digits} and c.bin_id is null
       and (p.client_id is null or p.client_id = ${clientId})
       and (${clientId}::uuid is null or exists (select 1 from customer_client k where k.customer_id = c.id and k.client_id = ${clientId}))
     order by c.id, p.contact_id nulls last limit ${most}`.execute(db);
  return rows;
}
