import { randomUUID } from "node:crypto";
import type { Core } from "sip.js";
import type { Clock, Timer } from "../clock.ts";
import type { Edge } from "./edge.ts";

/** Where and as whom we sign in. */
export interface SignIn {
  host: string;
  port: number;
  username: string;
  password: string;
}

/** `failed` with a SIP status, 408 when nobody answered. */
export type RegistrationState =
  | { kind: "trying" }
  | { kind: "registered" }
  | { kind: "failed"; code: number; reason: string };

const wantedSeconds = 300;
/** Milliseconds from a failure to the next try, longer with each in a row. */
const pauses = [2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000];
/** A wrong password is not tried often: providers shut out who does that. */
const refusedPause = 60_000;

/** One registration at a provider's registrar (RFC 3261, section 10), renewed before it ends and tried again when it fails. */
export class Registration {
  readonly signIn: SignIn;
  readonly #edge: Edge;
  readonly #user: string;
  readonly #clock: Clock;
  readonly #changed: (state: RegistrationState) => void;
  readonly #callId = randomUUID();
  readonly #fromTag = randomUUID();
  #sequence = 1;
  #seconds = wantedSeconds;
  #failures = 0;
  #timer: Timer | null = null;
  #isEnded = false;
  state: RegistrationState = { kind: "trying" };

  /** @param user under which calls come to us from there */
  constructor(edge: Edge, user: string, signIn: SignIn, clock: Clock, changed: (state: RegistrationState) => void) {
    this.signIn = signIn;
    this.#edge = edge;
    this.#user = user;
    this.#clock = clock;
    this.#changed = changed;
    this.#register();
  }

  /** Signs off and is silent from then on. */
  end(): void {
    this.#isEnded = true;
    this.#timer?.cancel();
    if (this.state.kind === "registered") this.#send(0, {});
  }

  #register(): void {
    this.#send(this.#seconds, {
      onAccept: ({ message }) => {
        this.#failures = 0;
        this.#turnTo({ kind: "registered" });
        this.#later(Math.max(1000, grantedIn(message, this.#user, this.#seconds) * 800));
      },
      onReject: ({ message }) => this.#refused(message),
      onRedirect: ({ message }) => this.#refused(message),
    });
  }

  #refused(message: Core.IncomingResponseMessage): void {
    const { statusCode: code = 500, reasonPhrase: reason = "" } = message;
    const least = Number(message.getHeader("Min-Expires"));
    if (code === 423 && least > this.#seconds) {
      this.#seconds = least;
      this.#later(0);
      return;
    }
    const isRefused = code === 401 || code === 403 || code === 407;
    const pause = pauses[Math.min(this.#failures++, pauses.length - 1)]!;
    this.#turnTo({ kind: "failed", code, reason: reason.slice(0, 100) });
    // not all of us at once, when a provider comes back
    this.#later((isRefused ? Math.max(pause, refusedPause) : pause) * (0.8 + 0.4 * Math.random()));
  }

  #later(ms: number): void {
    if (!this.#isEnded) this.#timer = this.#clock.after(ms, () => this.#register());
  }

  #turnTo(state: RegistrationState): void {
    const isNew = JSON.stringify(state) !== JSON.stringify(this.state);
    this.state = state;
    if (isNew && !this.#isEnded) this.#changed(state);
  }

  #send(seconds: number, delegate: Core.OutgoingRequestDelegate): void {
    const options = { callId: this.#callId, fromTag: this.#fromTag, cseq: this.#sequence };
    const message = this.#edge.register(this.signIn, this.#user, seconds, options, {
      ...delegate,
      onAccept: (response) => {
        this.#sequence = message.cseq + 1;
        delegate.onAccept?.(response);
      },
      onReject: (response) => {
        this.#sequence = message.cseq + 1;
        delegate.onReject?.(response);
      },
    });
  }
}

/** Seconds that a registrar has granted. */
function grantedIn(message: Core.IncomingResponseMessage, user: string, asked: number): number {
  const contacts = message.getHeaders("Contact").filter((one) => one.includes(`:${user}@`));
  const granted = /;expires=(\d+)/i.exec(contacts.join())?.[1] ?? message.getHeader("Expires");
  return Number(granted) || asked;
}
