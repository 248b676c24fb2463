import { sql } from "kysely";
import type { Tx } from "./types.ts";

/** Ids that rows written wholesale refer to, by table; rows made in the same transaction need not be named. */
export type References = Record<string, readonly string[]>;

/**
 * Writes many rows whose foreign keys are checked once for each id referred to, held until the transaction ends, and not
 * once a row. Where the role may not do that the rows are checked one by one.
 * @throws an error of class 23503 when an id is not there
 */
export async function wholesale(tx: Tx, references: References, write: () => Promise<void>): Promise<void> {
  if (!(await mayWriteWholesale(tx))) return await write();
  for (const [table, ids] of Object.entries(references)) await holdAll(tx, table, [...new Set(ids)]);
  await sql`set local session_replication_role = replica`.execute(tx);
  await write();
  await sql`set local session_replication_role = origin`.execute(tx);
}

async function mayWriteWholesale(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    may: boolean;
  }>`select has_parameter_privilege('session_replication_role', 'set') as may`.execute(tx);
  return rows[0]!.may;
}

async function holdAll(tx: Tx, table: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql`select id from ${sql.table(table)} where id = any(${ids}::uuid[]) for key share`.execute(
    tx,
  );
  if (rows.length < ids.length)
    throw Object.assign(new Error(`a ${table} that rows refer to is gone`), { code: "23503" });
}
