import { randomFillSync } from "node:crypto";

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, a counter of 26 bits that begins somewhere each millisecond (section 6.2,
 * method 1), then random bits. Newer ids sort later; of one process also those of the same millisecond.
 */
export function newId(now: number = Date.now()): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.subarray(taken, taken + 16);
  taken += 16;
  // half of the room is left to count on
  count = now === counted ? count + 1 : bytes.readUInt32BE(6) >>> 7;
  counted = now;
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | ((count >>> 14) & 0x0fff), 6);
  bytes.writeUInt16BE(0x8000 | (count & 0x3fff), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// random bytes for 256 ids at a time: asking for 16 at once costs ten times as much
const pool = Buffer.allocUnsafe(4096);
let taken = pool.length;
let counted = 0;
let count = 0;
