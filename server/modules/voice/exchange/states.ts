import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Call } from "../control/call.ts";

/** Calls that were not over when whoever had them stopped. */
export async function loadStates(db: Db): Promise<Call[]> {
  const { rows } = await sql<{ state: Call }>`select state from call_state order by call_id`.execute(db);
  return rows.map(({ state }) => state);
}
