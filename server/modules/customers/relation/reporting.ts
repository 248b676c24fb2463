import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid } from "../../../platform/problem.ts";
import { ofMyClients } from "../my_clients.ts";

/** Whom a contact reports to, as far as the actor's clients reach; null also when that one is out of sight. */
export const superiorOf = (actor: Actor, alias: string): RawBuilder<string | null> =>
  sql<string | null>`(select above.id from contact above
    where above.id = ${sql.ref(`${alias}.reports_to`)} and ${ofMyClients(actor, "above.client_id")})`;

/** @throws reporting.unknown */
export async function requireSuperior(
  db: Db,
  actor: Actor,
  customerId: string,
  contactId: string | null | undefined,
): Promise<void> {
  if (!contactId) return;
  const superior = await db
    .selectFrom("contact")
    .select("id")
    .where("id", "=", contactId)
    .where("customer_id", "=", customerId)
    .where(ofMyClients(actor, "contact.client_id"))
    .executeTakeFirst();
  if (!superior) throw invalid("reporting.unknown", [{ field: "reports_to", reason: "unknown" }]);
}

/** Who reports to a contact, each with the one they come to report to when it goes. */
export async function readReports(
  db: Db,
  contactId: string,
): Promise<{ id: string; client_id: string | null; above: string | null }[]> {
  const { rows } = await sql<{ id: string; client_id: string | null; above: string | null }>`
    select c.id, c.client_id, p.reports_to as above from contact c join contact p on p.id = c.reports_to
     where p.id = ${contactId} order by c.id`.execute(db);
  return rows;
}

/** The database's refusal by its name. @throws reporting.self, reporting.cycle, or the error itself */
export function refuseReporting(error: unknown): never {
  const { constraint } = error as { constraint?: string };
  if (constraint === "contact_reports_to_self")
    throw invalid("reporting.self", [{ field: "reports_to", reason: "self" }]);
  if (constraint === "contact_reports_to_cycle") throw conflict("reporting.cycle");
  throw error;
}
