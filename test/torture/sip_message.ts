/** A message that RFC 4475 describes. */
export interface SipSample {
  /** As the RFC names it. */
  name: string;
  section: string;
  /** What it is about. */
  about: string;
  /** @param at where the sender is: `address:port` */
  write(at: string): Buffer;
  /** Final answers that are sane; `none`: it is dropped, or no request. */
  sane: readonly (number | "none")[];
  /** It may come to call control as a call. */
  isCall?: boolean;
  /** What the edge does instead, being stricter than the RFC asks, and why. */
  stricter?: { outcome: number | "none"; why: string };
}

export type Header = readonly [name: string, value: string];

interface Parts {
  start: string;
  headers: readonly Header[];
  body?: string | Buffer;
  /** Absent: as the body is. */
  length?: string | null;
}

let made = 0;
export const fresh = (): string => `${process.pid}-${++made}`;

function write({ start, headers, body = "", length }: Parts): Buffer {
  const lengthLines = length === null ? [] : [`Content-Length: ${length ?? Buffer.byteLength(body)}`];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([start, ...lines, ...lengthLines, "", ""].join("\r\n")), Buffer.from(body)]);
}

export const sdp = (at: string): string =>
  `${[
    "v=0",
    "o=torture 1 1 IN IP4 127.0.0.1",
    "s=-",
    `c=IN IP4 ${at.split(":")[0]}`,
    "t=0 0",
    "m=audio 49217 RTP/AVP 8 101",
    "a=rtpmap:101 telephone-event/8000",
  ].join("\r\n")}\r\n`;

/** An ordinary request; `change` puts other values in the place of some headers, undefined takes one away. */
export function request(
  at: string,
  method: string,
  change: Readonly<Record<string, string | undefined>> = {},
  {
    uri = "sip:5550199@127.0.0.1",
    version = "SIP/2.0",
    more = [] as readonly Header[],
    body,
    length,
  }: {
    uri?: string;
    version?: string;
    more?: readonly Header[];
    body?: string | Buffer;
    length?: string | null;
  } = {},
): Buffer {
  const id = fresh();
  const usual: Record<string, string | undefined> = {
    Via: `SIP/2.0/UDP ${at};rport;branch=z9hG4bK${id}`,
    "Max-Forwards": "70",
    From: `<sip:caller@torture.test>;tag=f${id}`,
    To: "<sip:5550199@127.0.0.1>",
    "Call-ID": `torture.${id}`,
    CSeq: `9 ${method}`,
    Contact: `<sip:caller@${at}>`,
    ...(method === "INVITE" ? { "Content-Type": "application/sdp" } : {}),
    ...change,
  };
  const headers = Object.entries(usual).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const content = body ?? (method === "INVITE" ? sdp(at) : "");
  return write({ start: `${method} ${uri} ${version}`, headers: [...headers, ...more], body: content, length });
}

export const invite = (
  at: string,
  change: Readonly<Record<string, string | undefined>> = {},
  more: Parameters<typeof request>[3] = {},
): Buffer => request(at, "INVITE", change, more);

export const response = (
  at: string,
  status: string,
  method = "INVITE",
  via = `SIP/2.0/UDP ${at};branch=z9hG4bK${fresh()}`,
): Buffer =>
  write({
    start: `SIP/2.0 ${status}`,
    headers: [
      ["Via", via],
      ["From", "<sip:caller@torture.test>;tag=1"],
      ["To", "<sip:5550199@127.0.0.1>;tag=2"],
      ["Call-ID", `torture.${fresh()}`],
      ["CSeq", `9 ${method}`],
      ["Contact", `<sip:caller@${at}>`],
    ],
  });

const text = (buffer: Buffer): string => buffer.toString("latin1");
export const replaced = (buffer: Buffer, what: string | RegExp, by: string): Buffer =>
  Buffer.from(text(buffer).replace(what, by), "latin1");

/** Taken in: rung, or refused by call control as every call may be. */
export const taken = [480, 487, 486, 404, 488] as const;
/** A registration that is none of ours. */
export const notHere = [403, 404, 405] as const;
