import { choice, playBy } from "./choice.ts";

let audio: HTMLAudioElement | undefined;

/** Rings until it is told to stop, by the chosen device. */
export function startRinging(): void {
  if (audio) return;
  audio = new Audio(ringUrl());
  audio.loop = true;
  void playBy(audio, choice.get().ringer);
  // a page that nobody has touched yet may not sound; its picture and the notification still tell
  void audio.play().catch(() => undefined);
}

export function stopRinging(): void {
  audio?.pause();
  audio = undefined;
}

/** Once, to try the device out. */
export function ringOnce(deviceId: string | null): void {
  const once = new Audio(ringUrl());
  void playBy(once, deviceId).then(() => once.play().catch(() => undefined));
}

const rate = 16_000;
const seconds = 3;
/** A fourth up and down, twice, then quiet: heard through an office without being an alarm. */
const notes = [
  [0, 659.3],
  [0.18, 880],
  [0.36, 659.3],
  [0.9, 659.3],
  [1.08, 880],
  [1.26, 659.3],
] as const;

let url: string | undefined;

function ringUrl(): string {
  url ??= URL.createObjectURL(new Blob([wave(ringSamples())], { type: "audio/wav" }));
  return url;
}

function ringSamples(): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(rate * seconds);
  for (const [start, frequency] of notes)
    for (let at = 0; at < rate * 0.7; at++) {
      const time = at / rate;
      const tone = Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
      const place = Math.round(start * rate) + at;
      samples[place] = (samples[place] ?? 0) + 9000 * tone * Math.min(1, time * 200) * Math.exp(-6 * time);
    }
  return samples;
}

/** RIFF, one channel, 16 bits. */
function wave(samples: Int16Array<ArrayBuffer>): ArrayBuffer {
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) head.setUint8(at + index, letter.charCodeAt(0));
  };
  text(0, "RIFF");
  head.setUint32(4, 36 + samples.byteLength, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, rate * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, samples.byteLength, true);
  const whole = new Uint8Array(44 + samples.byteLength);
  whole.set(new Uint8Array(head.buffer), 0);
  whole.set(new Uint8Array(samples.buffer), 44);
  return whole.buffer;
}
