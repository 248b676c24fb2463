import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import { describeCall, logCall } from "../customers/index.ts";

/** Writes a call that is over on its customer's timeline, once. A call inside, or one of nobody's, has no timeline. */
export async function logEnded(tx: Tx, by: EventActor, callId: string): Promise<void> {
  const { rows } = await sql<{
    direction: "inbound" | "outbound";
    customer_id: string;
    contact_id: string | null;
    client_id: string | null;
    user_id: string | null;
    started_at: string;
    duration_s: number | null;
  }>`
    select direction, customer_id, contact_id, client_id, user_id, started_at,
      case when answered_at is not null then round((talking_ms + held_ms + consult_ms + conference_ms) / 1000.0)::int end as duration_s
      from call where id = ${callId} and ended_at is not null and customer_id is not null and direction <> 'internal' and interaction_id is null`.execute(
    tx,
  );
  const call = rows[0];
  if (!call) return;
  const { direction, started_at, ...line } = call;
  const interactionId = await logCall(tx, by, {
    ...line,
    ...(await wordsOf(tx, callId)),
    direction: direction === "inbound" ? "in" : "out",
    happened_at: started_at,
  });
  await sql`update call set interaction_id = ${interactionId} where id = ${callId}`.execute(tx);
}

/** What was written down since, where the timeline has the call already. */
export async function describeLogged(tx: Tx, by: EventActor, callId: string): Promise<void> {
  const { interaction_id } = await tx
    .selectFrom("call")
    .select("interaction_id")
    .where("id", "=", callId)
    .executeTakeFirstOrThrow();
  if (interaction_id) await describeCall(tx, by, interaction_id, await wordsOf(tx, callId));
}

/** What came of it, and the notes, a line each with its minute and second in the call: read and searched like all text of the timeline. */
async function wordsOf(tx: Tx, callId: string): Promise<{ subject: string | null; body: string | null }> {
  const { rows } = await sql<{ subject: string | null; body: string | null }>`
    select c.disposition as subject,
      (select string_agg(to_char(n.at - coalesce(c.answered_at, c.started_at), 'FMMI:SS') || ' ' || n.body, E'\n' order by n.at, n.id)
         from call_note n where n.call_id = c.id) as body
      from call c where c.id = ${callId}`.execute(tx);
  return rows[0] ?? { subject: null, body: null };
}
