/** How a number of a cell is meant: as it is, as a day or time, or filled with zeros to a width. */
export type Format = { kind: "number" } | { kind: "date" } | { kind: "padded"; width: number };

const plain: Format = { kind: "number" };
const date: Format = { kind: "date" };

/** The format of a number code; `id` below 164 has no code and is known (ECMA-376 part 1, 18.8.30). */
export function formatOf(id: number, code: string | undefined): Format {
  if (code === undefined) {
    const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return isDate ? date : plain;
  }
  if (/^0{2,}$/.test(code)) return { kind: "padded", width: code.length };
  const bare = code
    .split(";")[0]!
    .replace(/\\.|"[^"]*"|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare) ? date : plain;
}

/** Text of a number as a person would type it: no exponent, no tail of binary digits. */
export function numberText(raw: string, format: Format, is1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (format.kind === "date") return dateText(value, is1904) ?? decimalText(value);
  if (format.kind === "padded" && Number.isInteger(value) && value >= 0)
    return decimalText(value).padStart(format.width, "0");
  return /^-?\d+$/.test(raw) ? raw : decimalText(value); // a program may write more digits than a number holds
}

function decimalText(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  if (!text.includes("e")) return text;
  if (Number.isInteger(value)) return BigInt(value).toString();
  return value.toFixed(20).replace(/0+$/, "");
}

/** Serial 1 is 1900-01-01, and 60 is a day that never was, so what lies before it counts one more; or 0 is 1904-01-01. */
function dateText(serial: number, is1904: boolean): string | undefined {
  if (serial < 0 || serial >= 2_958_466) return undefined;
  const days = is1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const seconds = Math.round((days - 25_569) * 86_400);
  const text = new Date(seconds * 1000).toISOString();
  const [day, time] = [text.slice(0, 10), text.slice(11, 19)];
  if (serial < 1 && !is1904) return time;
  return time === "00:00:00" ? day : `${day} ${time}`;
}
