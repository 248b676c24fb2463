import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { addJob } from "../../../platform/job/add.ts";
import { noticeKind } from "./kinds.ts";

export interface Notice {
  user_id: string;
  kind: string;
  object: string;
  object_id: string;
  /** Who did what is told; nobody is told of what they did themselves. */
  by?: string | null;
}

/**
 * Tells people in the transaction that did it. The same notice while unread is counted and not repeated; who works here
 * no more is told nothing. Rights are asked when it is read and mailed.
 */
export async function notify(tx: Tx, notices: readonly Notice[]): Promise<void> {
  for (const { kind } of notices) noticeKind(kind);
  const given = notices.filter((one) => one.user_id !== one.by).map((one) => ({ ...one, id: newId() }));
  const once = [...new Map(given.map((one) => [`${one.user_id} ${one.kind} ${one.object_id}`, one])).values()];
  if (once.length === 0) return;
  const { rows } = await sql<{ id: string; user_id: string; sent_at: string | null }>`
    insert into notice as n (id, user_id, kind, object, object_id, by_user)
    select g.id, g.user_id, g.kind, g.object, g.object_id, g.by
      from jsonb_to_recordset(${JSON.stringify(once)}::jsonb) as g(id uuid, user_id uuid, kind text, object text, object_id uuid, by uuid)
     where not exists (select 1 from user_deactivation d where d.user_id = g.user_id)
     order by g.user_id, g.kind, g.object_id
    on conflict (user_id, kind, object_id) where read_at is null
      do update set count = n.count + 1, created_at = now(), by_user = excluded.by_user
    returning n.id, n.user_id, n.sent_at`.execute(tx);
  for (const [userId, all] of Map.groupBy(rows, (row) => row.user_id)) {
    await record(tx, { userId: null, requestId: "notice" }, "notice.given", {
      object: "notice",
      objectId: all[0]!.id,
      root: { object: "notice", id: userId },
      payload: { count: all.length },
    });
    if (all.some((row) => row.sent_at === null)) await awaitSending(tx, userId);
  }
}

/** One waiting job a person: what comes at the same time goes out together. */
const awaitSending = (tx: Tx, userId: string): Promise<void> =>
  addJob(tx, "send_notices", { user_id: userId }, { key: `send_notices:${userId}`, maxAttempts: 3 });
