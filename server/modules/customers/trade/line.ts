import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { organisationTimeZone } from "../../people/index.ts";
import type { Stretch, TimelineEntry } from "../timeline.ts";
import { mayReadTrades } from "./rights.ts";
import { selectTrades, type Trade } from "./trade.ts";

/** Trades on the timeline: each at the beginning of its day where the organisation is. */
export async function tradeLines(
  db: Db,
  actor: Actor,
  customerId: string,
  { query, after, most }: Stretch,
): Promise<TimelineEntry[]> {
  if (!mayReadTrades(actor)) return [];
  const zone = await organisationTimeZone(db);
  const begins = sql`(t.traded_on::timestamp at time zone ${zone})`;
  const dayOf = (moment: string) => sql`(${moment}::timestamptz at time zone ${zone})::date`;
  const conditions = [
    sql`t.customer_id = ${customerId}`,
    ...(query.user_id ? [sql`t.created_by = ${query.user_id}::uuid`] : []),
    ...(query.from ? [sql`t.traded_on >= ${dayOf(query.from)} and ${begins} >= ${query.from}::timestamptz`] : []),
    ...(query.to ? [sql`t.traded_on <= ${dayOf(query.to)} and ${begins} < ${query.to}::timestamptz`] : []),
    ...(after
      ? [sql`t.traded_on <= ${dayOf(after.at)} and (${begins}, t.id) < (${after.at}::timestamptz, ${after.id}::uuid)`]
      : []),
  ];
  const trades = await selectTrades(
    db,
    actor,
    sql`${sql.join(conditions, sql` and `)} order by t.traded_on desc, t.id desc limit ${most}`,
    sql`, ${begins} as happened_at`,
  );
  return trades.map(({ happened_at, ...trade }) => entryOf(trade, happened_at!));
}

const entryOf = (trade: Trade, happenedAt: string): TimelineEntry => ({
  id: trade.id,
  kind: "trade",
  direction: null,
  department: "sales",
  subject: null,
  body: null,
  contact: null,
  client_id: trade.client_id,
  user: trade.created_by,
  happened_at: happenedAt,
  duration_s: null,
  can_change: trade.can_change,
  trade,
});
