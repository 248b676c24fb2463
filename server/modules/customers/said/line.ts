import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { selectPromises } from "../promise/promise.ts";
import type { Stretch, TimelineEntry } from "../timeline.ts";
import { type Intelligence, intelligenceShelf } from "./intelligence.ts";
import { select } from "./said.ts";
import { type Touch, touchShelf } from "./touch.ts";

const blank = { direction: null, subject: null, duration_s: null, department: "sales" } as const;

/** Promises on the timeline, where they were given. */
export async function promiseLines(
  db: Db,
  actor: Actor,
  customerId: string,
  stretch: Stretch,
): Promise<TimelineEntry[]> {
  if (!mayEver(actor, "promise.read")) return [];
  const rows = await selectPromises(
    db,
    actor,
    stretch.readable,
    piece(customerId, stretch, "created_at", "created_by"),
  );
  return rows.map((promise) => ({
    ...blank,
    kind: "promise",
    id: promise.id,
    body: promise.what,
    contact: promise.contact,
    client_id: promise.client_id,
    user: promise.created_by,
    happened_at: promise.created_at,
    can_change: promise.can_change,
    promise,
  }));
}

export async function touchLines(db: Db, actor: Actor, customerId: string, stretch: Stretch): Promise<TimelineEntry[]> {
  if (!mayEver(actor, "touch.read")) return [];
  const rest = piece(customerId, stretch, "happened_at", "created_by");
  const rows = await select<Touch>(db, actor, stretch.readable, touchShelf, rest);
  return rows.map((touch) => ({ ...blank, ...lineOf(touch), kind: "touch", department: "marketing", touch }));
}

export async function intelligenceLines(
  db: Db,
  actor: Actor,
  customerId: string,
  stretch: Stretch,
): Promise<TimelineEntry[]> {
  if (!mayEver(actor, "intelligence.read")) return [];
  const rest = piece(customerId, stretch, "happened_at", "created_by");
  const rows = await select<Intelligence>(db, actor, stretch.readable, intelligenceShelf, rest);
  return rows.map((intelligence) => ({ ...blank, ...lineOf(intelligence), kind: "intelligence", intelligence }));
}

const lineOf = ({ id, body, contact, client_id, created_by, happened_at, can_change }: Touch | Intelligence) => ({
  id,
  body,
  contact,
  client_id,
  user: created_by,
  happened_at,
  can_change,
});

/** Which rows (alias x) are on the stretch, newest first by the column of their time. */
function piece(customerId: string, { query, after, most }: Stretch, time: string, user: string): RawBuilder<unknown> {
  const at = sql.ref(`x.${time}`);
  const conditions = [
    sql`x.customer_id = ${customerId}`,
    ...(query.user_id ? [sql`${sql.ref(`x.${user}`)} = ${query.user_id}::uuid`] : []),
    ...(query.from ? [sql`${at} >= ${query.from}::timestamptz`] : []),
    ...(query.to ? [sql`${at} < ${query.to}::timestamptz`] : []),
    ...(after ? [sql`(${at}, x.id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  return sql`${sql.join(conditions, sql` and `)} order by ${at} desc, x.id desc limit ${most}`;
}
