import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";

/** Numbers (E.164) that these customers or their contacts bear, and nobody else who stands. */
export const phonesOfCustomersOnly = (db: Db, customerIds: readonly string[]): Promise<string[]> =>
  phonesOnlyOf(db, (alias) => sql`${sql.ref(`${alias}.customer_id`)} = any(${[...customerIds]}::uuid[])`);

/** Numbers (E.164) that this contact bears, and nobody else who stands: not the customer, nor another contact of theirs. */
export const phonesOfContactOnly = (db: Db, contactId: string): Promise<string[]> =>
  phonesOnlyOf(db, (alias) => sql`${sql.ref(`${alias}.contact_id`)} is not distinct from ${contactId}::uuid`);

async function phonesOnlyOf(db: Db, isTheirs: (alias: string) => RawBuilder<SqlBool>): Promise<string[]> {
  const { rows } = await sql<{ digits: string }>`
    select distinct p.normalised as digits from contact_point p
     where p.kind = 'phone' and ${isTheirs("p")} and not exists (
       select 1 from contact_point o join customer c on c.id = o.customer_id
        where o.kind = 'phone' and o.normalised = p.normalised and c.bin_id is null and not (${isTheirs("o")}))`.execute(
    db,
  );
  return rows.map(({ digits }) => digits);
}
