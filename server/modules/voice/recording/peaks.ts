import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { readPeaksContract } from "../recording.contract.ts";
import { accessRecording } from "./access.ts";
import { openBytes } from "./keys.ts";
import { type KeptPart, keptParts } from "./listen.ts";

type Peaks = ResponseOf<typeof readPeaksContract>;

/** Of a side. */
const most = 2000;

/**
 * How loud each side was. It was worked out when the recording ended, and lies sealed by its key: who spoke when, and how loudly,
 * is part of what was said, and goes with the key. @throws recording.not_found, recording.not_kept, recording.unreadable
 */
export async function readPeaks(house: House, actor: Actor, callId: string): Promise<Peaks> {
  await accessRecording(house.db, actor, callId);
  const parts = await keptParts(house, callId);
  const frames = parts.reduce((sum, part) => sum + part.frames, 0);
  const each = parts.map((part) => shareOf(part, frames, parts.length === 1));
  return { left: each.flatMap(({ left }) => left), right: each.flatMap(({ right }) => right) };
}

/** Of several parts each has as much room as it is long. */
function shareOf({ recordingId, key, peaks, frames }: KeptPart, allFrames: number, isAlone: boolean): Peaks {
  const bytes = [...openBytes(key, peaks, `${recordingId} peaks`)];
  const [left, right] = [bytes.slice(0, bytes.length / 2), bytes.slice(bytes.length / 2)];
  if (isAlone) return { left, right };
  const count = Math.max(1, Math.round((most * frames) / allFrames));
  return { left: spread(left, count), right: spread(right, count) };
}

/** As many values as are wanted: the loudest of several, or one several times. */
const spread = (peaks: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(...peaks.slice(from, to));
  });
