import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, fieldsEver, mayEver } from "../../../platform/permission/actor.ts";
import { mayReachCustomer } from "../access.ts";
import type { withdrawals } from "../export_job.contract.ts";
import { unmasked } from "../masked.ts";
import { readFieldsOf } from "../permissions.ts";
import { mayReadCost } from "../trade/rights.ts";

export type Withdrawal = (typeof withdrawals)[number];

interface Kind {
  fields: string[];
  client_ids: string[] | null;
  last: number;
}

const partsAtOnce = 50;

/**
 * Why the file may not be read by this actor any more; null: each row in it is within their rights to export, with every field
 * that it shows or that chose it, and every other customer it names may be seen.
 */
export async function closedBecause(db: Db, actor: Actor, exportId: string): Promise<Withdrawal | null> {
  const { rows: kinds } = await sql<Kind>`
    select fields, client_ids, max(number) as last from export_part where export_id = ${exportId} group by 1, 2`.execute(
    db,
  );
  if (kinds.some(({ client_ids }) => !seesClients(actor, client_ids))) return "client_closed";
  if (kinds.some(({ fields }) => !opensEver(actor, fields))) return "fields_closed";
  for (const { fields: shown, last } of kinds) {
    const fields = shown.filter((field) => !isAsked(field));
    for (let from = 0; from <= last; from += partsAtOnce) {
      const missing = (condition: RawBuilder<SqlBool>, ids: "customer_ids" | "related_ids") =>
        hasWithout(db, exportId, from, shown, ids, condition);
      const opens = fields.includes("phone_whole") ? unmasked(actor, "c") : sql<SqlBool>`true`;
      const asks = sql<SqlBool>`(${mayReachCustomer(actor, "export", "c", fields)} and ${opens})`;
      if (await missing(asks, "customer_ids"))
        return (await missing(mayReachCustomer(actor, "export", "c"), "customer_ids"))
          ? "rows_closed"
          : "fields_closed";
      if (await missing(mayReachCustomer(actor, "read", "c"), "related_ids")) return "rows_closed";
    }
  }
  return null;
}

/** Whether somebody stands in it who has been erased since their row was read. */
export async function containsErased(db: Db, exportId: string): Promise<boolean> {
  const { rows } = await sql<{ last: number | null }>`
    select max(number) as last from export_part where export_id = ${exportId}`.execute(db);
  for (let from = 0; from <= (rows[0]!.last ?? -1); from += partsAtOnce)
    for (const ids of ["customer_ids", "related_ids"] as const)
      if (await hasWithout(db, exportId, from, null, ids, sql<SqlBool>`true`)) return true;
  return false;
}

/** One look by the key for each id: whatever the planner believes of the arrays, no table is read whole. */
async function hasWithout(
  db: Db,
  exportId: string,
  from: number,
  fields: readonly string[] | null,
  ids: "customer_ids" | "related_ids",
  condition: RawBuilder<SqlBool>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from export_part p cross join lateral unnest(${sql.ref(`p.${ids}`)}) as one(id)
     where p.export_id = ${exportId} and p.number between ${from} and ${from + partsAtOnce - 1}
       and (${fields}::text[] is null or p.fields = ${fields}::text[])
       and (select true from customer c where c.id = one.id and ${condition}) is null limit 1`.execute(db);
  return rows.length > 0;
}

/** What stands in it of clients: those of then must all be the reader's still. */
function seesClients(actor: Actor, clientIds: readonly string[] | null): boolean {
  if (actor.clientAccess === "all") return true;
  return clientIds?.every((id) => actor.clientIds.includes(id)) ?? false;
}

function opensEver(actor: Actor, fields: readonly string[]): boolean {
  const opened = fieldsEver(actor, "customer", "export");
  const known = readFieldsOf(actor);
  return fields.every((field) =>
    isAsked(field) ? mayAsk(actor, field) : known.includes(field) && (opened?.has(field) ?? true),
  );
}

/** A right beside those on the customer's fields, written with a dot. */
const isAsked = (field: string): boolean => field.includes(".");
const mayAsk = (actor: Actor, field: string): boolean =>
  field === "trade.cost" ? mayReadCost(actor) : mayEver(actor, field);
