import { createHash, randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

export interface Reply {
  status: number;
  text: string;
}

/** A source of plain SIP over UDP at an address of its own (127.0.0.x). */
export interface Source {
  port: number;
  /** Requests and replies that came in and that nobody waited for. */
  heard: string[];
  /** Sends and waits for the final answer; undefined when none comes within `patience` milliseconds. */
  ask(message: string, patience?: number): Promise<Reply | undefined>;
  send(message: string): void;
  close(): void;
}

const open = new Set<Socket>();
export const closeSources = (): void => {
  for (const socket of open) socket.close();
};

export async function sourceAt(address: string, sipPort: number): Promise<Source> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  open.add(socket);
  const heard: string[] = [];
  const waiting = new Map<string, (reply: Reply) => void>();
  socket.on("message", (bytes) => {
    const text = bytes.toString();
    const status = Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]);
    const branch = /branch=(\S+?)[;\r]/.exec(text)?.[1] ?? "";
    const resolve = waiting.get(branch);
    if (status >= 200 && resolve) resolve({ status, text });
    else heard.push(text);
  });
  const send = (message: string) => socket.send(message, sipPort, "127.0.0.1");
  return {
    port: socket.address().port,
    heard,
    send,
    ask(message, patience = 500) {
      const branch = /branch=(\S+?)[;\r]/.exec(message)![1]!;
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), patience);
        waiting.set(branch, (reply) => {
          clearTimeout(timer);
          resolve(reply);
        });
        send(message);
      });
    },
    close: () => {
      open.delete(socket);
      socket.close();
    },
  };
}

export interface RequestParts {
  method: string;
  /** user@domain, or a domain. */
  uri: string;
  from: string;
  to?: string;
  source: { address: string; port: number };
  headers?: readonly string[];
  body?: string;
  /** Beside the caller's own: makes it a request within a dialog. */
  toTag?: string;
  userAgent?: string;
  callId?: string;
}

/** One request as a telephone would write it. */
export function request(parts: RequestParts): string {
  const { method, uri, from, to = uri, source, headers = [], body = "", toTag, userAgent = "Test 1.0" } = parts;
  const place = `${source.address}:${source.port}`;
  const token = () => randomBytes(6).toString("hex");
  return [
    `${method} sip:${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${place};rport;branch=z9hG4bK${token()}`,
    `From: <sip:${from}>;tag=${token()}`,
    `To: <sip:${to}>${toTag ? `;tag=${toTag}` : ""}`,
    `Call-ID: ${parts.callId ?? token()}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${from.split("@")[0]}@${place}>`,
    "Max-Forwards: 70",
    `User-Agent: ${userAgent}`,
    ...headers,
    ...(body ? ["Content-Type: application/sdp"] : []),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** The Authorization (or Proxy-Authorization) header that answers a challenge (RFC 2617, qop auth). */
export function authorize(challenge: Reply, method: string, uri: string, user: string, password: string): string {
  const field = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(challenge.text)?.[1] ?? "";
  const [realm, nonce] = [field("realm"), field("nonce")];
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const cnonce = randomBytes(4).toString("hex");
  const response = md5(
    `${md5(`${user}:${realm}:${password}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:sip:${uri}`)}`,
  );
  const name = challenge.status === 407 ? "Proxy-Authorization" : "Authorization";
  return `${name}: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="sip:${uri}", qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}", algorithm=MD5`;
}
