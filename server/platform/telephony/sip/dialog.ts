import type { Core } from "sip.js";
import type { EndCause } from "../adapter.ts";
import { sdpBody } from "./edge.ts";

export interface DialogListener {
  hungUp(): void;
  /** A new offer in the call. @returns the answer. @throws when it cannot be met */
  offered(sdp: string): Promise<string>;
  /** A key by INFO, from phones that send none in their audio. */
  pressed(digit: string): void;
}

/** An answered call with a phone, as SIP has it. */
export class Dialog {
  readonly session: Core.Session;
  /** What we described of ourselves last. */
  #described: string;

  constructor(session: Core.Session, described: string, listener: DialogListener) {
    this.session = session;
    this.#described = described;
    session.delegate = {
      onAckTimeout: () => {
        this.end("media_lost");
        listener.hungUp();
      },
      onBye: (request) => {
        request.accept();
        listener.hungUp();
      },
      onInvite: (request) => void this.#answerAnew(request, listener),
      onInfo: (request) => {
        request.accept();
        const digit = keyOf(request.message);
        if (digit) listener.pressed(digit);
      },
      onMessage: (request) => void request.accept(),
      onNotify: (request) => void request.accept(),
      // who is transferred, and where to, is decided by call control alone
      onRefer: (request) => void request.reject({ statusCode: 603 }),
    };
  }

  end(cause: EndCause): void {
    try {
      this.session.bye(undefined, { extraHeaders: [`Reason: X-Zhiyin;text="${cause}"`] });
    } catch {
      this.session.dispose(); // it was not confirmed, or has ended: nobody is there to be told
    }
  }

  async #answerAnew(request: Core.IncomingInviteRequest, listener: DialogListener): Promise<void> {
    try {
      // without an offer we make one, the same as before
      if (request.message.body) this.#described = await listener.offered(request.message.body);
      request.accept({ statusCode: 200, body: sdpBody(this.#described) });
    } catch {
      request.reject({ statusCode: 488 });
    }
  }
}

/** Of `application/dtmf-relay` (Signal=5) or `application/dtmf` (5). */
function keyOf(message: Core.IncomingRequestMessage): string | null {
  const type = message.getHeader("Content-Type") ?? "";
  if (!/^application\/dtmf/i.test(type)) return null;
  return /^(?:Signal\s*=\s*)?([0-9*#A-D])\s*$/im.exec(message.body)?.[1] ?? null;
}
