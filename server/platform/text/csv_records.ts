const quote = 0x22;
const feed = 0x0a;
const back = 0x0d;
const space = 0x20;

/**
 * Where the last whole record of some bytes ends, and how many records that is. The bytes begin with a record. A quote opens a cell only at
 * its beginning and closes it only before a delimiter or line end. With `lines`, every line end is a record's end.
 */
export function lastRecordEnd(
  bytes: Uint8Array,
  delimiter: string,
  isLast: boolean,
  lines: boolean,
): { end: number; records: number } {
  const delimiterByte = delimiter.charCodeAt(0);
  const length = bytes.length;
  let end = 0;
  let records = 0;
  let isStart = true;
  for (let at = 0; at < length; ) {
    const byte = bytes[at] as number;
    if (byte === quote && isStart && !lines) {
      at = closingQuote(bytes, at + 1, delimiterByte);
      if (at < 0) break;
      isStart = false;
      continue;
    }
    if (byte === feed || byte === back) {
      if (byte === back && at + 1 === length && !isLast) break; // its line feed may still come
      at += byte === back && bytes[at + 1] === feed ? 2 : 1;
      end = at;
      records++;
      isStart = true;
      continue;
    }
    isStart = byte === delimiterByte;
    at++;
  }
  if (isLast && end < length && isClosed(bytes, end, delimiterByte, lines))
    return { end: length, records: records + 1 };
  return { end, records };
}

/** The place behind the quote that closes a cell, or -1. */
function closingQuote(bytes: Uint8Array, from: number, delimiter: number): number {
  for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    if (bytes[at + 1] === quote) {
      at++;
      continue;
    }
    let next = at + 1;
    while (bytes[next] === space) next++;
    const byte = bytes[next];
    if (byte === undefined || byte === delimiter || byte === feed || byte === back) return next;
  }
  return -1;
}

function isClosed(bytes: Uint8Array, from: number, delimiter: number, lines: boolean): boolean {
  if (lines) return true;
  let isStart = true;
  for (let at = from; at < bytes.length; ) {
    if (bytes[at] === quote && isStart) {
      at = closingQuote(bytes, at + 1, delimiter);
      if (at < 0) return false;
    } else at++;
    isStart = bytes[at - 1] === delimiter;
  }
  return true;
}
