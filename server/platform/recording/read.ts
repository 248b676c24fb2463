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

/**
 * Audio of some frames, chunk by chunk; only these chunks are read and decrypted.
 * @returns A-law, a byte a side in turn. @throws RecordingDamaged, and whatever `read` throws
 */
export async function* readFrames(file: SealedFile, first: number, count: number): AsyncGenerator<Buffer> {
  const end = first + count;
  for (const piece of file.pieces) {
    for (let at = 0; at < piece.frames; at += chunkFrames) {
      const from = piece.firstFrame + at;
      const frames = Math.min(chunkFrames, piece.frames - at);
      if (from + frames <= first || from >= end) continue;
      const audio = await readChunk(file, piece.offset + (at / chunkFrames) * wholeChunkSize, from, frames);
      yield audio.subarray(Math.max(0, first - from) * sides, Math.min(frames, end - from) * sides);
    }
  }
}

async function readChunk(file: SealedFile, offset: number, firstFrame: number, frames: number): Promise<Buffer> {
  const chunk = await file.read(offset, offset + chunkExtra + frames * sides - 1);
  const { head, audio } = openChunk(file.recordingId, file.key, chunk);
  if (head.kind !== "audio" || head.firstFrame !== firstFrame || audio.length !== frames * sides)
    throw new RecordingDamaged(`chunk ${head.number} has another place`);
  return audio;
}

/** A-law as 16-bit PCM, which every browser plays. */
export function toPcm(audio: Buffer): Buffer {
  const pcm = Buffer.alloc(audio.length * 2);
  for (let i = 0; i < audio.length; i++) pcm.writeInt16LE(toLinear(audio[i]!), i * 2);
  return pcm;
}
