import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { authorize } from "#platform/telephony/engine/sip.fixture.ts";
import { branchIn, header, parse, type SipMessage, tagIn, write } from "./sip_message.ts";

export const random = (): string => randomBytes(6).toString("hex");
export const branch = (): string => `z9hG4bK${random()}`;

/** A call as SIP has it, as much of a dialog as a test phone needs (RFC 3261, section 12). */
export interface Call {
  id: string;
  /** From and To of our own requests, with tags as far as they are known. */
  local: string;
  remote: string;
  target: string;
  routes: string[];
  sequence: number;
  /** Theirs, which is to be answered, or ours. */
  invite: SipMessage | null;
  /** Of our INVITE, which may be cancelled. */
  branch: string;
}

type Headers = readonly (readonly [string, string])[];

export interface LineOptions {
  edgePort: number;
  user: string;
  /** Address of its own, of 127.0.0.0/8. */
  host: string;
  /** Of who has to prove who they are. */
  password?: string;
}

/** SIP over UDP between a test phone and the edge. */
export class SipLine {
  readonly port: number;
  readonly #socket: Socket;
  readonly #edgePort: number;
  readonly #user: string;
  readonly #password: string | undefined;
  readonly #place: string;
  readonly #contact: readonly [string, string];
  readonly #waiting = new Map<string, (response: SipMessage) => void>();

  private constructor(socket: Socket, { edgePort, user, host, password }: LineOptions) {
    this.#socket = socket;
    this.#edgePort = edgePort;
    this.#user = user;
    this.#password = password;
    this.port = socket.address().port;
    this.#place = `${host}:${this.port}`;
    this.#contact = ["Contact", `<sip:${user}@${this.#place}>`];
  }

  static async open(options: LineOptions, port: number): Promise<SipLine> {
    const socket = createSocket("udp4");
    socket.bind(port, options.host);
    await once(socket, "listening");
    return new SipLine(socket, options);
  }

  listen(listener: (message: SipMessage) => void): void {
    this.#socket.on("message", (datagram) => {
      const message = parse(datagram.toString());
      const key = branchIn(header(message, "via"));
      const waiting = message.status !== null && message.status >= 200 ? this.#waiting.get(key) : undefined;
      if (!waiting) return listener(message);
      this.#waiting.delete(key);
      waiting(message);
    });
  }

  /** A request in a call, or the one that begins it. */
  send(call: Call, method: string, via: string, body = "", extra: Headers = []): void {
    this.#write(
      method,
      call.target,
      [
        ["Via", this.#via(via)],
        ...call.routes.map((route) => ["Route", route] as const),
        ["From", call.local],
        ["To", call.remote],
        ["Call-ID", call.id],
        ["CSeq", `${call.sequence} ${method}`],
        ...extra,
      ],
      body,
    );
  }

  /** The same for a request with a number of its own; waits for its answer, and acknowledges that of an INVITE. */
  async ask(call: Call, method: string, body = "", extra: Headers = []): Promise<SipMessage> {
    const via = branch();
    const answered = new Promise<SipMessage>((resolve) => this.#waiting.set(via, resolve));
    call.sequence++;
    const send = () => this.send(call, method, via, body, extra);
    send();
    const response = await (method === "INVITE" ? answered : again(send, answered));
    const proof = extra.length < 2 && this.prove(response, method, call);
    if (proof) return this.ask(call, method, body, [...extra, proof]);
    if (method === "INVITE" && response.status === 200) this.send(call, "ACK", branch());
    return response;
  }

  /** The header that answers a challenge; null when it is none, or there is no password. */
  prove(response: SipMessage, method: string, { target }: Call): readonly [string, string] | null {
    const { status } = response;
    if ((status !== 401 && status !== 407) || this.#password === undefined) return null;
    const line = authorize(
      { status, text: response.text },
      method,
      target.replace("sip:", ""),
      this.#user,
      this.#password,
    );
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 2)];
  }

  /** Of a refusal, in the same transaction. */
  acknowledge(call: Call, refusal: SipMessage): void {
    this.send({ ...call, remote: header(refusal, "to") }, "ACK", branchIn(header(refusal, "via")));
  }

  reply(request: SipMessage, status: number, call: Call | null, body = ""): void {
    const to = header(request, "to");
    const tag = tagIn(to) === null && call ? `;tag=${tagIn(call.local)}` : "";
    const copied = ["via", "record-route", "from", "call-id", "cseq"].flatMap((name) =>
      (request.headers.get(name) ?? []).map((value) => [name, value] as const),
    );
    this.#socket.send(
      write(`SIP/2.0 ${status} Test`, [...copied, ["To", to + tag], this.#contact], body),
      this.#edgePort,
      "127.0.0.1",
    );
  }

  close(): void {
    this.#socket.close();
  }

  #write(method: string, target: string, headers: Headers, body: string): void {
    const text = write(`${method} ${target} SIP/2.0`, [...headers, ["Max-Forwards", "70"], this.#contact], body);
    this.#socket.send(text, this.#edgePort, "127.0.0.1");
  }

  #via(via: string): string {
    return `SIP/2.0/UDP ${this.#place};branch=${via};rport`;
  }
}

/** Sends again what nobody answers, as RFC 3261, 17.1.2 has it for UDP. */
async function again<T>(send: () => void, answered: Promise<T>): Promise<T> {
  const timers = [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((at) =>
    setTimeout(send, at),
  );
  return answered.finally(() => timers.forEach(clearTimeout));
}
