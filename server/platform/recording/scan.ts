import {
  type ChunkHead,
  chainBegin,
  chainNext,
  chunkFrames,
  chunkSize,
  fileHeadSize,
  headSize,
  openChunk,
  RecordingDamaged,
  rate,
  readHead,
  requireFileHead,
  sides,
} from "./format.ts";
import { PeakMeter } from "./peaks.ts";

/** A stretch of a recording without a pause: all of its chunks but the last are whole, so that each is found without looking. */
export interface Piece {
  /** Where its first chunk begins in the file, in bytes. */
  offset: number;
  firstFrame: number;
  frames: number;
  /** When its first frame was said, in milliseconds since 1970. */
  at: number;
}

export interface Scanned {
  /** `cut`: whoever wrote it was stopped before the end; `damaged`: it was changed after what is told here. */
  end: "whole" | "cut" | "damaged";
  frames: number;
  pieces: Piece[];
  /** Of all that could be read: hex. */
  chain: string;
  peaks: PeakMeter;
}

/** Longer than this a recording was silent between two chunks without a pause: the machine stood still. */
const longestDriftMs = 500;

/**
 * Goes through a whole file once, checks each chunk and the chain, and tells what can be read.
 * @throws RecordingDamaged when not even its beginning is a recording's
 */
export async function scanRecording(recordingId: string, key: Buffer, bytes: AsyncIterable<Buffer>): Promise<Scanned> {
  const found: Scanned = { end: "cut", frames: 0, pieces: [], chain: "", peaks: new PeakMeter() };
  let chain = chainBegin(recordingId);
  let number = 0;
  let offset = fileHeadSize;
  try {
    for await (const chunk of chunksOf(bytes)) {
      const { head, audio } = openChunk(recordingId, key, chunk);
      const isNext = head.number === number && head.firstFrame === found.frames && head.before.equals(chain);
      if (!isNext || found.end === "whole") throw new RecordingDamaged(`chunk ${head.number} has another place`);
      if (head.kind === "end") found.end = "whole";
      else take(found, head, offset, audio);
      chain = chainNext(chain, chunk);
      number++;
      offset += chunk.length;
    }
  } catch (error) {
    if (!(error instanceof RecordingDamaged) || offset === fileHeadSize) throw error;
    found.end = "damaged";
  }
  found.chain = chain.toString("hex");
  return found;
}

function take(found: Scanned, head: ChunkHead, offset: number, audio: Buffer): void {
  const frames = audio.length / sides;
  const last = found.pieces.at(-1);
  const isFull = last !== undefined && last.frames % chunkFrames === 0;
  const driftMs = last ? Math.abs(head.at - (last.at + (last.frames * 1000) / rate)) : 0;
  if (last && isFull && driftMs < longestDriftMs) last.frames += frames;
  else found.pieces.push({ offset, firstFrame: found.frames, frames, at: head.at });
  found.frames += frames;
  found.peaks.take(audio);
}

/** Chunk by chunk, as their headers say; a last one that is not all there is left out. @throws RecordingDamaged */
async function* chunksOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isBegun = false;
  for await (const more of bytes) {
    rest = rest.length > 0 ? Buffer.concat([rest, more]) : more;
    if (!isBegun) {
      if (rest.length < fileHeadSize) continue;
      requireFileHead(rest.subarray(0, fileHeadSize));
      rest = rest.subarray(fileHeadSize);
      isBegun = true;
    }
    while (rest.length >= headSize) {
      const size = chunkSize(readHead(rest));
      if (rest.length < size) break;
      yield rest.subarray(0, size);
      rest = rest.subarray(size);
    }
  }
  if (!isBegun) throw new RecordingDamaged("nothing was written");
}
