import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { WebSocket } from "ws";
import { authorize } from "./sip.fixture.ts";

/** One end of calls, over UDP or a WebSocket: enough of SIP to see what the edge makes of it. */
export interface Peer {
  /** Its own contact, as `user@host:port` or `user@xyz.invalid`. */
  contact: string;
  send(lines: readonly string[]): void;
  /** The next message that begins so (`INVITE`, `SIP/2.0 200`); earlier ones that do not are left. @throws Error after 2 s */
  next(beginning: string): Promise<string>;
  close(): void;
}

const patience = 2000;
const token = () => randomBytes(6).toString("hex");

function inbox(): { take(text: string): void; next: Peer["next"] } {
  const messages: string[] = [];
  let wake = () => {};
  return {
    take(text) {
      messages.push(text);
      wake();
    },
    async next(beginning) {
      for (const began = performance.now(); ; ) {
        const index = messages.findIndex((text) => text.startsWith(beginning));
        if (index >= 0) return messages.splice(index, 1)[0]!;
        const left = patience - (performance.now() - began);
        if (left <= 0)
          throw new Error(`no ${beginning}; there is ${JSON.stringify(messages.map((text) => text.split("\r\n")[0]))}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, left);
        });
      }
    },
  };
}

const text = (lines: readonly string[]) => `${[...lines, "Content-Length: 0"].join("\r\n")}\r\n\r\n`;

export async function udpPeer(user: string, address: string, sipPort: number): Promise<Peer> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const { take, next } = inbox();
  socket.on("message", (bytes) => take(bytes.toString()));
  return {
    contact: `${user}@${address}:${socket.address().port}`,
    send: (lines) => socket.send(text(lines), sipPort, "127.0.0.1"),
    next,
    close: () => socket.close(),
  };
}

export async function wsPeer(user: string, wsPort: number): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${wsPort}/sip`, ["sip"]);
  const { take, next } = inbox();
  socket.on("message", (bytes) => take(String(bytes)));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return {
    contact: `${user}@${token()}.invalid;transport=ws`,
    send: (lines) => socket.send(text(lines)),
    next,
    close: () => socket.terminate(),
  };
}

const via = ({ contact }: Peer): string => {
  const isWs = contact.includes(".invalid");
  const host = contact.split("@")[1]!.split(";")[0];
  return `Via: SIP/2.0/${isWs ? "WS" : "UDP"} ${host};rport;branch=z9hG4bK${token()}`;
};

/** A request outside dialogs; its lines, so that it can be looked at and sent again. */
export function newRequest(
  peer: Peer,
  method: string,
  uri: string,
  from: string,
  more: readonly string[] = [],
): string[] {
  return [
    `${method} sip:${uri} SIP/2.0`,
    via(peer),
    `From: <sip:${from}>;tag=${token()}`,
    `To: <sip:${method === "REGISTER" ? from : uri}>`,
    `Call-ID: ${token()}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${peer.contact}>`,
    "Max-Forwards: 70",
    ...more,
  ];
}

/** Sends a request, and again with the password when that is asked for. @returns the final answer */
export async function askWithPassword(
  peer: Peer,
  [method, uri, from]: readonly [string, string, string],
  password: string,
  more: readonly string[] = [],
): Promise<string> {
  const first = newRequest(peer, method, uri, from, more);
  peer.send(first);
  const challenge = await peer.next("SIP/2.0 40");
  const header = authorize(
    { status: Number(challenge.slice(8, 11)), text: challenge },
    method,
    uri,
    from.split("@")[0]!,
    password,
  );
  peer.send([
    ...first.map((line) => (line.startsWith("Via:") ? via(peer) : line.replace("CSeq: 1 ", "CSeq: 2 "))),
    header,
  ]);
  return peer.next("SIP/2.0 2");
}

export const headers = (message: string, name: string): string[] =>
  [...message.matchAll(new RegExp(`^${name}: *(.*)\\r$`, "gim"))].map((match) => match[1]!);

/** Answers a request that came in, as RFC 3261 8.2.6 says; `toTag` makes the dialog. */
export function answer(peer: Peer, request: string, status: string, toTag: string): void {
  const same = request.split("\r\n").filter((line) => /^(?:Via|From|Call-ID|CSeq|Record-Route):/i.test(line));
  const to = headers(request, "To")[0]!;
  peer.send([
    `SIP/2.0 ${status}`,
    ...same,
    `To: ${to.includes("tag=") ? to : `${to};tag=${toTag}`}`,
    `Contact: <sip:${peer.contact}>`,
  ]);
}

/** A request within the dialog that `message` made: an INVITE that came in (we are called) or its 200 (we have called). */
export function within(peer: Peer, method: string, message: string, ownTag: string, cseq: number): string[] {
  const isCaller = message.startsWith("SIP/2.0");
  const routes = headers(message, "Record-Route").flatMap((line) => line.split(/,\s*/));
  const [from, to] = [headers(message, "From")[0]!, headers(message, "To")[0]!];
  const target = /<(sips?:[^>]+)>/.exec(headers(message, "Contact")[0]!)![1]!;
  return [
    `${method} ${target} SIP/2.0`,
    via(peer),
    ...(isCaller ? routes.toReversed() : routes).map((route) => `Route: ${route}`),
    `From: ${isCaller ? from : `${to};tag=${ownTag}`}`,
    `To: ${isCaller ? to : from}`,
    `Call-ID: ${headers(message, "Call-ID")[0]}`,
    `CSeq: ${cseq} ${method}`,
    `Contact: <sip:${peer.contact}>`,
    "Max-Forwards: 70",
  ];
}
