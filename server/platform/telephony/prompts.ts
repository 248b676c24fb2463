import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wavHead, wavHeadSize } from "./wav.ts";

const rate = 48_000;

/** Hertz and seconds of one note; null is a rest. */
export type Note = { tone: number | null; seconds: number };

/** What a caller hears while they wait, made here and nobody's: a slow walk over a pentatonic scale. */
const hold: Note[] = [392, 440, 523.25, 587.33, 659.25, 587.33, 523.25, 440, 392, 329.63, 293.66, 329.63].map(
  (tone) => ({ tone, seconds: 1 }),
);
/** Ringing as in China: 450 Hz, one second in five (GB/T 3380). */
const ring: Note[] = [
  { tone: 450, seconds: 1 },
  { tone: null, seconds: 4 },
];
/** Told before a call is recorded where nobody has uploaded words: the tone of recorders (47 CFR 64.501). */
const beep: Note[] = [
  { tone: 1400, seconds: 0.5 },
  { tone: null, seconds: 0.3 },
];
const melodies = { hold, ring, beep } as const;
export type Prompt = keyof typeof melodies;

/** Writes what is missing of music and tones into `folder`, where rtpengine may read it. @returns where a prompt lies */
export async function writePrompts(folder: string): Promise<(name: string) => string | null> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const [name, notes] of Object.entries(melodies)) {
    const path = join(folder, `${name}.wav`);
    if (existsSync(path)) continue;
    await writeFile(`${path}.new`, wavOf(notes), { mode: 0o644 });
    await rename(`${path}.new`, path);
  }
  return (name) => (Object.hasOwn(melodies, name) || isUploaded(name) ? join(folder, `${name}.wav`) : null);
}

/** How long one of ours is, in milliseconds. */
export const promptMs = (name: Prompt): number =>
  Math.round(melodies[name].reduce((sum, { seconds }) => sum + seconds, 0) * 1000);

/** How a prompt is called that an organisation has uploaded. @param id of a UUID's form */
export const uploadedPrompt = (id: string): string => `uploaded-${id}`;
const isUploaded = (name: string): boolean => /^uploaded-[0-9a-f-]{36}$/.test(name);

/** Writes an uploaded prompt where it is not yet. @param load gives it as `asPrompt` has made it */
export async function writeUploaded(folder: string, id: string, load: () => Promise<Buffer>): Promise<void> {
  const path = join(folder, `${uploadedPrompt(id)}.wav`);
  if (existsSync(path)) return;
  await writeFile(`${path}.new`, await load(), { mode: 0o644 });
  await rename(`${path}.new`, path);
}

/** 16-bit PCM of 48 kHz in stereo: rtpengine sends this evenly, one packet in 20 ms. */
export function wavOf(notes: readonly Note[]): Buffer {
  const frames = notes.map(({ seconds }) => Math.round(rate * seconds));
  const length = 4 * frames.reduce((sum, count) => sum + count, 0);
  const bytes = Buffer.concat([wavHead(length, { rate, channels: 2 }), Buffer.alloc(length)]);
  let at = wavHeadSize;
  for (const [index, { tone }] of notes.entries()) {
    for (let i = 0; i < frames[index]!; i++, at += 4) {
      // a soft beginning and end of each note: no click
      const edge = Math.min(1, i / 960, (frames[index]! - i) / 960);
      const sample = tone === null ? 0 : Math.round(6500 * edge * Math.sin((2 * Math.PI * tone * i) / rate));
      bytes.writeInt16LE(sample, at);
      bytes.writeInt16LE(sample, at + 2);
    }
  }
  return bytes;
}
