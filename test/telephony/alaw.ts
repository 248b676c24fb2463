/** G.711 A-law (ITU-T G.711, table 1a), 8000 samples a second, and tones in it. */

export const rate = 8000;

export function encode(sample: number): number {
  const steps = Math.min(Math.abs(sample), 32_767) >> 4;
  let exponent = 0;
  for (let rest = steps >> 4; rest > 0; rest >>= 1) exponent++;
  const mantissa = (exponent === 0 ? steps : steps >> (exponent - 1)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55;
}

export function decode(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const step = ((value & 15) << 4) + 8;
  const magnitude = exponent === 0 ? step : (step + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

/** Samples of a tone that goes on from one call to the next. @param level of full scale */
export function toneFrom(position: number, count: number, tone: number | null, level = 0.2): Buffer {
  const bytes = Buffer.alloc(count);
  for (let i = 0; i < count; i++) {
    const turn = (2 * Math.PI * (tone ?? 0) * (position + i)) / rate;
    bytes[i] = encode(Math.round(Math.sin(turn) * 32_767 * level));
  }
  return bytes;
}

/** Which of these tones stand out in the samples: over 2% of full scale (Goertzel). */
export function tonesIn(bytes: Buffer, tones: readonly number[]): number[] {
  const samples = Array.from(bytes, decode);
  return tones.filter((tone) => levelOf(samples, tone) > 0.02).sort((a, b) => a - b);
}

function levelOf(samples: number[], tone: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * tone) / rate);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + turn * last - before, last];
  const power = last * last + before * before - turn * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length / 32_767;
}
