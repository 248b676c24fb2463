import type { Core } from "sip.js";
import { EngineError, type EngineEvent } from "../adapter.ts";
import { Dialog, type DialogListener } from "./dialog.ts";
import { sdpBody } from "./edge.ts";

/** A call that came in and was not answered yet. */
export class Incoming {
  readonly #request: Core.IncomingInviteRequest;
  #isOver = false;

  /** Lets the caller hear that it rings. */
  constructor(request: Core.IncomingInviteRequest, givenUp: () => void) {
    this.#request = request;
    request.delegate = {
      onCancel: () => {
        if (this.#isOver) return;
        this.refuse(487);
        givenUp();
      },
    };
    request.progress({ statusCode: 180 });
  }

  get offer(): string {
    return this.#request.message.body;
  }

  refuse(statusCode: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#request.reject({ statusCode });
  }

  /** @throws EngineError gone when the caller has given up meanwhile */
  accept(answer: string, listener: DialogListener): Dialog {
    if (this.#isOver) throw new EngineError("gone", "The caller has given up.");
    this.#isOver = true;
    const { session } = this.#request.accept({ statusCode: 200, body: sdpBody(answer) });
    return new Dialog(session, answer, listener);
  }
}

type Incomer = Pick<Extract<EngineEvent, { kind: "leg.incoming" }>, "to" | "from" | "source" | "headers">;

/** What the edge says of a call: who is called, and where it came from. Null when it does not say. */
export function incomerOf(message: Core.IncomingRequestMessage): Incomer | null {
  const to = message.getHeader("X-Zhiyin-To");
  const [kind, name] = (message.getHeader("X-Zhiyin-Source") ?? "").split(" ");
  if (to === undefined || !name || (kind !== "trunk" && kind !== "user")) return null;
  return {
    to,
    from: { number: message.from.uri.user ?? null, name: message.from.displayName || null },
    source: kind === "trunk" ? { kind, trunkId: name } : { kind, address: name },
    headers: Object.fromEntries(
      Object.entries(message.headers)
        .map(([header, values]) => [header.toLowerCase(), values[0]!.raw] as const)
        .filter(([header]) => header.startsWith("x-") && !header.startsWith("x-zhiyin-")),
    ),
  };
}
