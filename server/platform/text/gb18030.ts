/** Encodes text as GB18030, which the platform can only read. The table is made from the platform's own decoder. */
export function encodeGb18030(text: string): Buffer {
  const table = tableOf();
  const out = Buffer.allocUnsafe(text.length * 4);
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 0x80) {
      out[at++] = code;
      continue;
    }
    const bytes = code > 0xffff ? fourBytes(code - 0x10000 + firstBeyond) : (table[code] ?? replacement);
    if (bytes > 0xffff) {
      out.writeUInt32BE(bytes, at);
      at += 4;
    } else {
      out.writeUInt16BE(bytes, at);
      at += 2;
    }
  }
  return out.subarray(0, at);
}

/** 0x90308130 in the linear order of four-byte codes. */
const firstBeyond = 189_000;
/** A lone surrogate cannot be written: "?" in full width. */
const replacement = 0xa3bf;
let known: Uint32Array | undefined;

function tableOf(): Uint32Array {
  if (known) return known;
  const decoder = new TextDecoder("gb18030");
  const table = new Uint32Array(0x10000).fill(replacement);
  const learn = (bytes: number[], value: number): void => {
    const text = decoder.decode(Uint8Array.from(bytes));
    const code = text.charCodeAt(0);
    if (text.length === 1 && code !== 0xfffd && table[code] === replacement) table[code] = value;
  };
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) learn([lead, trail], lead * 256 + trail);
  }
  for (let linear = 0; linear < 39_420; linear++) {
    const value = fourBytes(linear);
    learn([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255], value);
  }
  known = table;
  return table;
}

function fourBytes(linear: number): number {
  const fourth = 0x30 + (linear % 10);
  const third = 0x81 + (Math.floor(linear / 10) % 126);
  const second = 0x30 + (Math.floor(linear / 1260) % 10);
  const first = 0x81 + Math.floor(linear / 12_600);
  return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
}
