import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresPool } from "kysely";
import type pg from "pg";
import { createClient, isBroken } from "./pool.ts";

export type ConnectionCaps = {
  /** Connections to one database at most. */
  perDatabase: number;
  /** Connections in all at most. */
  total: number;
  /** Milliseconds an unused connection stays open. */
  idle: number;
  /** Milliseconds a caller waits for a connection. */
  wait: number;
  name?: string;
  statementTimeout?: number;
};

/** No connection became free in time. */
export class ConnectionWaitError extends Error {
  override name = "ConnectionWaitError";
}

export type Reserved = { client: pg.Client; release: () => void };

type Idle = { client: pg.Client; timer: NodeJS.Timeout };
type Waiter = { url: string; leave: () => void; take: (client: pg.Client) => void; fail: (error: unknown) => void };

/**
 * Connections to many databases under one cap, which pg's pools, each for itself, cannot keep. A full house closes the
 * connection idle for longest; when none is idle callers wait in order. The cap holds for the server, too: a connection
 * counts from before it is opened until it is gone.
 */
export class Connections {
  #caps: ConnectionCaps;
  #open = new Map<string, number>();
  #idle = new Map<string, Idle[]>();
  #waiters: Waiter[] = [];
  #total = 0;
  #closing = 0;
  #closed = false;

  constructor(caps: ConnectionCaps) {
    this.#caps = caps;
  }

  get total(): number {
    return this.#total;
  }

  openTo(url: string): number {
    return this.#open.get(url) ?? 0;
  }

