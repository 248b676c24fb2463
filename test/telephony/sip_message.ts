/** A SIP message (RFC 3261) as a test phone needs it: header names in lower case, values as they came. */
export interface SipMessage {
  method: string | null;
  target: string;
  status: number | null;
  headers: Map<string, string[]>;
  body: string;
  /** All of it, as it came. */
  text: string;
}

export function parse(text: string): SipMessage {
  const [head = "", body = ""] = splitOnce(text, "\r\n\r\n");
  const [start = "", ...lines] = head.split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [name = "", value = ""] = splitOnce(line, ":");
    const key = name.trim().toLowerCase();
    const values = key === "via" || key === "record-route" ? value.split(/,(?=\s*(?:SIP|<))/) : [value];
    headers.set(key, [...(headers.get(key) ?? []), ...values.map((one) => one.trim())]);
  }
  const [first = "", second = ""] = start.split(" ");
  const isResponse = first === "SIP/2.0";
  return {
    method: isResponse ? null : first,
    target: isResponse ? "" : second,
    status: isResponse ? Number(second) : null,
    headers,
    body,
    text,
  };
}

export const header = ({ headers }: SipMessage, name: string): string => headers.get(name)?.[0] ?? "";
/** What stands between the angle brackets. */
export const addressIn = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value;
export const tagIn = (value: string): string | null => /;tag=([^;>]+)/.exec(value)?.[1] ?? null;
export const branchIn = (value: string): string => /;branch=([^;]+)/.exec(value)?.[1] ?? "";

export function write(start: string, headers: readonly (readonly [string, string])[], body = ""): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const isTyped = headers.some(([name]) => name === "Content-Type");
  const type = body && !isTyped ? ["Content-Type: application/sdp"] : [];
  return [start, ...lines, ...type, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)];
}
