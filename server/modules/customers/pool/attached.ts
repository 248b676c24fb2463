import { sql } from "kysely";
import { onErase, staysAtMerge } from "../../../platform/attached.ts";
import type { Db } from "../../../platform/database/types.ts";

onErase({ kind: "pool", tell: tellPool });
onErase({ kind: "protection", tell: tellProtection });

staysAtMerge("pool_membership", "customer_id", "of this record's place in the pool");
staysAtMerge("pool_pick", "customer_id", "who picked this record picked no other");
staysAtMerge("pool_view", "customer_id", "what somebody opened is what they opened");
staysAtMerge("pool_warning", "customer_id", "told anew of the record that stays");
staysAtMerge("pool_recycle", "customer_id", "the batch took this record and no other");
staysAtMerge("customer_protection", "customer_id", "said of this record");

async function tellPool(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select p.name as pool, 'in the pool' as what, m.since as at, m.note from pool_membership m join pool p on p.id = m.pool_id
     where m.customer_id = ${customerId}
    union all select p.name, 'picked', k.picked_at, null from pool_pick k join pool p on p.id = k.pool_id
     where k.customer_id = ${customerId} order by at`.execute(db);
  return rows;
}

async function tellProtection(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } =
    await sql`select kind, reason, until, created_at from customer_protection where customer_id = ${customerId}`.execute(
      db,
    );
  return rows;
}
