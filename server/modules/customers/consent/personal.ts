import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";

/** Consents with their proofs, and who read sensitive facts: what the law gives the person. */
export async function tellConsents(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql<{ told: unknown }>`
    select to_jsonb(s) as told from consent s where s.customer_id = ${customerId}
    union all select to_jsonb(r) from sensitive_read r where r.customer_id = ${customerId}
    union all select to_jsonb(e) from sensitive_exit e where exists (
      select 1 from sensitive_exit_part p where p.exit_id = e.id and p.customer_ids @> ${[customerId]}::uuid[])`.execute(
    db,
  );
  return rows.map(({ told }) => told);
}
