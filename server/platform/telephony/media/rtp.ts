export const audioType = 8;

/** The A-law audio of an RTP packet (RFC 3550, section 5.1); null when it is none. */
export function audioOf(packet: Buffer): Buffer | null {
  if (packet.length < 12 || packet[0]! >> 6 !== 2 || (packet[1]! & 0x7f) !== audioType) return null;
  const start = 12 + 4 * (packet[0]! & 15);
  const hasExtension = (packet[0]! & 0x10) !== 0 && packet.length >= start + 4;
  const end = hasExtension ? start + 4 + 4 * packet.readUInt16BE(start + 2) : start;
  return end < packet.length ? packet.subarray(end) : null;
}
