import { setTimeout as sleep } from "node:timers/promises";
import { Core, type URI, UserAgent } from "sip.js";
import { type EndCause, EngineError } from "../adapter.ts";
import { following } from "../rtpengine/sdp.ts";
import { contactOf, sdpBody } from "./edge.ts";

export interface DialogListener {
  hungUp(): void;
  /** A new offer in the call. @returns the answer. @throws when it cannot be met */
  offered(sdp: string): Promise<string>;
  /** A key by INFO, from phones that send none in their audio. */
  pressed(digit: string): void;
}

/** What makes a dialog again in another process (RFC 3261, section 12); addresses as text. */
export interface KeptDialog {
  callId: string;
  localTag: string;
  remoteTag: string;
  localURI: string;
  remoteURI: string;
  remoteTarget: string;
  routeSet: readonly string[];
  localSequenceNumber: number;
  remoteSequenceNumber: number | null;
  described: string;
}

/** Both sides offer at once (RFC 3261, section 14.1): asked again, so often and after so many milliseconds at most. */
const [glare, attempts, glareMs] = [491, 5, 400];
const [noCall, noAnswer] = [481, 408];
/** All else that is asked for the call waits for a phone that offers nothing back; in milliseconds. */
const longest = 4000;
/** Requests of ours since it was kept are not counted in it: so many may have been. */
const sequenceGap = 1000;

/** An answered call with a phone, as SIP has it. */
export class Dialog {
  readonly session: Core.Session;
  /** What we described of ourselves last. */
  #described: string;
  /** Why it is to be ended as soon as the phone has acknowledged it. */
  #endsFor: EndCause | null = null;

  constructor(session: Core.Session, described: string, listener: DialogListener) {
    this.session = session;
    this.#described = described;
    session.delegate = {
      onAck: () => {
        if (this.#endsFor) this.end(this.#endsFor);
      },
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

  /** Takes up a dialog that another process has kept. */
  static restore(core: Core.UserAgentCore, kept: KeptDialog, listener: DialogListener): Dialog {
    const { callId, localTag, remoteTag, described, routeSet, localSequenceNumber, remoteSequenceNumber } = kept;
    const state: Core.DialogState = {
      id: callId + localTag + remoteTag,
      early: false,
      secure: false,
      callId,
      localTag,
      remoteTag,
      localURI: addressOf(kept.localURI),
      remoteURI: addressOf(kept.remoteURI),
      remoteTarget: addressOf(kept.remoteTarget),
      routeSet: [...routeSet],
      localSequenceNumber: localSequenceNumber + sequenceGap,
      remoteSequenceNumber: remoteSequenceNumber ?? undefined,
    };
    // its INVITE is long over: nothing but the method is asked of it
    const invite = { request: { method: "INVITE" } } as Core.InviteClientTransaction;
    return new Dialog(new Core.SessionDialog(invite, core, state), described, listener);
  }

  keep(): KeptDialog {
    const dialog = this.session as Core.SessionDialog;
    return {
      callId: dialog.callId,
      localTag: dialog.localTag,
      remoteTag: dialog.remoteTag,
      localURI: dialog.localURI.toString(),
      remoteURI: dialog.remoteURI.toString(),
      remoteTarget: dialog.remoteTarget.toString(),
      routeSet: dialog.routeSet,
      localSequenceNumber: dialog.localSequenceNumber ?? 0,
      remoteSequenceNumber: dialog.remoteSequenceNumber ?? null,
      described: this.#described,
    };
  }

  /** Offers our audio anew. @returns the phone's answer. @throws EngineError gone when it knows of no call, down when it does not answer */
  async offer(sdp: string): Promise<string> {
    for (let left = attempts; ; left--) {
      const asked = this.#invite(following(this.#described, sdp));
      const answer = await Promise.race([asked, sleep(longest, noAnswer, { ref: false })]);
      if (typeof answer === "string") return answer;
      if (answer !== glare || left === 1)
        throw new EngineError(answer === noCall ? "gone" : "down", `The phone has answered ${answer}.`);
      await sleep(glareMs * Math.random());
    }
  }

  end(cause: EndCause): void {
    if (this.session.sessionState === Core.SessionState.AckWait) {
      this.#endsFor = cause; // a dialog that is not acknowledged yet cannot be ended (RFC 3261, section 15)
      return;
    }
    try {
      this.session.bye(undefined, { extraHeaders: [`Reason: X-Zhiyin;text="${cause}"`] });
    } catch {
      this.session.dispose(); // it was not confirmed, or has ended: nobody is there to be told
    }
  }

  /** @returns the answer, or the status of the refusal */
  #invite(sdp: string): Promise<string | number> {
    return new Promise((resolve) => {
      const refused = ({ message }: Core.IncomingResponse) => resolve(message.statusCode ?? 500);
      try {
        const core = (this.session as Core.SessionDialog).userAgentCore;
        this.session.invite(
          {
            onAccept: (response) => {
              this.#described = sdp;
              response.ack();
              resolve(response.message.body);
            },
            onReject: refused,
            onRedirect: refused,
          },
          { extraHeaders: [contactOf(core)], body: sdpBody(sdp) },
        );
      } catch {
        resolve(this.session.sessionState === Core.SessionState.Terminated ? noCall : glare);
      }
    });
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

function addressOf(text: string): URI {
  const address = UserAgent.makeURI(text);
  if (!address) throw new RangeError(`${text} is no address`);
  return address;
}

/** Of `application/dtmf-relay` (Signal=5) or `application/dtmf` (5). */
function keyOf(message: Core.IncomingRequestMessage): string | null {
  const type = message.getHeader("Content-Type") ?? "";
  if (!/^application\/dtmf/i.test(type)) return null;
  return /^(?:Signal\s*=\s*)?([0-9*#A-D])\s*$/im.exec(message.body)?.[1] ?? null;
}
