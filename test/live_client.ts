import { WebSocket } from "ws";
import type { Caller } from "./harness.ts";

export interface LiveMessage {
  type: string;
  cursor?: string;
  events?: { name: string; object: string; object_id: string; root: string; root_id: string }[];
  people?: { user_id: string; field: string | null }[];
  object_id?: string;
}

/** A page's end of the live channel: keeps what it heard. */
export class LiveClient {
  readonly heard: LiveMessage[] = [];
  readonly #socket: WebSocket;
  closeCode: number | undefined;

  constructor(base: string, caller: Pick<Caller, "cookie">, after?: string) {
    const url = `${base.replace("http", "ws")}/api/live${after ? `?after=${after}` : ""}`;
    this.#socket = new WebSocket(url, { headers: { cookie: caller.cookie, origin: base } });
    this.#socket.on("message", (data) => this.heard.push(JSON.parse(String(data)) as LiveMessage));
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", (code) => {
      this.closeCode = code;
    });
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Ids of records that events were heard of, in order. */
  get roots(): string[] {
    return this.heard.flatMap((message) => message.events ?? []).map((event) => event.root_id);
  }

  get cursor(): string | undefined {
    return this.heard.findLast((message) => message.cursor)?.cursor;
  }

  /**
   * Waits until the condition holds. Events are read behind the oldest open transaction of the whole server, and other
   * test files write to it, too: patience is for theirs.
   */
  async until(what: string, condition: (client: LiveClient) => boolean, patience = 20_000): Promise<void> {
    const end = Date.now() + patience;
    while (!condition(this)) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; heard ${JSON.stringify(this.heard)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  ready(): Promise<void> {
    return this.until("hello", () => this.heard.some((message) => message.type === "hello"));
  }

  /** Cuts the line without a word, as a network does. */
  cut(): void {
    this.#socket.terminate();
  }
}
