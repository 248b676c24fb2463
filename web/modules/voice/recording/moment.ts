import type { readRecordingContract } from "../../../../server/modules/voice/recording.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";

export type CallRecording = ResponseOf<typeof readRecordingContract>;
type Piece = CallRecording["pieces"][number];

/** Something that was noted in the call. */
export interface CallNote {
  /** Since the call began. */
  at_ms: number;
  text: string;
}

/** Where in the recording something of the call is, in milliseconds. What happened in a pause is where the recording goes on. */
export function positionOf({ started_at, pieces, ms }: CallRecording, at_ms: number): number {
  const at = Date.parse(started_at) + at_ms;
  const piece = pieces.findLast((one) => Date.parse(one.at) <= at);
  if (!piece) return 0;
  return Math.min(ms, piece.from_ms + Math.min(piece.ms, at - Date.parse(piece.at)));
}

/** Between which pieces something was left out: their ends in the recording, in milliseconds. */
export const gapsOf = (pieces: readonly Piece[]): number[] => pieces.slice(1).map(({ from_ms }) => from_ms);

/** So many bars as there is room for, each the loudest of what it stands for, 0 to 1. */
export function barsOf(peaks: readonly number[], count: number): number[] {
  const loudest = Math.max(64, ...peaks);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to)) / loudest;
  });
}
