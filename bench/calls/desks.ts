import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { authorize, request } from "#platform/telephony/engine/sip.fixture.ts";
import type { Agent } from "./company.ts";
import { places, ports } from "./places.ts";

/** A registration holds for 60 s; every phone is there again after so many. */
const again = 35;
/** From one address no more than the edge takes for a flood: 60 requests in two seconds, two a registration. */
const perSecond = 8 * places.offices.length;

/**
 * Doors of offices with desk phones behind them. Each phone registers with its password and again in time; whatever the edge sends
 * it is passed on byte by byte to where all phones are picked up (SIPp), and the answers back, as a router does.
 */
export class Desks {
  /** UDP, of 127.0.0.1. */
  readonly edgePort: number;
  readonly #agents: readonly Agent[];
  readonly #doors: Socket[] = [];
  readonly #waiting = new Map<string, (status: number, text: string) => void>();
  #isClosed = false;
  /** Registrations that were refused or not answered. */
  failures = 0;

  private constructor(edgePort: number, agents: readonly Agent[]) {
    this.edgePort = edgePort;
    this.#agents = agents;
  }

  static async open(edgePort: number, agents: readonly Agent[]): Promise<Desks> {
    const desks = new Desks(edgePort, agents);
    for (const host of places.offices) {
      const door = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
      door.bind(ports.office, host);
      await once(door, "listening");
      door.on("message", (message, from) => desks.#pass(door, message, from.address));
      door.on("error", () => undefined);
      desks.#doors.push(door);
    }
    return desks;
  }

  /** All phones are there; from then on each registers again in time. @throws Error when one is refused for so many milliseconds */
  async register(patience: number): Promise<void> {
    const until = performance.now() + patience;
    await this.#registerAll(async (index) => {
      while (!(await this.#register(index))) {
        if (performance.now() > until) throw new Error(`${this.#agents[index]!.digits} is not registered`);
        await sleep(1000);
      }
    });
    void this.#keep();
  }

  close(): void {
    this.#isClosed = true;
    for (const door of this.#doors) door.close();
  }

  async #keep(): Promise<void> {
    while (!this.#isClosed) {
      const began = performance.now();
      const pause = Math.max(1000 / perSecond, (again * 1000) / Math.max(1, this.#agents.length));
      for (let index = 0; index < this.#agents.length && !this.#isClosed; index++) {
        void this.#register(index).then((isDone) => {
          if (!isDone && !this.#isClosed) this.failures++;
        });
        await sleep(pause);
      }
      await sleep(Math.max(0, again * 1000 - (performance.now() - began)));
    }
  }

  async #registerAll(one: (index: number) => Promise<void>): Promise<void> {
    const all: Promise<void>[] = [];
    for (let index = 0; index < this.#agents.length; index++) {
      all.push(one(index));
      await sleep(1000 / perSecond);
    }
    await Promise.all(all);
  }

  async #register(index: number): Promise<boolean> {
    const { digits, domain, password } = this.#agents[index]!;
    const door = this.#doors[index % this.#doors.length]!;
    const source = { address: places.offices[index % places.offices.length]!, port: ports.office };
    const ask = async (more: readonly string[]) => {
      const callId = `door-${randomBytes(8).toString("hex")}`;
      const parts = { method: "REGISTER", uri: domain, from: `${digits}@${domain}`, to: `${digits}@${domain}`, source };
      const answer = new Promise<{ status: number; text: string }>((resolve) => {
        const timer = setTimeout(() => this.#waiting.get(callId)?.(408, ""), 4000);
        this.#waiting.set(callId, (status, text) => {
          clearTimeout(timer);
          this.#waiting.delete(callId);
          resolve({ status, text });
        });
      });
      door.send(request({ ...parts, callId, headers: ["Expires: 60", ...more] }), this.edgePort, "127.0.0.1");
      return await answer;
    };
    if (this.#isClosed) return false;
    const challenge = await ask([]);
    if (challenge.status !== 401 || this.#isClosed) return challenge.status === 200;
    const { status } = await ask([authorize(challenge, "REGISTER", domain, digits, password)]);
    return status === 200;
  }

  #pass(door: Socket, message: Buffer, from: string): void {
    if (this.#isClosed) return;
    const callId = /\r\nCall-ID: (door-\w+)/.exec(message.subarray(0, 2000).toString("latin1"))?.[1];
    if (from === places.phones) door.send(message, this.edgePort, "127.0.0.1");
    else if (callId === undefined) door.send(message, ports.phones, places.phones);
    else {
      const text = message.toString();
      this.#waiting.get(callId)?.(Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]), text);
    }
  }
}
