import type { Readable } from "node:stream";
import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { Problem } from "../../../platform/problem.ts";
import { promptMs, uploadedPrompt, writeUploaded } from "../../../platform/telephony/prompts.ts";
import { asPrompt, WavRefused } from "../../../platform/telephony/wav.ts";
import type { Greeting } from "../control/call.ts";
import type { replaceAnnouncementContract } from "../recording.contract.ts";

type Announcement = ResponseOf<typeof replaceAnnouncementContract>;

/** As `bodyLimit` of the contract and the check of the table have it: a minute of 48 kHz in mono is less. */
const mostBytes = 6_000_000;

/** @throws recording_announcement.refused with the reason, file.too_large */
export async function replaceAnnouncement(
  house: House,
  actor: Actor,
  name: string,
  stream: Readable,
): Promise<Announcement> {
  const audio = await readAll(stream);
  const ms = lengthOf(audio);
  return await house.transaction(async (tx) => {
    const { rows } = await sql<Announcement>`
      insert into recording_announcement (id, file_name, audio, ms, uploaded_by) values (${newId()}, ${name}, ${audio}, ${ms}, ${actor.userId})
        on conflict (is_only) do update set id = excluded.id, file_name = excluded.file_name, audio = excluded.audio, ms = excluded.ms,
          uploaded_by = excluded.uploaded_by, uploaded_at = now()
        returning id, file_name, ms, uploaded_at`.execute(tx);
    await told(tx, actor, "recording_announcement.replaced");
    return rows[0]!;
  });
}

export async function removeAnnouncement(tx: Tx, actor: Actor): Promise<{ done: true }> {
  const { numDeletedRows } = await tx.deleteFrom("recording_announcement").executeTakeFirst();
  if (numDeletedRows > 0) await told(tx, actor, "recording_announcement.removed");
  return { done: true };
}

/** What is played before a recorded call: the uploaded words, or a tone. @param folder where the engine's prompts lie */
export async function announcementPrompt(db: Db, folder: string): Promise<Greeting> {
  const { rows } = await sql<{ id: string; ms: number }>`select id, ms from recording_announcement`.execute(db);
  const [one] = rows;
  if (!one) return { prompts: ["beep"], durationMs: promptMs("beep") };
  await writeUploaded(folder, one.id, async () => {
    const { audio } = await db.selectFrom("recording_announcement").select("audio").executeTakeFirstOrThrow();
    return asPrompt(audio).wav;
  });
  return { prompts: [uploadedPrompt(one.id)], durationMs: one.ms };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) throw new Problem(413, "file.too_large", { detail: { most: mostBytes } });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function lengthOf(audio: Buffer): number {
  try {
    return asPrompt(audio).ms;
  } catch (error) {
    if (!(error instanceof WavRefused)) throw error;
    throw new Problem(400, "recording_announcement.refused", { detail: { reason: error.reason } });
  }
}

const told = (tx: Tx, actor: Actor, name: string) =>
  record(tx, actor, name, { object: "organisation", objectId: actor.organisationId });
