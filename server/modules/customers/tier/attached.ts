import { sql } from "kysely";
import { onErase, staysAtMerge } from "../../../platform/attached.ts";
import type { Db } from "../../../platform/database/types.ts";

onErase({ kind: "tiers", tell: tellTiers });

staysAtMerge("customer_tier", "customer_id", "the record that stays is placed anew");
staysAtMerge("tier_hold", "customer_id", "said of this record");
staysAtMerge("tier_move", "customer_id", "how this record moved");

async function tellTiers(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select 'placed' as what, 'code' as ladder, code as value, code_since as at, null as reason from customer_tier where customer_id = ${customerId}
    union all select 'placed', 'pyramid', pyramid, pyramid_since, null from customer_tier where customer_id = ${customerId}
    union all select 'held', ladder, value, created_at, reason from tier_hold where customer_id = ${customerId}
    union all select 'moved', ladder, from_value || ' > ' || to_value, moved_at, null from tier_move where customer_id = ${customerId}
    order by at`.execute(db);
  return rows;
}
