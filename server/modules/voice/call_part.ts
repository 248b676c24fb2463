import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound } from "../../platform/problem.ts";
import { ofMyClients } from "../customers/index.ts";

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
