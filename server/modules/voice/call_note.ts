import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound } from "../../platform/problem.ts";
import { describeLogged } from "./call_log.ts";
import type { listCallNotesContract, writeCallNoteContract } from "./call_note.contract.ts";
import { mayStillWrite, requirePart, requireWriting } from "./call_part.ts";

/** @throws call.not_found */
export async function listCallNotes(
  db: Db,
  actor: Actor,
  callId: string,
): Promise<ResponseOf<typeof listCallNotesContract>> {
  await requirePart(db, actor, callId);
  const { rows } = await sql<ResponseOf<typeof listCallNotesContract>["notes"][number]>`
    select n.id, n.at, n.body, json_build_object('id', u.id, 'name', u.name) as user, n.user_id = ${actor.userId} and ${mayStillWrite(actor)} as can_change
      from call_note n join call c on c.id = n.call_id join app_user u on u.id = n.user_id where n.call_id = ${callId} order by n.at, n.id`.execute(
    db,
  );
  return { notes: rows };
}

/** One's own, as often as it is typed; its moment stays what it was, and lies within the call. @throws call.not_found, call.closed, call_note.not_found */
export async function writeCallNote(
  tx: Tx,
  actor: Actor,
  { callId, noteId }: { callId: string; noteId: string },
  { at, body }: BodyOf<typeof writeCallNoteContract>,
): Promise<{ done: true }> {
  await requireWriting(tx, actor, callId);
  const mine = sql`call_note.call_id = ${callId} and call_note.user_id = ${actor.userId}`;
  const { rows } =
    body.trim() === ""
      ? await sql`with gone as (delete from call_note where id = ${noteId} and ${mine} returning id)
          select 1 where exists (select from gone) or not exists (select from call_note where id = ${noteId})`.execute(
          tx,
        )
      : await sql`insert into call_note (id, call_id, user_id, at, body)
          select ${noteId}, c.id, ${actor.userId}, greatest(c.started_at, least(${at}::timestamptz, coalesce(c.ended_at, now()))), ${body}
            from call c where c.id = ${callId}
          on conflict (id) do update set body = excluded.body, changed_at = now() where ${mine} returning 1`.execute(
          tx,
        );
  if (rows.length === 0) throw notFound("call_note.not_found");
  await describeLogged(tx, actor, callId);
  await record(tx, actor, "call.noted", { object: "call", objectId: callId });
  return { done: true };
}
