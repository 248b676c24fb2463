import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { readFrames } from "#platform/recording/read.ts";
import { type Scanned, scanRecording } from "#platform/recording/scan.ts";

/** A recording as it was said: A-law at 8 kHz, left and right. @throws RecordingDamaged */
export async function readRecording(
  path: string,
  recordingId: string,
  key: Buffer,
): Promise<Scanned & { seconds: number; left: Buffer; right: Buffer }> {
  const scanned = await scanRecording(recordingId, key, createReadStream(path) as AsyncIterable<Buffer>);
  const file = await readFile(path);
  const read = async (first: number, last: number) => file.subarray(first, last + 1);
  const said: Buffer[] = [];
  const source = { recordingId, key, pieces: scanned.pieces, read };
  for await (const audio of readFrames(source, 0, scanned.frames)) said.push(audio);
  const side = (of: number) => Buffer.from(Buffer.concat(said).filter((_byte, index) => index % 2 === of));
  return { ...scanned, seconds: scanned.frames / 8000, left: side(0), right: side(1) };
}
