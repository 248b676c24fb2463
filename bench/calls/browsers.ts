import type { ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { freePort } from "#platform/telephony/engine/port.ts";
import { findPrograms } from "#platform/telephony/engine/programs.ts";
import { Ng } from "#platform/telephony/rtpengine/ng.ts";
import { branch, random } from "#test/telephony/sip_line.ts";
import type { Agent, Company } from "./company.ts";
import { places, ports } from "./places.ts";
import { familyOf } from "./processes.ts";
import type { CallsProduct } from "./product.ts";
import { end, startRtpengine } from "./relay.ts";

/** A registration holds for 60 s. */
const again = 35_000;

/**
 * Agents at browsers, as far as the product can tell: each signs in at the product's own door with their session, over a WebSocket, and
 * speaks ICE and DTLS-SRTP. Their audio is a second rtpengine, which takes the browser's part and hands plain RTP on to SIPp, since
 * SIPp has no DTLS.
 */
export class Browsers {
  readonly #ng: Ng;
  readonly #audio: ChildProcess;
  readonly #seats: Seat[] = [];
  /** Calls that were offered and answered with DTLS-SRTP. */
  secured = 0;

  private constructor(ng: Ng, audio: ChildProcess) {
    this.#ng = ng;
    this.#audio = audio;
  }

  static async open(product: CallsProduct, company: Company, folder: string): Promise<Browsers> {
    const port = await freePort("udp", "127.0.0.1");
    const program = findPrograms()!.rtpengine;
    const audio = await startRtpengine(program, { folder, ng: port, range: ports.browsers });
    const browsers = new Browsers(new Ng(port), audio);
    try {
      for (const [index, agent] of company.agents.entries()) {
        const headers = { cookie: await company.cookieOf(agent.userId), origin: product.base };
        browsers.#seats.push(
          await Seat.open(product.base, headers, agent, index, browsers.#ng, () => browsers.secured++),
        );
      }
    } catch (error) {
      await browsers.close();
      throw error;
    }
    return browsers;
  }

  processes(): Record<string, number[]> {
    return { browsers: familyOf(this.#audio.pid!) };
  }

  async close(): Promise<void> {
    for (const seat of this.#seats) seat.close();
    await sleep(100);
    this.#ng.close();
    await end(this.#audio);
  }
}

/** One agent's browser: SIP over a WebSocket on the one side, SIPp on the other. */
class Seat {
  readonly #socket: WebSocket;
  readonly #inside: Socket;
  readonly #agent: Agent;
  readonly #ng: Ng;
  readonly #onSecured: () => void;
  readonly #host = `${random()}.invalid`;
  readonly #registration = `seat-${random()}`;
  /** Answers by the call's id: SIPp sends its own again until it is acknowledged. */
  readonly #answers = new Map<string, Promise<string>>();
  #sequence = 0;
  #registered: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: WebSocket, inside: Socket, agent: Agent, ng: Ng, onSecured: () => void) {
    this.#socket = socket;
    this.#inside = inside;
    this.#agent = agent;
    this.#ng = ng;
    this.#onSecured = onSecured;
    socket.on("message", (data) => void this.#hear(String(data)).catch(() => undefined));
    socket.on("error", () => undefined);
    inside.on("message", (data) => void this.#answer(data.toString()).catch(() => undefined));
  }

  static async open(
    base: string,
    headers: Record<string, string>,
    agent: Agent,
    index: number,
    ng: Ng,
    onSecured: () => void,
  ): Promise<Seat> {
    const inside = createSocket("udp4");
    inside.bind(0, places.offices[index % places.offices.length]);
    await once(inside, "listening");
    const socket = new WebSocket(`${base.replace("http", "ws")}/sip`, ["sip"], { headers });
    await once(socket, "open");
    const seat = new Seat(socket, inside, agent, ng, onSecured);
    await seat.#register(30);
    return seat;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.terminate();
    this.#inside.close();
  }

  /** A session needs no password; the edge may know of the person only a moment later. */
  async #register(left: number): Promise<void> {
    const { digits, domain } = this.#agent;
    const isThere = new Promise<boolean>((resolve) => {
      this.#registered = () => resolve(true);
      setTimeout(() => resolve(false), 1000);
    });
    this.#askToRegister();
    if (!(await isThere)) {
      if (left === 0) throw new Error(`${digits}@${domain} is not registered over its WebSocket`);
      return this.#register(left - 1);
    }
    this.#timer = setInterval(() => this.#askToRegister(), again);
  }

  #askToRegister(): void {
    const { digits, domain } = this.#agent;
    const lines = [
      `REGISTER sip:${domain} SIP/2.0`,
      `Via: SIP/2.0/WS ${this.#host};branch=${branch()}`,
      `From: <sip:${digits}@${domain}>;tag=${random()}`,
      `To: <sip:${digits}@${domain}>`,
      `Call-ID: ${this.#registration}`,
      `CSeq: ${++this.#sequence} REGISTER`,
      `Contact: <sip:${digits}@${this.#host};transport=ws>`,
      "Expires: 60",
      "Max-Forwards: 70",
      "Content-Length: 0",
    ];
    this.#socket.send(`${lines.join("\r\n")}\r\n\r\n`);
  }

  /** From the edge to SIPp; an offer becomes one of plain RTP. */
  async #hear(text: string): Promise<void> {
    if (text.startsWith("SIP/2.0")) {
      if (text.startsWith("SIP/2.0 200") && callIdOf(text) === this.#registration) this.#registered?.();
      return;
    }
    const callId = callIdOf(text);
    let passed = text;
    if (text.startsWith("INVITE") && bodyOf(text)) {
      const { sdp } = await this.#ng.ask({ command: "offer", ...this.#tags(callId), sdp: bodyOf(text), ...toPhone });
      passed = withBody(text, sdp!);
    }
    if (text.startsWith("BYE")) {
      this.#answers.delete(callId);
      void this.#ng.ask({ command: "delete", "call-id": callId, "from-tag": "edge" }).catch(() => undefined);
    }
    this.#inside.send(passed, ports.phones, places.phones);
  }

  /** From SIPp to the edge; an answer becomes one of DTLS-SRTP, as the offer was. */
  async #answer(text: string): Promise<void> {
    if (!text.startsWith("SIP/2.0 200") || !bodyOf(text)) {
      this.#socket.send(text);
      return;
    }
    const callId = callIdOf(text);
    const answer =
      this.#answers.get(callId) ??
      this.#ng
        .ask({ command: "answer", ...this.#tags(callId), sdp: bodyOf(text), flags: ["trust address"] })
        .then(({ sdp }) => sdp!);
    if (!this.#answers.has(callId))
      void answer.then((sdp) => /UDP\/TLS\/RTP\/SAVPF/.test(sdp) && /a=fingerprint:/.test(sdp) && this.#onSecured());
    this.#answers.set(callId, answer);
    this.#socket.send(withBody(text, await answer));
  }

  readonly #tags = (callId: string) => ({ "call-id": callId, "from-tag": "edge", "to-tag": "agent" });
}

const toPhone = {
  "transport-protocol": "RTP/AVP",
  ICE: "remove",
  "rtcp-mux": ["demux"],
  flags: ["trust address"],
} as const;

const callIdOf = (text: string): string => /\r\nCall-ID: ?(\S+)/i.exec(text)?.[1] ?? "";
const bodyOf = (text: string): string => text.slice(text.indexOf("\r\n\r\n") + 4);

function withBody(text: string, body: string): string {
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  return `${head.replace(/\r\nContent-Length: ?\d+/i, "")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
