import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound, Problem } from "../../platform/problem.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { accessCustomer } from "./access.ts";
import { accessPoint } from "./contact_point.ts";
import type { revealPhoneContract } from "./reveal.contract.ts";

const mostAnHour = 60;

/** Shows one number whole. Each time is a row of its own in the log. @throws customer.not_found; contact_point.not_found; phone.too_many_reveals */
export async function revealPhone(
  tx: Tx,
  actor: Actor,
  ids: { customerId: string; contactPointId: string },
): Promise<ResponseOf<typeof revealPhoneContract>> {
  const access = await accessCustomer(tx, actor, ids.customerId);
  const point = await accessPoint(tx, actor, access, ids);
  if (point.kind !== "phone") throw notFound("contact_point.not_found");
  // calls side by side count one after the other
  await sql`select pg_advisory_xact_lock(hashtextextended(${`phone_reveal ${actor.userId}`}, 0))`.execute(tx);
  const { rows } = await sql`
    insert into sensitive_read (user_id, customer_id, fields, how)
    select ${actor.userId}::uuid, ${ids.customerId}::uuid, array['phone'], 'reveal' where ${mostAnHour} > (
      select count(*) from sensitive_read where user_id = ${actor.userId} and how = 'reveal' and read_at > now() - interval '1 hour')
    returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem(429, "phone.too_many_reveals", { detail: { most: mostAnHour } });
  await record(tx, actor, "phone.revealed", {
    object: "contact_point",
    objectId: point.id,
    root: { object: "customer", id: ids.customerId },
    clientId: point.client_id ?? point.contact_client_id,
  });
  return { value: point.value, display: displayPhone(point.normalised) };
}
