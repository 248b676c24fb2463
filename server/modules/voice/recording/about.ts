import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { Happening } from "../../../platform/event/record.ts";

/** What happened to a call's recording stands in the history of its customer, where it has one. */
export async function aboutCall(tx: Tx, callId: string): Promise<Happening> {
  const { rows } = await sql<{ customer_id: string | null; client_id: string | null }>`
    select customer_id, client_id from call where id = ${callId}`.execute(tx);
  const { customer_id = null, client_id = null } = rows[0] ?? {};
  return {
    object: "call",
    objectId: callId,
    clientId: client_id,
    ...(customer_id && { root: { object: "customer", id: customer_id } }),
  };
}
