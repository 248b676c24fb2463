import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound } from "../../platform/problem.ts";
import { accessCustomer, ofMyClients } from "./access.ts";
import { accessPoint } from "./contact_point.ts";

/**
 * The number behind a point, whole also where the actor sees it masked: who may not read it may still call it. Without a point
 * the customer's own first phone. @throws customer.not_found, contact_point.not_found
 */
export async function pointToCall(
  tx: Tx,
  actor: Actor,
  customerId: string,
  contactPointId: string | undefined,
): Promise<{ digits: string; contactId: string | null }> {
  const access = await accessCustomer(tx, actor, customerId);
  const id = contactPointId ?? (await firstPhone(tx, actor, customerId));
  if (!id) throw notFound("contact_point.not_found");
  const point = await accessPoint(tx, actor, access, { customerId, contactPointId: id });
  if (point.kind !== "phone") throw notFound("contact_point.not_found");
  return { digits: point.normalised, contactId: point.contact_id };
}

async function firstPhone(tx: Tx, actor: Actor, customerId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select p.id from contact_point p where p.customer_id = ${customerId} and p.kind = 'phone' and p.contact_id is null
       and ${ofMyClients(actor, "p.client_id")} order by p.is_primary desc, p.created_at limit 1`.execute(tx);
  return rows[0]?.id;
}
