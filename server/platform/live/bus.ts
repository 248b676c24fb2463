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

const wokenChannel = "zhiyin_woken";
const presenceChannel = "zhiyin_presence";
/** A NOTIFY carries 8,000 bytes: so many ids of organisations. */
const idsAtOnce = 150;

/**
 * Pings between nodes: one connection a node, to the directory's database, for all organisations, so that their number
 * costs no connection. NOTIFY takes a database-wide lock at commit, so pings are coalesced and never part of a business
 * transaction. It is not durable: readers poll behind it.
 */
export class Bus {
  /** Tells this node from the others. */
  readonly name = randomBytes(6).toString("hex");
  readonly #connect: () => pg.Client;
  readonly #log: Log;
  readonly #listeners = new Map<string, BusListener>();
  readonly #pinged = new Set<string>();
  /** Told of every organisation in which another node has written. */
  #onWoken: (organisationId: string) => void = () => undefined;
  #client: pg.Client | undefined;
  #last: Promise<void> = Promise.resolve();
  #pingTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(directoryUrl: string, log: Log) {
    this.#connect = () =>
      new pg.Client({ connectionString: directoryUrl, application_name: "zhiyin bus", keepAlive: true });
    this.#log = log;
  }

  onWoken(listener: (organisationId: string) => void): void {
    this.#onWoken = listener;
  }

  /** Hears of one organisation until the answer is called. */
  listen(organisationId: string, listener: BusListener): () => void {
    this.#listeners.set(organisationId, listener);
    return () => void this.#listeners.delete(organisationId);
  }

  async open(): Promise<void> {
    if (this.#isClosed) return;
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
      await client.query(`listen ${wokenChannel}; listen ${presenceChannel}`);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, "the connection between nodes was lost");
      lose();
    }
  }

  #hear(channel: string, payload: string): void {
    const [node = "", rest = ""] = splitOnce(payload);
    if (node === this.name) return;
    if (channel === wokenChannel) {
      for (const id of rest.split(",")) {
        this.#listeners.get(id)?.events();
        this.#onWoken(id);
      }
      return;
    }
    const [organisationId = "", note = ""] = splitOnce(rest);
    this.#listeners.get(organisationId)?.presence(JSON.parse(note) as PresenceNote);
  }

  #reopenLater(): void {
    if (this.#isClosed || this.#retryTimer) return;
    this.#client = undefined;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      void this.open();
    }, 500);
  }

  /** Wakes the readers of this organisation on the other nodes, at most once in 20 ms. */
  ping(organisationId: string): void {
    if (this.#isClosed) return;
    this.#pinged.add(organisationId);
    this.#pingTimer ??= setTimeout(() => {
      this.#pingTimer = undefined;
      const ids = [...this.#pinged];
      this.#pinged.clear();
      for (let start = 0; start < ids.length; start += idsAtOnce)
        void this.#send(wokenChannel, ids.slice(start, start + idsAtOnce).join(","));
    }, 20);
  }

  async tell(organisationId: string, note: Omit<PresenceNote, "node">): Promise<void> {
    await this.#send(presenceChannel, `${organisationId} ${JSON.stringify({ node: this.name, ...note })}`);
  }

  /** One after the other: a connection answers no two at once. */
  #send(channel: string, text: string): Promise<void> {
    this.#last = this.#last.then(async () => {
      try {
        await this.#client?.query("select pg_notify($1, $2)", [channel, `${this.name} ${text}`]);
      } catch (error) {
        this.#log.warn({ error: (error as Error).message }, "other nodes were not told");
      }
    });
    return this.#last;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#retryTimer);
    await this.#client?.end().catch(() => undefined);
  }
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
