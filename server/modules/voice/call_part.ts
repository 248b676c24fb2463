import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, notFound } from "../../platform/problem.ts";
import { mayReachCustomer, ofMyClients } from "../customers/index.ts";

/** After a call's end who had a part in it writes for so long; later only those of them who may change its customer. */
const writtenWithin = "24 hours";

/** The actor has or had a part in this call, for a client that is still theirs; who was merely rung had none. @throws call.not_found */
export async function requirePart(db: Db, actor: Actor, callId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from call c join call_person p on p.call_id = c.id
     where c.id = ${callId} and p.user_id = ${actor.userId} and ${ofMyClients(actor, "c.client_id")}
       and (p.occupation in ('in_call', 'wrap_up') or c.user_id = p.user_id
         or exists (select 1 from call_segment s where s.call_id = c.id and s.user_id = p.user_id and s.activity <> 'ringing'))`.execute(
    db,
  );
  if (rows.length === 0) throw notFound("call.not_found");
}

/**
 * A condition on call c: what was written down, and what came of it, may still be changed by the actor, who has a part.
 * @param customerId whose it is to be, where it is nobody's yet
 */
export const mayStillWrite = (actor: Actor, customerId: string | null = null): RawBuilder<SqlBool> => sql<SqlBool>`
  (c.ended_at is null or c.ended_at > now() - ${writtenWithin}::interval or exists (
    select 1 from customer u where u.id = coalesce(c.customer_id, ${customerId}::uuid) and ${mayReachCustomer(actor, "update", "u")}))`;

/** @throws call.not_found, call.closed */
export async function requireWriting(db: Db, actor: Actor, callId: string, customerId?: string): Promise<void> {
  await requirePart(db, actor, callId);
  const { rows } =
    await sql`select 1 from call c where c.id = ${callId} and ${mayStillWrite(actor, customerId)}`.execute(db);
  if (rows.length === 0) throw conflict("call.closed");
}
