import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const rate = 48_000;

/** Writes each prompt as a tone into a WAV file of 48 kHz in stereo, which rtpengine sends evenly. @returns where a prompt lies */
export async function writePrompts(
  folder: string,
  prompts: Readonly<Record<string, { tone: number; ms: number }>>,
): Promise<(name: string) => string | null> {
  for (const [name, { tone, ms }] of Object.entries(prompts))
    await writeFile(join(folder, `${name}.wav`), wav(tone, ms));
  return (name) => (name in prompts ? join(folder, `${name}.wav`) : null);
}

function wav(tone: number, ms: number): Buffer {
  const frames = (rate * ms) / 1000;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write("RIFF");
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(frames * 4, 40);
  for (let i = 0; i < frames; i++) {
    const sample = Math.round(6500 * Math.sin((2 * Math.PI * tone * i) / rate));
    bytes.writeInt16LE(sample, 44 + i * 4);
    bytes.writeInt16LE(sample, 46 + i * 4);
  }
  return bytes;
}
