import { sql } from "kysely";
import type { Db } from "../database/types.ts";

export interface Cursor {
  xid: string;
  id: number;
}

export interface EventRow {
  xid: string;
  id: number;
  at: string;
  name: string;
  actor_id: string | null;
  object: string;
  object_id: string | null;
  root: string | null;
  root_id: string | null;
  client_id: string | null;
  changed: string[];
}

export const cursorText = (cursor: Cursor): string => `${cursor.xid}-${cursor.id}`;

/** Reads "xid-id"; undefined when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^(\d{1,20})-(\d{1,15})$/.exec(text);
  return match && BigInt(match[1]!) < 2n ** 63n ? { xid: match[1]!, id: Number(match[2]) } : undefined;
}

/** The place after every event that is settled now. */
export async function settledCursor(db: Db): Promise<Cursor> {
  const { rows } = await sql<{ xid: string; id: number }>`
    select xid::text as xid, id from domain_event
     where xid < pg_snapshot_xmin(pg_current_snapshot())
     order by xid desc, id desc limit 1`.execute(db);
  return rows[0] ?? { xid: "0", id: 0 };
}

/**
 * Events after the cursor, oldest first. Only transactions below the snapshot's xmin are read: none that is still
 * open could commit with a smaller (xid, id) later, so a late commit is never skipped.
 */
export async function eventsAfter(db: Db, cursor: Cursor, limit: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select xid::text as xid, id, at, name, actor_id, object, object_id, root, root_id, client_id, changed
      from domain_event
     where (xid, id) > (${cursor.xid}::xid8, ${cursor.id})
       and xid < pg_snapshot_xmin(pg_current_snapshot())
     order by xid, id
     limit ${limit}`.execute(db);
  return rows;
}
