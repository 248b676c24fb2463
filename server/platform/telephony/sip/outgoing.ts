import type { Core } from "sip.js";
import type { DialOptions } from "../adapter.ts";
import type { Offered } from "../rtpengine/admission.ts";
import { Dialog, type DialogListener } from "./dialog.ts";
import type { Edge, Invite } from "./edge.ts";

export interface OutgoingListener extends DialogListener {
  ringing(): void;
  /** Somebody picked up. @throws when their audio is no good: then it was no answer */
  pickedUp(attempt: Attempt, answer: string, dialog: Dialog): Promise<void>;
  /** Everybody has refused. */
  failed(code: number): void;
  /** This one rings no more, whyever. */
  attemptEnded(attempt: Attempt): void;
}

/** One INVITE of those that ring a target: browsers and other phones are offered different audio. */
export interface Attempt {
  readonly offered: Offered;
  readonly invite: Invite;
}

/** A target that rings until one of its phones picks up. */
export class Outgoing {
  readonly #listener: OutgoingListener;
  readonly #open = new Map<Attempt, Core.OutgoingInviteRequest>();
  #isOver = false;
  #code = 0;

  constructor(edge: Edge, attempts: readonly Attempt[], listener: OutgoingListener) {
    this.#listener = listener;
    for (const attempt of attempts) {
      const refused = ({ message }: Core.IncomingResponse) => this.#refused(attempt, message.statusCode ?? 503);
      const request = edge.invite(attempt.invite, {
        onProgress: () => !this.#isOver && listener.ringing(),
        onAccept: (response) => void this.#accepted(attempt, response),
        onReject: refused,
        onRedirect: refused,
      });
      this.#open.set(attempt, request);
    }
  }

  /** Rings no more; who picks up at this moment is hung up on. */
  cancel(): void {
    this.#isOver = true;
    for (const [attempt, request] of this.#open) this.#stop(attempt, request);
  }

  async #accepted(attempt: Attempt, response: Core.AckableIncomingResponseWithSession): Promise<void> {
    response.ack();
    const dialog = new Dialog(response.session, attempt.invite.offer, this.#listener);
    if (this.#isOver) return dialog.end("answered_elsewhere");
    this.#isOver = true;
    this.#open.delete(attempt);
    for (const [other, request] of this.#open) this.#stop(other, request);
    try {
      await this.#listener.pickedUp(attempt, response.message.body, dialog);
    } catch {
      dialog.end("media_lost");
      this.#listener.attemptEnded(attempt);
      this.#listener.failed(488);
    }
  }

  /** The status that tells most: a refusal by a person before an absence, as a proxy would choose (RFC 3261, 16.7). */
  #refused(attempt: Attempt, code: number): void {
    if (!this.#open.delete(attempt)) return;
    this.#listener.attemptEnded(attempt);
    this.#code = Math.max(this.#code, code >= 300 && code < 400 ? 480 : code);
    if (this.#isOver || (this.#open.size > 0 && code < 600)) return;
    this.cancel();
    this.#listener.failed(this.#code);
  }

  #stop(attempt: Attempt, request: Core.OutgoingInviteRequest): void {
    this.#open.delete(attempt);
    request.cancel();
    this.#listener.attemptEnded(attempt);
  }
}

/** What is told to a phone beside the call. Two ways to ask for picking up by itself, since phones know one or the other. */
export function headersOf({ headers = {}, isAutoAnswer = false }: DialOptions): string[] {
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const answering = [
    "Call-Info: <sip:127.0.0.1>;answer-after=0",
    "Alert-Info: <http://127.0.0.1>;info=alert-autoanswer",
  ];
  return isAutoAnswer ? [...given, ...answering] : given;
}
