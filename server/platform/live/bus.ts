import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Log } from "../log.ts";

export interface PresenceNote {
  node: string;
  object: string;
  object_id: string;
  people: { user_id: string; field: string | null }[];
}

export interface BusListener {
  events(): void;
  presence(note: PresenceNote): void;
}

const eventChannel = "zhiyin_event";
const presenceChannel = "zhiyin_presence";
/**
 * Pings between nodes over one connection of its own. NOTIFY takes a database-wide lock at commit, so pings are
 * coalesced and never part of a business transaction. It is not durable: readers poll once a second behind it.
 */
export class Bus {
  /** Tells this end from those of other nodes. */
  readonly name = randomBytes(6).toString("hex");
  readonly #connect: () => pg.Client;
  readonly #listener: BusListener;
  readonly #log: Log;
  #client: pg.Client | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(url: string, listener: BusListener, log: Log) {
    this.#connect = () => new pg.Client({ connectionString: url, application_name: "zhiyin live", keepAlive: true });
    this.#listener = listener;
    this.#log = log;
  }

  async open(): Promise<void> {
    const client = this.#connect();
    const lose = () => {
      client.removeListener("end", lose);
      if (this.#client === client) this.#reopenLater();
      void client.end().catch(() => undefined);
    };
    client.on("error", lose);
    client.on("end", lose);
    client.on("notification", ({ channel, payload }) => this.#hear(channel, payload ?? ""));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${eventChannel}; listen ${presenceChannel}`);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, "live connection lost");
      lose();
    }
  }

  #hear(channel: string, payload: string): void {
    if (channel === eventChannel) {
      this.#listener.events();
      return;
    }
    const note = JSON.parse(payload) as PresenceNote;
    if (note.node !== this.name) this.#listener.presence(note);
  }

  #reopenLater(): void {
    if (this.#isClosed || this.#retryTimer) return;
    this.#client = undefined;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      void this.open();
    }, 500);
  }

  /** Wakes the readers of every node, at most once in 20 ms. */
  ping(): void {
    if (this.#pingTimer || this.#isClosed) return;
    this.#pingTimer = setTimeout(() => {
      this.#pingTimer = undefined;
      void this.#send(eventChannel, "");
    }, 20);
  }

  async tell(note: Omit<PresenceNote, "node">): Promise<void> {
    await this.#send(presenceChannel, JSON.stringify({ node: this.name, ...note }));
  }

  async #send(channel: string, payload: string): Promise<void> {
    try {
      await this.#client?.query("select pg_notify($1, $2)", [channel, payload]);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, "other nodes were not told");
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#retryTimer);
    await this.#client?.end().catch(() => undefined);
  }
}
