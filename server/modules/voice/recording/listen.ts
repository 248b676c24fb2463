import { Readable } from "node:stream";
import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { FileMissing } from "../../../platform/file/missing.ts";
import { rangeOf } from "../../../platform/file/range.ts";
import type { Range } from "../../../platform/file/store.ts";
import type { House } from "../../../platform/house.ts";
import { Download } from "../../../platform/http/route.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, Problem } from "../../../platform/problem.ts";
import { sides } from "../../../platform/recording/format.ts";
import { readFrames, type SealedFile, toPcm } from "../../../platform/recording/read.ts";
import { SecretError } from "../../../platform/secret.ts";
import { wavHead, wavHeadSize } from "../../../platform/telephony/wav.ts";
import { aboutCall } from "./about.ts";
import { accessRecording } from "./access.ts";
import { openKey } from "./keys.ts";
import { nameOf } from "./name.ts";

/** Bytes of a frame as 16-bit PCM. */
const frameBytes = sides * 2;
/** Within these minutes it is the same listening. */
const sameListening = 10;

export interface KeptPart extends SealedFile {
  frames: number;
  peaks: string;
}

/** What was said, as WAV; who listens is written down. @throws recording.not_found, recording.not_kept, recording.unreadable, file.bad_range */
export async function listen(
  house: House,
  actor: Actor,
  callId: string,
  action: "listen" | "download",
  header: string | undefined,
): Promise<Download> {
  const { started_at } = await accessRecording(house.db, actor, callId, action);
  const parts = await keptParts(house, callId);
  const size = sizeOf(parts);
  const range = rangeOf(header, size);
  await house.transaction((tx) => noteListening(tx, actor, callId, action === "download"));
  const stream = streamOf(parts, range);
  const name = `${started_at.slice(0, 19).replace(/[:T]/g, "-")}.wav`;
  return new Download(stream, "audio/wav", name, { size, range, isShown: action === "listen" });
}

/** A whole call, for whom it is about. @throws recording.not_kept, recording.unreadable */
export const wholeRecording = async (house: House, callId: string): Promise<Readable> =>
  streamOf(await keptParts(house, callId), undefined);

function streamOf(parts: readonly KeptPart[], range: Range | undefined): Readable {
  return Readable.from(wavOf(parts, range ?? { first: 0, last: sizeOf(parts) - 1 }), { objectMode: false });
}

const framesIn = (parts: readonly KeptPart[]): number => parts.reduce((sum, { frames }) => sum + frames, 0);
const sizeOf = (parts: readonly KeptPart[]): number => wavHeadSize + framesIn(parts) * frameBytes;

/** @throws recording.not_kept, recording.unreadable where the key cannot be opened or the file is not there */
export async function keptParts(house: House, callId: string): Promise<KeptPart[]> {
  const { rows } = await sql<{
    part: number;
    key_id: string;
    key: string;
    stored_file_id: string;
    pieces: KeptPart["pieces"];
    peaks: string;
  }>`
    select part, key_id, key, stored_file_id, pieces, peaks from recording where call_id = ${callId} and state = 'kept' order by part`.execute(
    house.db,
  );
  if (rows.length === 0) throw conflict("recording.not_kept");
  const parts: KeptPart[] = [];
  for (const { part, key_id, key, stored_file_id, pieces, peaks } of rows) {
    const recordingId = nameOf(callId, part);
    await requireThere(house, stored_file_id, recordingId);
    parts.push({
      recordingId,
      key: await open(house.db, house, recordingId, { keyId: key_id, key }),
      pieces,
      peaks,
      frames: pieces.reduce((sum, piece) => sum + piece.frames, 0),
      read: async (first, last) => readAll(await house.files.store.read(stored_file_id, { first, last })),
    });
  }
  return parts;
}

async function open(db: Db, house: House, recordingId: string, sealed: { keyId: string; key: string }) {
  try {
    return await openKey(db, house, recordingId, sealed);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    house.log.error({ recording: recordingId }, "a recording's key cannot be opened");
    throw new Problem(410, "recording.unreadable");
  }
}

async function requireThere(house: House, storedFileId: string, recordingId: string): Promise<void> {
  if ((await house.files.store.size(storedFileId)) !== undefined) return;
  house.log.error({ recording: recordingId }, new FileMissing(storedFileId).message);
  throw new Problem(410, "recording.unreadable");
}

/** Bytes of the WAV file that these parts would be, decrypted chunk by chunk as they are asked for. */
async function* wavOf(parts: readonly KeptPart[], { first, last }: Range) {
  if (first < wavHeadSize)
    yield wavHead(framesIn(parts) * frameBytes, { rate: 8000, channels: sides }).subarray(first, last + 1);
  const [from, to] = [Math.max(0, first - wavHeadSize), last - wavHeadSize];
  if (to < 0) return;
  const firstFrame = Math.floor(from / frameBytes);
  const lastFrame = Math.floor(to / frameBytes);
  let skip = from % frameBytes;
  let left = to - from + 1;
  for await (const audio of framesOf(parts, firstFrame, lastFrame - firstFrame + 1)) {
    const pcm = toPcm(audio).subarray(skip);
    yield pcm.subarray(0, left);
    skip = 0;
    left -= pcm.length;
  }
}

async function* framesOf(parts: readonly KeptPart[], first: number, count: number): AsyncGenerator<Buffer> {
  let before = 0;
  for (const part of parts) {
    const from = Math.max(0, first - before);
    const frames = Math.min(part.frames, first + count - before) - from;
    if (frames > 0) yield* readFrames(part, from, frames);
    before += part.frames;
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

/** Once a listening, however many ranges a player asks for. */
async function noteListening(tx: Tx, actor: Actor, callId: string, isDownload: boolean): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${callId} ${actor.userId}`}, 0))`.execute(tx);
  const { rows } = await sql`
    insert into recording_listening (call_id, user_id) select ${callId}, ${actor.userId}
     where ${isDownload} or not exists (select 1 from recording_listening where call_id = ${callId} and user_id = ${actor.userId}
       and listened_at > now() - make_interval(mins => ${sameListening})) returning 1`.execute(tx);
  if (rows.length === 0) return;
  const payload = { is_download: isDownload };
  await record(tx, actor, "recording.listened", { ...(await aboutCall(tx, callId)), payload });
}
