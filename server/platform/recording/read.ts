import { toLinear } from "../telephony/media/alaw.ts";
import { chunkExtra, chunkFrames, openChunk, RecordingDamaged, sides, wholeChunkSize } from "./format.ts";
import type { Piece } from "./scan.ts";

export interface SealedFile {
  recordingId: string;
  key: Buffer;
  pieces: readonly Piece[];
  /** These bytes of the file, first and last included. */
  read(first: number, last: number): Promise<Buffer>;
}

/** Chunks that are read at once: half a minute, a megabyte. */
const together = 16;

/**
 * Audio of some frames, chunk by chunk; only these chunks are read and decrypted.
 * @returns A-law, a byte a side in turn. @throws RecordingDamaged, and whatever `read` throws
 */
export async function* readFrames(file: SealedFile, first: number, count: number): AsyncGenerator<Buffer> {
  const end = first + count;
  for (const piece of file.pieces) {
    const [from, to] = [Math.max(first, piece.firstFrame), Math.min(end, piece.firstFrame + piece.frames)];
    if (from >= to) continue;
    const chunkOf = (frame: number) => Math.floor((frame - piece.firstFrame) / chunkFrames);
    for (let chunk = chunkOf(from); chunk <= chunkOf(to - 1); chunk += together) {
      const last = Math.min(chunkOf(to - 1), chunk + together - 1);
      for (const { firstFrame, audio } of await readChunks(file, piece, chunk, last))
        yield audio.subarray(Math.max(0, from - firstFrame) * sides, (to - firstFrame) * sides);
    }
  }
}

async function readChunks(file: SealedFile, piece: Piece, first: number, last: number) {
  const framesOf = (chunk: number) => Math.min(chunkFrames, piece.frames - chunk * chunkFrames);
  const begin = piece.offset + first * wholeChunkSize;
  const size = (last - first) * wholeChunkSize + chunkExtra + framesOf(last) * sides;
  const bytes = await file.read(begin, begin + size - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const chunk = bytes.subarray(index * wholeChunkSize, (index + 1) * wholeChunkSize);
    return openAt(file, chunk, piece.firstFrame + (first + index) * chunkFrames, framesOf(first + index));
  });
}

function openAt(file: SealedFile, chunk: Buffer, firstFrame: number, frames: number) {
  if (chunk.length < chunkExtra) throw new RecordingDamaged("the file is shorter than it was");
  const { head, audio } = openChunk(file.recordingId, file.key, chunk);
  if (head.kind !== "audio" || head.firstFrame !== firstFrame || audio.length !== frames * sides)
    throw new RecordingDamaged(`chunk ${head.number} has another place`);
  return { firstFrame, audio };
}

/** A-law as 16-bit PCM, which every browser plays. */
export function toPcm(audio: Buffer): Buffer {
  const pcm = Buffer.alloc(audio.length * 2);
  for (let i = 0; i < audio.length; i++) pcm.writeInt16LE(toLinear(audio[i]!), i * 2);
  return pcm;
}
