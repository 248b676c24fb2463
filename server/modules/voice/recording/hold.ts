import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { readRecordingContract } from "../recording.contract.ts";
import { accessRecording } from "./access.ts";

type CallRecording = ResponseOf<typeof readRecordingContract>;

/** Keeps it beyond its days. Who erases the customer erases it all the same. @throws recording.not_found */
export async function holdRecording(tx: Tx, actor: Actor, callId: string, reason: string): Promise<CallRecording> {
  await accessRecording(tx, actor, callId, "hold");
  const { rows } = await sql`
    insert into recording_hold (call_id, reason, held_by) values (${callId}, ${reason.trim()}, ${actor.userId})
      on conflict do nothing returning 1`.execute(tx);
  const changes = [{ field: "hold", before: null, after: reason.trim() }];
  if (rows.length > 0) await record(tx, actor, "recording.held", { object: "call", objectId: callId, changes });
  return await accessRecording(tx, actor, callId, "hold");
}

/** @throws recording.not_found */
export async function releaseRecording(tx: Tx, actor: Actor, callId: string): Promise<CallRecording> {
  await accessRecording(tx, actor, callId, "hold");
  const { rows } = await sql<{ reason: string }>`
    delete from recording_hold where call_id = ${callId} returning reason`.execute(tx);
  const changes = [{ field: "hold", before: rows[0]?.reason, after: null }];
  if (rows.length > 0) await record(tx, actor, "recording.released", { object: "call", objectId: callId, changes });
  return await accessRecording(tx, actor, callId, "hold");
}
