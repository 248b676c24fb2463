import { setTimeout as sleep } from "node:timers/promises";
import type { Phone } from "#platform/telephony/phones.ts";
import { RtpEnd } from "./rtp.ts";
import { branch, type Call, random, SipLine } from "./sip_line.ts";
import { addressIn, header, type SipMessage } from "./sip_message.ts";

export interface SipPhoneOptions {
  edgePort: number;
  /** `user@domain` */
  address: string;
  password?: string;
  /** Tones that it can tell apart, in hertz. */
  listenFor: readonly number[];
  host?: string;
  /** Any, unless told otherwise. */
  port?: number;
}

/** A telephone on UDP and 127.0.0.0/8, real in SIP and RTP: what a person does with it, tests do. */
export class SipPhone implements Phone {
  state: Phone["state"] = "idle";
  status: number | null = null;
  ring: Phone["ring"] = null;
  /** It answers no request. */
  isDeaf = false;
  readonly #line: SipLine;
  readonly #audio: RtpEnd;
  readonly #edgePort: number;
  readonly #user: string;
  readonly #domain: string;
  readonly #registration: Call;
  #call: Call | null = null;
  #headers: [string, string][] = [];
  #isHolding = false;
  #isCutOff = false;
  #descriptions = 0;

  private constructor(line: SipLine, audio: RtpEnd, edgePort: number, user: string, domain: string) {
    this.#line = line;
    this.#audio = audio;
    this.#edgePort = edgePort;
    this.#user = user;
    this.#domain = domain;
    const address = `<sip:${user}@${domain}>`;
    this.#registration = { ...newCall(`sip:${domain}`, `${address};tag=${random()}`), remote: address };
    line.listen((message) => this.#hear(message));
  }

  static async open({ edgePort, address, listenFor, password, host = "127.0.0.1", port = 0 }: SipPhoneOptions) {
    const [user, domain] = address.split("@") as [string, string];
    const line = await SipLine.open({ edgePort, user, host, password }, port);
    return new SipPhone(line, await RtpEnd.open(listenFor), edgePort, user, domain);
  }

  get port(): number {
    return this.#line.port;
  }

  get keys(): string {
    return this.#audio.keys;
  }

  async register(expires = 60): Promise<void> {
    const { status } = await this.#line.ask(this.#registration, "REGISTER", "", [["Expires", String(expires)]]);
    if (status !== 200) throw new Error(`not registered: ${status}`);
  }

  unregister(): Promise<void> {
    return this.register(0);
  }

  async call(to: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const call = newCall(
      `sip:${to}@127.0.0.1:${this.#edgePort}`,
      `<sip:${this.#user}@${this.#domain}>;tag=${random()}`,
    );
    this.#begin(call, "calling");
    this.#headers = Object.entries(headers);
    this.#line.send(call, "INVITE", call.branch, this.#describe(), this.#headers);
  }

  async answer(): Promise<void> {
    const { invite } = this.#call!;
    this.#line.reply(invite!, 200, this.#call, this.#describe());
    this.#talk(invite!.body);
  }

  async refuse(status: number): Promise<void> {
    this.#line.reply(this.#call!.invite!, status, this.#call);
    this.#end(status);
  }

  async hangup(): Promise<void> {
    const call = this.#call!;
    if (this.state === "calling") return this.#line.send(call, "CANCEL", call.branch);
    if (this.state === "ringing") return this.refuse(603);
    this.#end(null);
    await this.#line.ask(call, "BYE");
  }

  async press(digits: string): Promise<void> {
    this.#audio.press(digits);
  }

  say(tone: number | null): void {
    this.#audio.tone = tone;
  }

  async hold(isHolding: boolean): Promise<void> {
    this.#isHolding = isHolding;
    this.#audio.isSending = !isHolding && !this.#isCutOff;
    let { status, body } = await this.#line.ask(this.#call!, "INVITE", this.#describe());
    // the other side has not heard yet that its last answer has come: asked again, as phones do (RFC 3261, 14.1)
    for (let left = 5; left > 0 && (status === 491 || status === 500); left--) {
      await sleep(100);
      ({ status, body } = await this.#line.ask(this.#call!, "INVITE", this.#describe()));
    }
    if (status !== 200) throw new Error(`not held: ${status}`);
    const expected = isHolding ? "recvonly" : "sendrecv";
    if (!body.includes(`a=${expected}`)) throw new Error(`an answer that is not ${expected}: ${body}`);
  }

  /** Another request in its call. @returns the status of the answer */
  async ask(method: string, body = "", headers: readonly (readonly [string, string])[] = []): Promise<number | null> {
    return (await this.#line.ask(this.#call!, method, body, headers)).status;
  }

  cutOff(isCutOff: boolean): void {
    this.#isCutOff = isCutOff;
    this.#audio.isSending = !isCutOff && this.state === "talking";
  }

  hears(): number[] {
    return this.state === "talking" && !this.#isHolding ? this.#audio.hears() : [];
  }

  close(): void {
    this.#audio.close();
    this.#line.close();
  }

  #hear(message: SipMessage): void {
    if (message.status !== null) this.#hearAnswer(message, message.status);
    else if (this.isDeaf) return;
    else if (message.method === "INVITE") this.#hearInvite(message);
    else if (message.method === "BYE" || message.method === "CANCEL") this.#hearEnd(message);
    else if (message.method !== "ACK") this.#line.reply(message, 200, this.#call);
  }

  #hearInvite(message: SipMessage): void {
    const known = this.#call;
    if (known?.id === header(message, "call-id")) {
      this.#hearAnew(known, message);
      return;
    }
    const from = header(message, "from");
    const call = newCall(addressIn(header(message, "contact")), `${header(message, "to")};tag=${random()}`);
    const routes = message.headers.get("record-route") ?? [];
    this.#begin({ ...call, id: header(message, "call-id"), remote: from, routes, invite: message }, "ringing");
    const own = [...message.headers].filter(([name]) => name.startsWith("x-"));
    this.ring = {
      from: { number: /sip:([^@]+)@/.exec(from)?.[1] ?? null, name: /^"([^"]+)"/.exec(from)?.[1] ?? null },
      headers: Object.fromEntries(own.map(([name, [value]]) => [name, value!])),
    };
    this.#line.reply(message, 180, this.#call);
  }

