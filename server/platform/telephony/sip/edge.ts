import { type Core, Registerer, TransportState, URI, UserAgent } from "sip.js";
import { type Clock, systemClock } from "../clock.ts";
import { type Key, Keyring } from "./keyring.ts";
import { readPlainHeaders } from "./plain_headers.ts";
import type { SignIn } from "./registration.ts";

readPlainHeaders();

export interface EdgeOptions {
  /** Where Kamailio takes WebSockets: `ws://127.0.0.1:<port>`. */
  url: string;
  /** Where trunks and telephones reach the edge. */
  outside: { host: string; port: number };
  /** As whom this controller registers; calls and requests of dialogs come to this name. */
  user: string;
  domain: string;
  password: string;
}

export interface EdgeListener {
  invited(request: Core.IncomingInviteRequest): void;
  upChanged(isUp: boolean): void;
}

export interface Invite {
  to: string;
  from: { number: string; name: string | null };
  headers: readonly string[];
  offer: string;
  /** A trunk's host, in whose name we call, and what it may ask us for. */
  trunk?: { host: string; key: Key | null };
}

const sdpType = { contentDisposition: "session", contentType: "application/sdp" };
const reconnectMs = 500;

/** Our end of the SIP edge: one WebSocket, one registration, requests in and out of it. */
export class Edge {
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #domain: string;
  readonly #outside: EdgeOptions["outside"];
  readonly keyring: Keyring;
  readonly #clock: Clock;
  readonly #listener: EdgeListener;
  #isUp = false;
  #isClosed = false;

  constructor(
    { url, user, domain, password, outside }: EdgeOptions,
    listener: EdgeListener,
    clock: Clock = systemClock,
  ) {
    this.#listener = listener;
    this.#domain = domain;
    this.#outside = outside;
    this.keyring = new Keyring({ host: domain, username: user, password });
    this.#clock = clock;
    this.#agent = new UserAgent({
      uri: new URI("sip", user, domain),
      contactName: user,
      authorizationUsername: user,
      authorizationPassword: password,
      transportOptions: { server: url, keepAliveInterval: 0 },
      noAnswerTimeout: 0,
      logBuiltinEnabled: false,
      userAgentString: "Zhiyin",
    });
    this.#registerer = new Registerer(this.#agent, { expires: 60, refreshFrequency: 50 });
    // the core is used itself: a dialog that was taken over from another process is then like any other
    Object.assign(this.core.configuration, {
      authenticationFactory: () => this.keyring.open(this.core.loggerFactory),
    });
    this.core.delegate = { ...this.core.delegate, onInvite: (request) => listener.invited(request) };
    this.#agent.transport.stateChange.addListener((state) => {
      if (state === TransportState.Disconnected) this.#lost();
    });
  }

  get core(): Core.UserAgentCore {
    return this.#agent.userAgentCore;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Connects and registers. @throws Error when Kamailio does not answer */
  async open(): Promise<void> {
    await this.#agent.start();
    await this.#register();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    await new Promise<void>((resolve) => {
      this.#clock.after(500, resolve);
      void this.#registerer
        .unregister({ requestDelegate: { onAccept: () => resolve(), onReject: () => resolve() } })
        .catch(() => resolve());
    });
    await this.#agent.transport.disconnect();
    await this.#agent.transport.dispose();
    this.core.reset();
  }

  invite(
    { to, from, headers, offer, trunk }: Invite,
    delegate: Core.OutgoingInviteRequestDelegate,
  ): Core.OutgoingInviteRequest {
    const target = UserAgent.makeURI(to);
    if (!target) throw new RangeError(`${to} is no address`);
    const name = from.name === null ? {} : { fromDisplayName: inQuotes(from.name) };
    const caller = new URI("sip", from.number, trunk?.host ?? this.#domain);
    const body = { ...sdpType, content: offer };
    const extra = headers.map(inLine);
    const request = this.core.makeOutgoingRequestMessage(
      "INVITE",
      target,
      caller,
      target,
      name,
      [contactOf(this.core), ...extra],
      body,
    );
    if (trunk?.key) this.keyring.assign(request, trunk.key);
    return this.core.invite(request, delegate);
  }

  /** Registers us at a provider for so many seconds; 0 signs off. @returns the request, whose number has grown when it was challenged */
  register(
    { host, port, username, password }: SignIn,
    user: string,
    seconds: number,
    options: Core.OutgoingRequestMessageOptions,
    delegate: Core.OutgoingRequestDelegate,
  ): Core.OutgoingRequestMessage {
    const [registrar, us] = [new URI("sip", "", host, port), new URI("sip", username, host)];
    const contact = new URI("sip", user, this.#outside.host, this.#outside.port);
    const headers = [`Contact: <${contact}>`, `Expires: ${seconds}`];
    const request = this.core.makeOutgoingRequestMessage("REGISTER", registrar, us, us, options, headers);
    this.keyring.assign(request, { username, password });
    this.core.register(request, delegate);
    return request;
  }

  async #register(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const onReject = ({ message }: Core.IncomingResponse) =>
        reject(new Error(`not registered: ${message.statusCode}`));
      this.#registerer.register({ requestDelegate: { onAccept: () => resolve(), onReject } }).catch(reject);
    });
    if (this.#isUp || this.#isClosed) return;
    this.#isUp = true;
    this.#listener.upChanged(true);
  }

  #lost(): void {
    if (this.#isClosed) return;
    if (this.#isUp) this.#listener.upChanged(false);
    this.#isUp = false;
    this.#clock.after(reconnectMs, () => {
      if (this.#isClosed) return;
      this.#agent
        .reconnect()
        .then(() => this.#register())
        .catch(() => this.#lost());
    });
  }
}

export const sdpBody = (content: string): Core.Body => ({ ...sdpType, content });

export const contactOf = (core: Core.UserAgentCore): string => `Contact: ${core.configuration.contact.toString()}`;
/** Values come from outside: none of them may begin a header of its own. */
const inLine = (text: string): string => text.replace(/[\p{Cc}]+/gu, " ");
const inQuotes = (text: string): string => inLine(text).replace(/["\\]/g, "");
