import { sql } from "kysely";
import { declareLive } from "../../../platform/live/visibility.ts";
import { mayEver } from "../../../platform/permission/actor.ts";

/** A warning is its owner's; the rest is counts, for all who pick. */
declareLive("pool", async (db, actor, events) => {
  const { rows } = await sql<{ id: number; owner_id: string | null }>`
    select id, payload ->> 'owner_id' as owner_id from domain_event where id = any(${events.map(({ id }) => id)}::bigint[])`.execute(
    db,
  );
  const mayPick = mayEver(actor, "pool.pick");
  return new Set(
    rows
      .filter(({ owner_id }) => (owner_id === null ? mayPick : owner_id === actor.userId))
      .map(({ id }) => Number(id)),
  );
});
