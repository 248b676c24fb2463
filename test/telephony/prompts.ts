import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wavOf } from "#platform/telephony/prompts.ts";

/** Writes each prompt as a tone into a WAV file of 48 kHz in stereo, which rtpengine sends evenly. @returns where a prompt lies */
export async function writePrompts(
  folder: string,
  prompts: Readonly<Record<string, { tone: number; ms: number }>>,
): Promise<(name: string) => string | null> {
  for (const [name, { tone, ms }] of Object.entries(prompts))
    await writeFile(join(folder, `${name}.wav`), wavOf([{ tone, seconds: ms / 1000 }]));
  return (name) => (name in prompts ? join(folder, `${name}.wav`) : null);
}
