import { sql } from "kysely";
import type { Db } from "#platform/database/types.ts";
import { until } from "../../e2e/until.ts";
import { figure } from "./told.ts";

export interface Persisted {
  /** Calls that were answered and hung up, with a row each. */
  calls: number;
  /** Calls that ended otherwise, or stand as if they went on. */
  others: number;
  /** A stretch of talk for each leg. */
  talks: number;
  events: number;
  /** Of one call, the fewest and the most. */
  fewest: number;
  most: number;
}

/** What the database has of the calls since a moment, once all of them stand as ended. */
export async function readPersisted(db: Db, since: Date): Promise<Persisted> {
  const open = async () => {
    const { rows } = await sql`select 1 from call where started_at >= ${since} and ended_at is null limit 1`.execute(
      db,
    );
    return rows.length === 0;
  };
  await until("all calls stand as ended", open, { patience: 20_000 }).catch(() => undefined);
  const { rows } = await sql<Persisted>`
    with calls as (select id, answered_at, cause from call where started_at >= ${since}),
      events as (select c.id, count(e.id)::int as count from calls c
        left join domain_event e on e.object_id = c.id and e.name = 'call.changed' group by c.id)
    select (select count(*)::int from calls where cause = 'hung_up' and answered_at is not null) as calls,
      (select count(*)::int from calls where cause is distinct from 'hung_up' or answered_at is null) as others,
      (select count(*)::int from call_segment s join calls c on c.id = s.call_id where s.activity = 'talking') as talks,
      coalesce(sum(count), 0)::int as events, coalesce(min(count), 0) as fewest, coalesce(max(count), 0) as most from events`.execute(
    db,
  );
  return rows[0]!;
}

/** @param calls that were answered and hung up, as the callers have counted them */
export function tellPersisted({ calls: kept, others, talks, events, fewest, most }: Persisted, calls: number): boolean {
  return figure(
    "persisted",
    `${kept} calls, ${talks} stretches of talk, ${events} events (${fewest} to ${most} a call), ${others} other calls`,
    kept === calls && others === 0 && talks >= 2 * calls && fewest > 0,
    `all ${calls} calls`,
  );
}
