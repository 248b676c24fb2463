export const wavHeadSize = 44;

/** The head of a WAV file of 16-bit PCM. @param length of its audio in bytes */
export function wavHead(length: number, { rate, channels }: { rate: number; channels: number }): Buffer {
  const head = Buffer.alloc(wavHeadSize);
  head.write("RIFF");
  head.writeUInt32LE(wavHeadSize - 8 + length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(length, 40);
  return head;
}

/** What is no sound that could be played to a caller. */
export class WavRefused extends Error {
  override name = "WavRefused";
  readonly reason: "not_wav" | "not_pcm_16" | "bad_rate" | "too_long" | "too_short" | "broken";
  constructor(reason: WavRefused["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

const rates = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
const longestMs = 60_000;
const shortestMs = 200;
const promptRate = 48_000;

/**
 * An uploaded WAV (16-bit PCM, mono or stereo, a usual rate, up to a minute) as rtpengine plays it evenly: 48 kHz, both
 * channels the same. @throws WavRefused
 */
export function asPrompt(bytes: Buffer): { wav: Buffer; ms: number } {
  const { rate, channels, audio } = readWav(bytes);
  const frames = Math.floor(audio.length / 2 / channels);
  const ms = Math.round((frames * 1000) / rate);
  if (ms > longestMs) throw new WavRefused("too_long");
  if (ms < shortestMs) throw new WavRefused("too_short");
  const count = Math.floor((frames * promptRate) / rate);
  const pcm = Buffer.alloc(count * 4);
  for (let i = 0; i < count; i++) {
    const at = Math.min(frames - 1, (i * rate) / promptRate);
    const [before, share] = [Math.floor(at), at - Math.floor(at)];
    const sample = (index: number) => sampleOf(audio, Math.min(frames - 1, index), channels);
    const value = Math.round(sample(before) * (1 - share) + sample(before + 1) * share);
    pcm.writeInt16LE(value, i * 4);
    pcm.writeInt16LE(value, i * 4 + 2);
  }
  return { wav: Buffer.concat([wavHead(pcm.length, { rate: promptRate, channels: 2 }), pcm]), ms };
}

function sampleOf(audio: Buffer, frame: number, channels: number): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) sum += audio.readInt16LE((frame * channels + channel) * 2);
  return sum / channels;
}

/** @throws WavRefused */
function readWav(bytes: Buffer): { rate: number; channels: number; audio: Buffer } {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE")
    throw new WavRefused("not_wav");
  let format: { rate: number; channels: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, length] = [bytes.toString("latin1", at, at + 4), bytes.readUInt32LE(at + 4)];
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw new WavRefused("broken");
    if (name === "fmt ") format = readFormat(body);
    if (name === "data" && format) return { ...format, audio: body };
    at += 8 + length + (length % 2);
  }
  throw new WavRefused("broken");
}

function readFormat(body: Buffer): { rate: number; channels: number } {
  if (body.length < 16) throw new WavRefused("broken");
  const [kind, channels, rate, bits] = [
    body.readUInt16LE(0),
    body.readUInt16LE(2),
    body.readUInt32LE(4),
    body.readUInt16LE(14),
  ];
  if (kind !== 1 || bits !== 16 || channels < 1 || channels > 2) throw new WavRefused("not_pcm_16");
  if (!rates.includes(rate)) throw new WavRefused("bad_rate");
  return { rate, channels };
}
