import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { recordEach } from "../../../platform/event/record.ts";
import type { Party } from "../control/call.ts";
import type { Effect, Row } from "../control/effect.ts";
import type { Recorder } from "../recording/recorder.ts";
import { giveCallback } from "./callback.ts";
import { endCall } from "./end_call.ts";
import type { Entered } from "./enter.ts";
import type { Step } from "./spool.ts";
import { writePeople, writeSegments, writeStates } from "./write_together.ts";

export const byExchange = { userId: null, requestId: "exchange" };

/** A call's first row, before anything of it is written. */
async function writeEntered(tx: Tx, { opening, facts }: Entered, at: number): Promise<void> {
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

/** What steps of calls leave, in their order: rows, who is doing what, what people were told, and the states to go on from. */
export async function writeSteps(tx: Tx, steps: readonly Step[], recorder: Pick<Recorder, "begin">): Promise<void> {
  for (const { begun, state, effects } of steps) {
    if (begun) await writeEntered(tx, begun.entered, begun.at);
    for (const effect of effects) await writeEffect(tx, state.id, effect, recorder);
  }
  await writeSegments(tx, steps);
  await writePeople(tx, steps);
  await writeStates(tx, steps);
  const seen = steps.filter(({ effects }) => effects.some(isSeen)).map(({ state }) => state.id);
  await recordEach(tx, byExchange, "call.changed", { object: "call", objectIds: [...new Set(seen)].sort() });
}

/** What changes the picture of the call; of verbs those that people see the outcome of. */
const isSeen = (effect: Effect): boolean =>
  effect.kind !== "verb" || ["hold", "mute", "record"].includes(effect.verb.name);

/** What is written by itself. Segments, people and states of many steps are written at once. */
async function writeEffect(tx: Tx, callId: string, effect: Effect, recorder: Pick<Recorder, "begin">): Promise<void> {
  if (effect.kind === "persist") await writeRow(tx, effect.row, recorder);
  else if (effect.kind === "callback_task") await giveCallback(tx, effect);
  else if (effect.kind === "occupy" && effect.as === "in_call")
    await sql`update call set user_id = ${effect.userId} where id = ${callId}`.execute(tx);
}

async function writeRow(tx: Tx, row: Row, recorder: Pick<Recorder, "begin">): Promise<void> {
  if (row.kind === "call.answered")
    await sql`update call set answered_at = ${moment(row.at)}, user_id = coalesce(${userOf(row.party)}, user_id) where id = ${row.callId}`.execute(
      tx,
    );
  else if (row.kind === "recording.started") await recorder.begin(tx, row.recordingId, row.at);
  else if (row.kind === "recording.refused")
    await sql`update call set recording_refused_at = ${moment(row.at)} where id = ${row.callId}`.execute(tx);
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

export const userOf = (party: Party): string | null => (party.kind === "user" ? party.userId : null);
export const moment = (at: number): string => new Date(at).toISOString();
