import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { RegistrationState } from "../../../platform/telephony/sip/registration.ts";

/** How we stand at a trunk where we sign in, as who holds the lease was told last. */
export async function writeRegistration(db: Db, trunkId: string, state: RegistrationState): Promise<void> {
  const { code = null, reason = null } = state.kind === "failed" ? state : {};
  await sql`insert into trunk_registration (trunk_id, state, code, reason) values (${trunkId}, ${state.kind}, ${code}, ${reason})
    on conflict (trunk_id) do update set state = excluded.state, code = excluded.code, reason = excluded.reason, since = now()`.execute(
    db,
  );
}
