import { isBrokenUtf8 } from "./foreign.ts";

export type Encoding = "utf-8" | "utf-16le" | "gb18030";

/** How a file is written, and how many bytes its byte order mark takes. */
export type Sniffed = { encoding: Encoding; bom: 0 | 2 | 3 };

/**
 * Tells the encoding from the beginning of a file: a byte order mark decides, else valid UTF-8 is UTF-8 and everything else
 * GB18030. A character cut off at the end of the sample does not count against UTF-8.
 */
export function sniffEncoding(sample: Uint8Array): Sniffed {
  const marked = markOf(sample);
  if (marked) return marked;
  return { encoding: new Utf8Check().push(sample) ? "utf-8" : "gb18030", bom: 0 };
}

/** As `Sniffed`; `broken` are the bytes among which UTF-8 ended, to be judged. */
export type Detected = Sniffed & { broken?: Uint8Array };

/** As `sniffEncoding`, but reads on until a byte settles it: a file may be plain ASCII for megabytes. */
export async function detectEncoding(source: AsyncIterable<Uint8Array>): Promise<Detected> {
  const check = new Utf8Check();
  let head: Uint8Array = new Uint8Array(0);
  let last: Uint8Array = head;
  for await (const bytes of source) {
    const before = last;
    last = bytes;
    if (head.length < 3) {
      head = Buffer.concat([head, bytes]);
      const marked = markOf(head);
      if (marked) return marked;
      if (head.length >= 3 && !check.push(head)) return otherThanUtf8(head);
    } else if (!check.push(bytes)) return otherThanUtf8(Buffer.concat([before, bytes]));
  }
  if (head.length < 3) check.push(head);
  return check.end() ? { encoding: "utf-8", bom: 0 } : otherThanUtf8(last);
}

const otherThanUtf8 = (broken: Uint8Array): Detected =>
  isBrokenUtf8(broken) ? { encoding: "utf-8", bom: 0 } : { encoding: "gb18030", bom: 0, broken };

/** The text of a byte stream without its byte order mark. Characters cut by a chunk border come whole. Broken bytes become U+FFFD. */
export async function* decodeStream(source: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of source) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

/**
 * Bytes in which commas, quotes and line ends can be found one by one: the mark is cut off and UTF-16 becomes UTF-8.
 * Use `byteEncoding` for what comes out.
 */
export async function* plainBytes(source: AsyncIterable<Uint8Array>, sniffed: Sniffed): AsyncGenerator<Uint8Array> {
  if (sniffed.encoding === "utf-16le") {
    for await (const text of decodeStream(source, "utf-16le")) yield Buffer.from(text, "utf-8");
    return;
  }
  let skip: number = sniffed.bom;
  for await (const bytes of source) {
    const rest = bytes.subarray(Math.min(skip, bytes.length));
    skip -= bytes.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

export function byteEncoding(sniffed: Sniffed): "utf-8" | "gb18030" {
  return sniffed.encoding === "gb18030" ? "gb18030" : "utf-8";
}

function markOf(head: Uint8Array): Sniffed | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bom: 2 };
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95) return { encoding: "gb18030", bom: 0 };
  return undefined;
}

class Utf8Check {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #valid = true;

  push(bytes: Uint8Array): boolean {
    return this.#decode(bytes, true);
  }

  end(): boolean {
    return this.#decode(new Uint8Array(0), false);
  }

  #decode(bytes: Uint8Array, stream: boolean): boolean {
    if (!this.#valid) return false;
    try {
      this.#decoder.decode(bytes, { stream });
    } catch {
      this.#valid = false;
    }
    return this.#valid;
  }
}
