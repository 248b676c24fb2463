import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { OfficeParts } from "../exchange/office.ts";
import { partsOf } from "./name.ts";
import { fileName } from "./recorder.ts";

/** A file of a call that nobody knows may be of one that is not written yet, for so many milliseconds. */
const unknownFor = 3600_000;

type Place = Pick<OfficeParts, "adapter" | "log" | "recordingFolder" | "organisations" | "open" | "spoolFile">;

interface Left {
  recordingId: string;
  path: string;
  isOld: boolean;
}

/**
 * Removes files that are nobody's any more, where the engine writes: of recordings that were handed in, or erased while they were
 * written, by a process that was killed before it could remove them; and, after an hour, of calls that no organisation knows.
 * @returns whose files went, by recording
 */
export async function sweepLeftFiles(place: Place, now = Date.now()): Promise<string[]> {
  const running = new Set((await place.adapter.snapshot()).recordings.map(({ recordingId }) => recordingId));
  const left = (await filesIn(place.recordingFolder, now)).filter(({ recordingId }) => !running.has(recordingId));
  if (left.length === 0) return [];
  const { states, isWhole } = await statesOf(place, left);
  const gone = left.filter(({ recordingId, isOld }) => {
    const state = states.get(recordingId);
    return state === undefined ? isOld && isWhole : state !== "being_written";
  });
  for (const { path } of gone) await rm(path, { force: true });
  if (gone.length > 0) place.log.info({ count: gone.length }, "files of recordings that were nobody's are removed");
  return gone.map(({ recordingId }) => recordingId);
}

async function filesIn(folder: string, now: number): Promise<Left[]> {
  const ending = fileName("");
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const left = names.map(async (name) => {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    const recordingId = name.slice(0, -ending.length);
    return found ? [{ recordingId, path, isOld: now - found.mtimeMs > unknownFor }] : [];
  });
  return (await Promise.all(left)).flat();
}

/** How recordings stand in their rows; `isWhole`: each organisation was asked, and none has steps that are not written yet. */
async function statesOf(
  place: Place,
  left: readonly Left[],
): Promise<{ states: Map<string, string>; isWhole: boolean }> {
  const states = new Map<string, string>();
  let isWhole = true;
  for (const organisation of await place.organisations())
    try {
      const { house, release } = await place.open(organisation);
      try {
        for (const [recordingId, state] of await askFor(house.db, left)) states.set(recordingId, state);
      } finally {
        release();
      }
      if (existsSync(place.spoolFile(organisation.id))) isWhole = false;
    } catch (error) {
      isWhole = false;
      place.log.warn({ error: (error as Error).message }, "an organisation could not be asked for its recordings");
    }
  return { states, isWhole };
}

const idPattern = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function askFor(db: Db, left: readonly Left[]): Promise<[string, string][]> {
  const callIds = left.map(({ recordingId }) => partsOf(recordingId).callId).filter((callId) => idPattern.test(callId));
  const { rows } = await sql<{ id: string; state: string }>`
    select concat(call_id, '-', part) as id, state from recording where call_id = any(${[...new Set(callIds)]}::uuid[])`.execute(
    db,
  );
  return rows.map(({ id, state }) => [id, state]);
}
