import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";

const lasts = "6 seconds";

/**
 * Takes the organisation's lease when nobody has it, or keeps one's own. @returns the token to write with; null: another
 * has it. It ends 6 seconds after it was kept last.
 */
export async function holdLease(db: Db, holder: string): Promise<string | null> {
  const { rows } = await sql<{ token: string }>`
    insert into voice_lease as l (holder, token, until) values (${holder}, 1, now() + ${lasts}::interval)
      on conflict (is_only) do update set holder = excluded.holder, until = excluded.until,
        token = l.token + case when l.holder = excluded.holder and l.until > now() then 0 else 1 end
      where l.holder = excluded.holder or l.until <= now()
    returning token`.execute(db);
  return rows[0]?.token ?? null;
}

export async function giveUpLease(db: Db, holder: string): Promise<void> {
  await sql`update voice_lease set until = now() where holder = ${holder}`.execute(db);
}

/** Somebody else decides about calls now: what is written here would come too late. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** The first statement of whatever an exchange writes. @throws LeaseLost */
export async function requireLease(tx: Tx, token: string): Promise<void> {
  const { rows } = await sql`select 1 from voice_lease where token = ${token} for share`.execute(tx);
  if (rows.length === 0) throw new LeaseLost("another exchange holds the lease");
}
