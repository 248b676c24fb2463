import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import type { Db } from "#platform/database/types.ts";
import { storeOf } from "#platform/file/store.ts";
import { toAlaw } from "#platform/telephony/media/alaw.ts";
import { tonesIn } from "#test/telephony/alaw.ts";
import { until } from "../../e2e/until.ts";
import type { Company } from "./company.ts";
import { tones } from "./round.ts";
import { figure } from "./told.ts";

export interface Recorded {
  kept: number;
  /** Lost, still written, cut or damaged. */
  flawed: number;
  /** Milliseconds, of all that are kept. */
  shortest: number;
  median: number;
  longest: number;
  /** Of a sample: fetched whole by who may listen, with the caller on the left and the agent on the right. */
  sampled: number;
  heard: number;
  /** Of the same sample: the bytes on the disk do not repeat themselves as tones do. */
  sealed: number;
}

const sample = 40;

/** All recordings since a moment, once none is written any more; some of them are listened to and looked at on the disk. */
export async function readRecorded(company: Company, base: string, since: Date): Promise<Recorded> {
  const { db } = company;
  await until("recordings are handed in", () => areIn(db, since), { patience: 120_000 }).catch(() => undefined);
  const { rows } = await sql<Omit<Recorded, "sampled" | "heard" | "sealed">>`
    select count(*) filter (where state = 'kept' and flaw is null)::int as kept,
      count(*) filter (where state <> 'kept' or flaw is not null)::int as flawed, coalesce(min(ms), 0)::int as shortest,
      coalesce(percentile_disc(0.5) within group (order by ms), 0)::int as median, coalesce(max(ms), 0)::int as longest
      from recording where started_at >= ${since}`.execute(db);
  const { rows: chosen } = await sql<{ call_id: string; stored_file_id: string }>`
    select call_id, stored_file_id from recording where started_at >= ${since} and state = 'kept'
     order by md5(call_id::text) limit ${sample}`.execute(db);
  let [heard, sealed] = [0, 0];
  const cookie = await company.cookieOf(company.adminId);
  const store = storeOf(company.directory, company.organisationId);
  for (const { call_id, stored_file_id } of chosen) {
    const reply = await fetch(`${base}/api/calls/${call_id}/recording/audio`, { headers: { cookie } });
    const pcm = Buffer.from(await reply.arrayBuffer()).subarray(44);
    if (reply.ok && isAsSaid(pcm)) heard++;
    const bytes = await buffer(await store.read(stored_file_id));
    if (!repeatsItself(bytes)) sealed++;
  }
  return { ...rows[0]!, sampled: chosen.length, heard, sealed };
}

async function areIn(db: Db, since: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from recording where started_at >= ${since} and state = 'being_written' limit 1`.execute(db);
  return rows.length === 0;
}

/** Left the caller's tone, right the agent's, and nothing of the other: over the second second, when both have begun. */
function isAsSaid(pcm: Buffer): boolean {
  const side = (of: number): Buffer =>
    Buffer.from(Array.from({ length: 8000 }, (_, i) => toAlaw(pcm.readInt16LE(((i + 8000) * 2 + of) * 2))));
  if (pcm.length < 16_000 * 4) return false;
  const all = Object.values(tones);
  return tonesIn(side(0), all).join() === `${tones.caller}` && tonesIn(side(1), all).join() === `${tones.agent}`;
}

/** Both tones together come again every 40 samples of each side; of what is encrypted one byte in 256 is the same by chance. */
function repeatsItself(bytes: Buffer): boolean {
  let same = 0;
  for (let i = 80; i < bytes.length; i++) if (bytes[i] === bytes[i - 80]) same++;
  return same > bytes.length / 50;
}

/** @param calls that were answered. @param holdMs that each lasted, from the caller's ACK to its BYE */
export function tellRecorded(recorded: Recorded, calls: number, holdMs: number): boolean {
  const { kept, flawed, shortest, median, longest, sampled, heard, sealed } = recorded;
  const within = 1000;
  const isWhole = figure(
    "recordings",
    `${kept} of ${calls} kept whole, ${flawed} not`,
    kept === calls && flawed === 0,
    "every call",
  );
  const isLong = figure(
    "their length",
    `${shortest} to ${longest} ms, median ${median} ms`,
    shortest >= holdMs - within && longest <= holdMs + within,
    `${holdMs} ms, a second more or less`,
  );
  const isRead = figure(
    "read and looked at on the disk",
    `${sampled} of them: ${heard} say on either side what was said there, ${sealed} encrypted`,
    sampled > 0 && heard === sampled && sealed === sampled,
    "all of them",
  );
  return isWhole && isLong && isRead;
}
