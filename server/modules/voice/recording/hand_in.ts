import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { sql } from "kysely";
import { record } from "../../../platform/event/record.ts";
import { keepMade } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { RecordingDamaged, rate } from "../../../platform/recording/format.ts";
import { type Scanned, scanRecording } from "../../../platform/recording/scan.ts";
import { openKey, sealBytes } from "./keys.ts";
import { partsOf } from "./name.ts";
import { fileName } from "./recorder.ts";
import { tidyLater } from "./retention.ts";

export const byRecorder = { userId: null, requestId: "recorder" };

interface Row {
  key_id: string | null;
  key: string | null;
  client_id: string | null;
}

/**
 * Goes through a recording's file once, keeps it where the organisation's files lie, and writes down what is in it.
 * @returns false where its row was not written yet
 */
export async function handIn(house: House, recordingId: string, path: string): Promise<boolean> {
  const { callId, part } = partsOf(recordingId);
  const { rows } = await sql<Row>`
    select r.key_id, r.key, c.client_id from recording r join call c on c.id = r.call_id
     where r.call_id = ${callId} and r.part = ${part} and r.state = 'being_written'`.execute(house.db);
  const row = rows[0];
  if (!row) return await tidyUp(house, callId, part, path);
  if (!row.key_id || !row.key) return await lose(house, recordingId, path);
  const key = await openKey(house.db, house, recordingId, { keyId: row.key_id, key: row.key });
  const found = await look(recordingId, key, path);
  if (!found || found.frames === 0) return await lose(house, recordingId, path);
  await keep(house, recordingId, path, found, sealBytes(key, peaksOf(found), `${recordingId} peaks`)).catch(
    (error: unknown) => {
      if (!(error instanceof Erased)) throw error;
    },
  );
  await rm(path, { force: true });
  return true;
}

/** While it was handed in somebody erased it: what was stored goes with the transaction. */
class Erased extends Error {}

/** It was handed in already, or erased while it was written. */
async function tidyUp(house: House, callId: string, part: number, path: string): Promise<boolean> {
  const { rows } = await sql`select 1 from recording where call_id = ${callId} and part = ${part}`.execute(house.db);
  if (rows.length > 0) await rm(path, { force: true });
  return rows.length > 0;
}

async function look(recordingId: string, key: Buffer, path: string): Promise<Scanned | null> {
  if (!(await stat(path).catch(() => null))) return null;
  try {
    return await scanRecording(recordingId, key, createReadStream(path) as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof RecordingDamaged) return null;
    throw error;
  }
}

async function keep(house: House, recordingId: string, path: string, found: Scanned, peaks: string) {
  const { callId, part } = partsOf(recordingId);
  const flaw = found.end === "whole" ? null : found.end;
  const made = { name: fileName(recordingId), mediaType: "application/octet-stream", stream: createReadStream(path) };
  await keepMade(house, byRecorder, made, async (tx, storedFileId) => {
    const { numAffectedRows } =
      await sql`update recording set state = 'kept', stored_file_id = ${storedFileId}, ms = ${Math.round((found.frames * 1000) / rate)}, flaw = ${flaw},
        chain = ${found.chain}, pieces = ${JSON.stringify(found.pieces)}::jsonb, peaks = ${peaks}
      where call_id = ${callId} and part = ${part} and state = 'being_written'`.execute(tx);
    if (numAffectedRows === 0n) throw new Erased();
    await told(tx, callId);
    await tidyLater(tx);
  });
}

/** Nothing was said that could be kept: the line broke at once, or the disk took nothing. */
async function lose(house: House, recordingId: string, path: string): Promise<true> {
  const { callId, part } = partsOf(recordingId);
  await house.transaction(async (tx) => {
    await sql`update recording set state = 'lost' where call_id = ${callId} and part = ${part} and state = 'being_written'`.execute(
      tx,
    );
    await told(tx, callId);
  });
  await rm(path, { force: true });
  return true;
}

const told = (tx: Parameters<typeof record>[0], callId: string) =>
  record(tx, byRecorder, "recording.kept", { object: "call", objectId: callId });

const peaksOf = ({ peaks }: Scanned): Buffer => {
  const { left, right } = peaks.result();
  return Buffer.from([...left, ...right]);
};
