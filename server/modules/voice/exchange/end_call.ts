import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { logCall } from "../../customers/index.ts";
import type { Row } from "../control/effect.ts";
import { byExchange, moment } from "./write.ts";

type Ended = Extract<Row, { kind: "call.ended" }>;

/** How a call ended and how long it was, once; with it the customer's timeline has it. */
export async function endCall(tx: Tx, { callId, cause, by, code, to, spent }: Ended): Promise<void> {
  const { rows } = await sql<{
    direction: "inbound" | "outbound" | "internal";
    customer_id: string | null;
    contact_id: string | null;
    client_id: string | null;
    user_id: string | null;
    started_at: string;
    is_answered: boolean;
  }>`
    update call set ended_at = ${moment(to)}, cause = ${cause}, ended_by = ${by.kind}, ended_by_user = ${by.kind === "user" ? by.userId : null}, code = ${code},
      ringing_ms = ${spent.ringing}, talking_ms = ${spent.talking}, held_ms = ${spent.held}, consult_ms = ${spent.consult}, conference_ms = ${spent.conference}
     where id = ${callId} and ended_at is null
    returning direction, customer_id, contact_id, client_id, user_id, started_at, answered_at is not null as is_answered`.execute(
    tx,
  );
  const call = rows[0];
  if (!call?.customer_id || call.direction === "internal") return;
  const spoken = spent.talking + spent.held + spent.consult + spent.conference;
  const interactionId = await logCall(tx, byExchange, {
    customer_id: call.customer_id,
    contact_id: call.contact_id,
    client_id: call.client_id,
    user_id: call.user_id,
    direction: call.direction === "inbound" ? "in" : "out",
    happened_at: call.started_at,
    duration_s: call.is_answered ? Math.round(spoken / 1000) : null,
  });
  await sql`update call set interaction_id = ${interactionId} where id = ${callId}`.execute(tx);
}
