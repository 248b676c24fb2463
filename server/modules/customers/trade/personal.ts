import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";

/** The trades of a person who asks for their data; what they cost us is not about the person. */
export async function tellTrades(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select traded_on, amount, currency, product_group, channel, reference from trade where customer_id = ${customerId}
     order by traded_on, id`.execute(db);
  return rows;
}
