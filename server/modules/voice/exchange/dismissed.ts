import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { ControlEvent } from "../control/event.ts";
import { telephones } from "../extension.ts";

/** Who still rings or talks and may not any more: their work here has ended, or no role of theirs telephones. What each would do who leaves. */
export async function partsOfDismissed(db: Db): Promise<{ callId: string; event: ControlEvent }[]> {
  const { rows } = await sql<{ call_id: string; user_id: string; occupation: string }>`
    select p.call_id, p.user_id, p.occupation from call_person p join app_user u on u.id = p.user_id
     where p.occupation is not null and not ${telephones("u")}`.execute(db);
  return rows.map(({ call_id, user_id, occupation }) => ({
    callId: call_id,
    event: {
      kind: "command",
      userId: user_id,
      command: occupation === "wrap_up" ? { name: "wrapUpDone", disposition: null } : { name: "hangUp" },
    },
  }));
}
