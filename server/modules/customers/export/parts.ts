import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { PassedRow } from "./rows.ts";

/** Keeps which customers stand in the file, those with the same open fields together. @returns the next part's number */
export async function keepParts(
  tx: Tx,
  exportId: string,
  number: number,
  reader: Actor,
  rows: readonly PassedRow[],
): Promise<number> {
  const parts = [...Map.groupBy(rows, ({ fields }) => JSON.stringify(fields)).values()];
  for (const [at, some] of parts.entries())
    await sql`insert into export_part (export_id, number, customer_ids, related_ids, fields, client_ids)
      values (${exportId}, ${number + at}, ${some.map(({ id }) => id)}::uuid[],
        ${[...new Set(some.flatMap(({ related }) => related))]}::uuid[], ${some[0]!.fields}::text[],
        ${reader.clientAccess === "all" ? null : reader.clientIds}::uuid[])`.execute(tx);
  return number + parts.length;
}
