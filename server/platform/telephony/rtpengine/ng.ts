import { randomUUID } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { EngineError } from "../adapter.ts";
import { type Clock, systemClock, type Timer } from "../clock.ts";
import { Turns } from "../turns.ts";

/** A command of rtpengine's ng protocol, in its own words: `{ command: "offer", "call-id": ..., "from-tag": ... }`. */
export type NgCommand = { readonly command: string; readonly "call-id"?: string } & Readonly<Record<string, unknown>>;
export type NgReply = { readonly result: string; readonly sdp?: string; readonly duration?: number } & Readonly<
  Record<string, unknown>
>;

/** rtpengine understood and would not. */
export class NgRefusal extends Error {
  override name = "NgRefusal";
}

/** Milliseconds until a command is sent again, and at last until it is given up. The relay knows it by its cookie and carries it out once. */
const patience = [400, 600, 900, 1350, 2025];

interface Asked {
  resolve(reply: NgReply): void;
  reject(error: Error): void;
  timer: Timer;
}

/** Speaks to one rtpengine over UDP. Commands of one call are sent one after the other. */
export class Ng {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  readonly #asked = new Map<string, Asked>();

  /** @param port of rtpengine's --listen-ng on 127.0.0.1 */
  constructor(port: number, clock: Clock = systemClock) {
    this.#port = port;
    this.#clock = clock;
    this.#socket = createSocket("udp4");
    this.#socket.on("message", (datagram) => this.#hear(datagram.toString()));
    this.#socket.on("error", () => {}); // told by silence
  }

  /** @throws NgRefusal with rtpengine's reason, EngineError down when no answer comes within 5.3 s */
  ask(command: NgCommand): Promise<NgReply> {
    const callId = command["call-id"];
    return callId === undefined ? this.#send(command) : this.#turns.take(callId, () => this.#send(command));
  }

  close(): void {
    for (const [cookie, { reject }] of this.#asked) this.#settle(cookie, () => reject(gone()));
    this.#socket.close();
  }

  #send(command: NgCommand): Promise<NgReply> {
    const cookie = randomUUID();
    const datagram = `${cookie} ${JSON.stringify(command)}`;
    return new Promise((resolve, reject) => {
      const attempt = (times: number): void => {
        const wait = patience[times];
        if (wait === undefined) {
          this.#settle(cookie, () => reject(gone()));
          return;
        }
        const timer = this.#clock.after(wait, () => attempt(times + 1));
        this.#asked.set(cookie, { resolve, reject, timer });
        this.#socket.send(datagram, this.#port, "127.0.0.1", () => {});
      };
      attempt(0);
    });
  }

  #hear(datagram: string): void {
    const blank = datagram.indexOf(" ");
    const cookie = datagram.slice(0, blank);
    const asked = this.#asked.get(cookie);
    if (!asked) return;
    const reply = JSON.parse(datagram.slice(blank + 1)) as NgReply;
    this.#settle(cookie, () =>
      reply.result === "error" ? asked.reject(new NgRefusal(String(reply["error-reason"]))) : asked.resolve(reply),
    );
  }

  #settle(cookie: string, settle: () => void): void {
    this.#asked.get(cookie)?.timer.cancel();
    this.#asked.delete(cookie);
    settle();
  }
}

const gone = (): EngineError => new EngineError("down", "rtpengine does not answer.");
