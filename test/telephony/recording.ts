import { readFile } from "node:fs/promises";

/** A WAV file of A-law at 8 kHz, a channel each. @throws Error when it is none, or its sizes do not fit */
export async function readRecording(path: string): Promise<{ seconds: number; channels: Buffer[] }> {
  const bytes = await readFile(path);
  const count = bytes.readUInt16LE(22);
  const [format, rate, size] = [bytes.readUInt16LE(20), bytes.readUInt32LE(24), bytes.readUInt32LE(54)];
  if (format !== 6 || rate !== 8000 || bytes.toString("latin1", 50, 54) !== "data") throw new Error("no A-law");
  if (bytes.readUInt32LE(4) !== bytes.length - 8 || size !== bytes.length - 58) throw new Error("sizes do not fit");
  const audio = bytes.subarray(58);
  const channels = Array.from({ length: count }, (_, channel) =>
    Buffer.from(audio.filter((_byte, index) => index % count === channel)),
  );
  return { seconds: size / count / rate, channels };
}
