import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { logEnded } from "../call_log.ts";
import type { Row } from "../control/effect.ts";
import { byExchange, moment } from "./write.ts";

type Ended = Extract<Row, { kind: "call.ended" }>;

/** How a call ended and how long it was, once; with it the customer's timeline has it. */
export async function endCall(tx: Tx, { callId, cause, by, code, to, spent }: Ended): Promise<void> {
  await sql`
    update call set ended_at = ${moment(to)}, cause = ${cause}, ended_by = ${by.kind}, ended_by_user = ${by.kind === "user" ? by.userId : null}, code = ${code},
      ringing_ms = ${spent.ringing}, talking_ms = ${spent.talking}, held_ms = ${spent.held}, consult_ms = ${spent.consult}, conference_ms = ${spent.conference}
     where id = ${callId} and ended_at is null`.execute(tx);
  await logEnded(tx, byExchange, callId);
}