  /** An INVITE that is sent again, or an offer of new audio. */
  #hearAnew(call: Call, message: SipMessage): void {
    const isSentAgain = call.invite !== null && header(call.invite, "cseq") === header(message, "cseq");
    if (isSentAgain) return;
    if (this.state !== "talking") {
      this.#line.reply(message, 481, call);
      return;
    }
    this.#line.reply(message, 200, call, this.#describe());
    this.#audio.speakTo(message.body);
    this.#audio.isSending = !this.#isHolding && !this.#isCutOff;
  }

  #hearEnd(message: SipMessage): void {
    const call = this.#call;
    this.#line.reply(message, call ? 200 : 481, call);
    if (call?.id !== header(message, "call-id")) return;
    if (message.method === "CANCEL" && this.state !== "ringing") return;
    if (message.method === "CANCEL") this.#line.reply(call.invite!, 487, call);
    this.#end(this.state === "talking" ? null : 487);
  }

  #hearAnswer(message: SipMessage, status: number): void {
    const call = this.#call;
    const isOurs = call?.id === header(message, "call-id") && header(message, "cseq").endsWith("INVITE");
    if (status < 200 || !isOurs) return;
    if (status >= 300) this.#line.acknowledge(call, message);
    if (this.state !== "calling") return;
    const proof = call.sequence === 1 ? this.#line.prove(message, "INVITE", call) : null;
    if (proof) {
      Object.assign(call, { sequence: 2, branch: branch() });
      this.#line.send(call, "INVITE", call.branch, this.#describe(), [...this.#headers, proof]);
      return;
    }
    if (status >= 300) {
      this.#end(status);
      return;
    }
    call.remote = header(message, "to");
    call.target = addressIn(header(message, "contact"));
    call.routes = [...(message.headers.get("record-route") ?? [])].reverse();
    this.#line.send(call, "ACK", branch());
    this.#talk(message.body);
  }

  #describe(): string {
    const lines = ["v=0", `o=phone 1 ${++this.#descriptions} IN IP4 127.0.0.1`, "s=-", "c=IN IP4 127.0.0.1", "t=0 0"];
    const media = [
      `m=audio ${this.#audio.port} RTP/AVP 8 101`,
      "a=rtpmap:8 PCMA/8000",
      "a=rtpmap:101 telephone-event/8000",
    ];
    return [...lines, ...media, `a=${this.#isHolding ? "sendonly" : "sendrecv"}`, ""].join("\r\n");
  }

  #talk(description: string): void {
    this.state = "talking";
    this.#audio.speakTo(description);
    this.#audio.isSending = !this.#isCutOff;
  }

  #begin(call: Call, state: "calling" | "ringing"): void {
    this.#call = call;
    this.state = state;
    this.status = null;
    this.#audio.keys = "";
  }

  #end(status: number | null): void {
    this.state = "idle";
    this.status = status;
    this.#isHolding = false;
    this.#audio.stop();
  }
}

const newCall = (target: string, local: string): Call => ({
  id: random(),
  local,
  remote: `<${target}>`,
  target,
  routes: [],
  sequence: 1,
  invite: null,
  branch: branch(),
});
