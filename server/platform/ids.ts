import { randomFillSync } from "node:crypto";

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits; newer ids sort later. */
export function newId(now: number = Date.now()): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.subarray(taken, taken + 16);
  taken += 16;
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// random bytes for 256 ids at a time: asking for 16 at once costs ten times as much
const pool = Buffer.allocUnsafe(4096);
let taken = pool.length;
