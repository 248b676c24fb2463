import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Call, Party } from "../control/call.ts";
import { isDone } from "../control/call.ts";
import type { Effect, Notice, Row } from "../control/effect.ts";
import type { Recorder } from "../recording/recorder.ts";
import { giveCallback } from "./callback.ts";
import { endCall } from "./end_call.ts";
import type { Entered } from "./enter.ts";

export const byExchange = { userId: null, requestId: "exchange" };

/** A call's first row, before anything of it is written. */
export async function writeEntered(tx: Tx, { opening, facts }: Entered, at: number): Promise<void> {
  const { match, ...columns } = facts;
  const caller = opening.caller.party;
  await tx
    .insertInto("call")
    .values({
      ...columns,
      id: opening.callId,
      direction: opening.direction,
      customer_id: match?.customer_id ?? null,
      contact_id: match?.contact_id ?? null,
      user_id: caller?.kind === "user" ? caller.userId : null,
      started_at: moment(at),
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** What one step of a call leaves: rows, who is doing what, what people were told, and the state to go on from. */
export async function writeStep(
  tx: Tx,
  call: Call,
  effects: readonly Effect[],
  recorder: Pick<Recorder, "begin">,
): Promise<void> {
  for (const effect of effects) {
    if (effect.kind === "verb") continue;
    if (effect.kind === "persist") await writeRow(tx, effect.row, recorder);
    else if (effect.kind === "occupy") await occupy(tx, call.id, effect.userId, effect.as);
    else if (effect.kind === "notify") await tell(tx, call.id, effect.userId, effect.notice);
    else await giveCallback(tx, effect);
  }
  if (isDone(call)) await tx.deleteFrom("call_state").where("call_id", "=", call.id).execute();
  else
    await sql`insert into call_state (call_id, state) values (${call.id}, ${JSON.stringify(call)}::jsonb)
      on conflict (call_id) do update set state = excluded.state, changed_at = now()`.execute(tx);
  if (effects.some(isSeen)) await record(tx, byExchange, "call.changed", about(call.id));
}

/** What changes the picture of the call; of verbs those that people see the outcome of. */
const isSeen = (effect: Effect): boolean =>
  effect.kind !== "verb" || ["hold", "mute", "record"].includes(effect.verb.name);

async function writeRow(tx: Tx, row: Row, recorder: Pick<Recorder, "begin">): Promise<void> {
  if (row.kind === "call.answered")
    await sql`update call set answered_at = ${moment(row.at)}, user_id = coalesce(${userOf(row.party)}, user_id) where id = ${row.callId}`.execute(
      tx,
    );
  else if (row.kind === "recording.started") await recorder.begin(tx, row.recordingId, row.at);
  else if (row.kind === "recording.refused")
    await sql`update call set recording_refused_at = ${moment(row.at)} where id = ${row.callId}`.execute(tx);
  else if (row.kind === "segment")
    await tx
      .insertInto("call_segment")
      .values({
        call_id: row.callId,
        leg_id: row.legId,
        user_id: userOf(row.party),
        activity: row.activity,
        began_at: moment(row.from),
        ended_at: moment(row.to),
      })
      .onConflict((oc) => oc.doNothing())
      .execute();
  else if (row.kind === "wrap_up")
    await tx
      .insertInto("call_wrap_up")
      .values({
        call_id: row.callId,
        leg_id: row.legId,
        user_id: row.userId,
        began_at: moment(row.from),
        ended_at: moment(row.to),
        disposition: row.disposition ?? sql<string | null>`(select disposition from call where id = ${row.callId})`,
      })
      .onConflict((oc) => oc.doNothing())
      .execute();
  else if (row.kind === "call.ended") await endCall(tx, row);
}

async function occupy(tx: Tx, callId: string, userId: string, as: string | null): Promise<void> {
  await sql`insert into call_person (call_id, user_id, occupation) values (${callId}, ${userId}, ${as})
    on conflict (call_id, user_id) do update set occupation = excluded.occupation, changed_at = now()`.execute(tx);
  if (as === "in_call") await sql`update call set user_id = ${userId} where id = ${callId}`.execute(tx);
}

async function tell(tx: Tx, callId: string, userId: string, notice: Notice): Promise<void> {
  await sql`insert into call_person (call_id, user_id, notice) values (${callId}, ${userId}, ${JSON.stringify(notice)}::jsonb)
    on conflict (call_id, user_id) do update set notice = excluded.notice, changed_at = now()`.execute(tx);
}

const about = (callId: string) => ({ object: "call", objectId: callId });
const userOf = (party: Party): string | null => (party.kind === "user" ? party.userId : null);
export const moment = (at: number): string => new Date(at).toISOString();
