import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { mergedInto } from "./merged.ts";

/** Records that became part of this one, as far as they are still there, and what one client alone knew. */
export async function tellMerged(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql<{ told: unknown }>`
    select to_jsonb(c) as told from customer c where c.id in (${mergedInto(customerId)})
    union all select to_jsonb(f) from client_fact f where f.customer_id = ${customerId}
    union all select to_jsonb(f) from customer_merge_field f join customer_merge m on m.id = f.merge_id where m.winner_id = ${customerId}`.execute(
    db,
  );
  return rows.map(({ told }) => told);
}

/** Values before and after a merge go with the person; that there was one stands in the log. */
export async function eraseMerged(tx: Tx, _house: House, customerIds: readonly string[]): Promise<void> {
  await sql`delete from customer_merge where winner_id = any(${customerIds}::uuid[])`.execute(tx);
}
