/** G.711 A-law (ITU-T G.711, table 1a) by tables: the mixer does it fifty times a second for everybody. */

/** The byte of silence. */
export const silentByte = 0xd5;

const linear = Int16Array.from({ length: 256 }, (_, byte) => {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
});

/** For each sample of 16 bits without its last four: the byte that is nearest. */
const bytes = Uint8Array.from({ length: 4096 }, (_, index) => {
  const sample = (index - 2048) * 16;
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767);
  const exponent = Math.max(0, 31 - Math.clz32(magnitude >> 7));
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55;
});

/** 16 bits */
export const toLinear = (byte: number): number => linear[byte]!;

/** Whatever is louder than can be said becomes as loud as can be. */
export function toAlaw(sample: number): number {
  const clipped = Math.max(-32_768, Math.min(32_767, sample));
  return bytes[(clipped >> 4) + 2048]!;
}
