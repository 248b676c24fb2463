import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { readRecordingContract } from "../recording.contract.ts";
import { aboutCall } from "./about.ts";
import { accessRecording } from "./access.ts";

type CallRecording = ResponseOf<typeof readRecordingContract>;

/** Keeps it beyond its days. Who erases the customer erases it all the same. @throws recording.not_found */
export async function holdRecording(tx: Tx, actor: Actor, callId: string, reason: string): Promise<CallRecording> {
  await accessRecording(tx, actor, callId, "hold");
  const { rows } = await sql`
    insert into recording_hold (call_id, reason, held_by) values (${callId}, ${reason.trim()}, ${actor.userId})
      on conflict do nothing returning 1`.execute(tx);
  if (rows.length > 0) await record(tx, actor, "recording.held", await aboutCall(tx, callId));
  return await accessRecording(tx, actor, callId, "hold");
}

/** @throws recording.not_found */
export async function releaseRecording(tx: Tx, actor: Actor, callId: string): Promise<CallRecording> {
  await accessRecording(tx, actor, callId, "hold");
  const { rows } = await sql`
    delete from recording_hold where call_id = ${callId} returning 1`.execute(tx);
  if (rows.length > 0) await record(tx, actor, "recording.released", await aboutCall(tx, callId));
  return await accessRecording(tx, actor, callId, "hold");
}