  /** What Kysely wants as a pool. */
  poolOf(url: string): PostgresPool {
    return {
      connect: async () => {
        const client = await this.#acquire(url);
        return lend(client, (broken) => this.#release(url, client, broken));
      },
      end: () => this.closeIdle(url),
      options: {},
    };
  }

  /**
   * The same as node-postgres' own pool, for libraries that want one. Work that outlasts the connections gets none for ever instead of a failure:
   * the queue's library has nobody who would hear that a job's end could not be written.
   */
  libraryPoolOf(url: string): pg.Pool {
    const { connect: lendOne, end } = this.poolOf(url);
    const connect = () =>
      lendOne().catch((error) => (this.#closed ? new Promise<never>(() => {}) : Promise.reject(error)));
    const query = async (...args: unknown[]) => {
      const client = (await this.#acquire(url)) as pg.Client & { query(...args: unknown[]): Promise<unknown> };
      const lent = lend(client, (broken) => this.#release(url, client, broken));
      try {
        return await client.query(...args);
      } finally {
        lent.release();
      }
    };
    const options = { max: this.#caps.perDatabase };
    const pool = new EventEmitter().on("error", () => undefined).on("connect", () => undefined);
    return Object.assign(pool, { connect, end, query, options }) as unknown as pg.Pool;
  }

  /** A connection with settings of its own, counted like the others; it is closed and not used again after `release`. */
  async reserve(url: string, { statementTimeout }: { statementTimeout: number }): Promise<Reserved> {
    const client = await this.#acquire(url);
    const { release } = lend(client, () => this.#release(url, client, true));
    await client.query(`set statement_timeout = ${Math.trunc(statementTimeout)}`).catch((error) => {
      release();
      throw error;
    });
    return { client, release: () => release() };
  }

  async closeIdle(url: string): Promise<void> {
    await Promise.all((this.#idle.get(url) ?? []).slice().map((one) => this.#closeIdle(url, one)));
  }

  /** Ends idle connections at once and the others when they come back. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0)) waiter.fail(new ConnectionWaitError("the connections are closed"));
    await Promise.all([...this.#idle.keys()].map((url) => this.closeIdle(url)));
  }

  async #acquire(url: string): Promise<pg.Client> {
    if (this.#closed) throw new ConnectionWaitError("the connections are closed");
    const idle = this.#idle.get(url)?.pop();
    if (idle) {
      clearTimeout(idle.timer);
      return idle.client;
    }
    if (this.#mayOpen(url)) return this.#connect(url);
    const waiting = this.#queue(url);
    this.#makeRoom();
    return waiting;
  }

  #mayOpen(url: string): boolean {
    return this.openTo(url) < this.#caps.perDatabase && this.#total < this.#caps.total;
  }

  /** Closes what is idle for longest, one for each caller who waits for room; its end serves them. */
  #makeRoom(): void {
    const wanting = this.#waiters.filter(({ url }) => this.openTo(url) < this.#caps.perDatabase).length;
    while (this.#closing < wanting && this.#total >= this.#caps.total) {
      const [oldest] = [...this.#idle].flatMap(([url, [first]]) => (first ? [{ url, first }] : []));
      if (!oldest) return;
      void this.#closeIdle(oldest.url, oldest.first);
    }
  }

  async #connect(url: string): Promise<pg.Client> {
    this.#count(url, 1);
    const { name, statementTimeout, wait } = this.#caps;
    const client = createClient({ url, name, statementTimeout, connectTimeout: wait });
    try {
      await client.connect();
    } catch (error) {
      this.#count(url, -1);
      this.#serveNext();
      throw error;
    }
    client.on("end", () => this.#forget(url, client));
    return client;
  }

  #queue(url: string): Promise<pg.Client> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
      };
      const settle = (act: () => void) => {
        leave();
        act();
      };
      const waiter: Waiter = {
        url,
        leave,
        take: (client) => settle(() => resolve(client)),
        fail: (error) => settle(() => reject(error)),
      };
      const late = () =>
        waiter.fail(new ConnectionWaitError(`no database connection became free in ${this.#caps.wait} ms`));
      const timer = setTimeout(late, this.#caps.wait);
      this.#waiters.push(waiter);
    });
  }

  #release(url: string, client: pg.Client, broken: boolean): void {
    if (broken || this.#closed) {
      void this.#end(url, client);
      return;
    }
    const timer = setTimeout(() => this.#closeIdle(url, idle), this.#caps.idle).unref();
    const idle: Idle = { client, timer };
    const list = this.#idle.get(url) ?? [];
    this.#idle.delete(url); // set anew below: the map's order is who was used last
    this.#idle.set(url, [...list, idle]);
    this.#serveNext();
  }

  /** Serves those in the queue that can be served, in order; those of a database at its own cap are passed over. */
  #serveNext(): void {
    for (const waiter of [...this.#waiters]) {
      const idle = this.#idle.get(waiter.url)?.pop();
      if (idle) {
        clearTimeout(idle.timer);
        waiter.take(idle.client);
      } else if (this.#mayOpen(waiter.url)) {
        waiter.leave();
        this.#connect(waiter.url).then(waiter.take, waiter.fail);
      }
    }
    this.#makeRoom();
  }

  async #closeIdle(url: string, idle: Idle): Promise<void> {
    clearTimeout(idle.timer);
    const left = (this.#idle.get(url) ?? []).filter((one) => one !== idle);
    if (left.length > 0) this.#idle.set(url, left);
    else this.#idle.delete(url);
    await this.#end(url, idle.client);
  }

  #ended = new WeakSet<pg.Client>();

  async #end(url: string, client: pg.Client): Promise<void> {
    if (this.#ended.has(client)) return;
    this.#ended.add(client);
    this.#closing++;
    // it counts until the server has let go of it: the cap holds on the server's side too
    await Promise.race([client.end().catch(() => undefined), sleep(2000, undefined, { ref: false })]);
    this.#closing--;
    this.#count(url, -1);
    this.#serveNext();
  }

  /** The server has closed it: a connection in use is counted off when it comes back. */
  #forget(url: string, client: pg.Client): void {
    const idle = this.#idle.get(url)?.find((one) => one.client === client);
    if (idle) void this.#closeIdle(url, idle);
  }

  #count(url: string, by: 1 | -1): void {
    this.#total += by;
    const open = this.openTo(url) + by;
    if (open > 0) this.#open.set(url, open);
    else this.#open.delete(url);
  }
}

type Lent = pg.Client & { release: (error?: unknown) => void };

/** A client with `release`, which counts once; a truthy argument or an error on the wire means that it is broken. */
function lend(client: pg.Client, giveBack: (broken: boolean) => void): Lent {
  let broken = false;
  let returned = false;
  const onError = () => (broken = true);
  client.on("error", onError);
  client.on("end", onError);
  return Object.assign(client, {
    release: (error?: unknown) => {
      if (returned) return;
      returned = true;
      client.removeListener("error", onError);
      client.removeListener("end", onError);
      giveBack(broken || isBroken(client) || Boolean(error));
    },
  });
}
