import { createHash } from "node:crypto";
import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import pg from "pg";
import { codeOf } from "./error.ts";
import { parserOf } from "./type.ts";

export type PoolOptions = {
  url: string;
  /** Connections at most; 10 unless told otherwise. */
  max?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** Milliseconds; 15,000 unless told otherwise, 0 for none. */
  statementTimeout?: number;
  /** Milliseconds a caller waits for a connection; 10,000 unless told otherwise. */
  connectTimeout?: number;
  /** Milliseconds an unused connection is kept; 10,000 unless told otherwise. */
  idleTimeout?: number;
  /** Told about connections that break while nobody uses them. */
  onError?: (error: Error) => void;
};

/** A pg pool whose statements are named and whose values are read as the contracts write them (see type.ts). */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...clientSettings(options),
    max: options.max ?? 10,
    idleTimeoutMillis: options.idleTimeout ?? 10_000,
    maxLifetimeSeconds: 3600,
    Client: NamingClient as unknown as typeof pg.Client,
  } as pg.PoolConfig);
  pool.on("error", (error) => options.onError?.(error));
  return pool;
}

/** One connection with the same habits; the caller connects and ends it. */
export function createClient(options: PoolOptions): pg.Client {
  const client = new NamingClient(clientSettings(options)) as unknown as pg.Client;
  client.on("error", (error) => options.onError?.(error));
  return client;
}

/** Kysely over a pool or anything that lends connections like one. */
export function createKysely<DB>(pool: PostgresPool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

function clientSettings({
  url,
  name,
  statementTimeout = 15_000,
  connectTimeout = 10_000,
}: PoolOptions): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name ?? "zhiyin",
    statement_timeout: statementTimeout || undefined,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: connectTimeout,
    keepAlive: true,
    options: "-c TimeZone=UTC -c DateStyle=ISO",
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  };
}

const maximumNames = 500;

type Query = { query(...args: unknown[]): unknown };
const Client = pg.Client as unknown as new (settings: pg.ClientConfig) => Query;

/**
 * Names a query's text by its hash from the second use on, so that the server parses and plans it once a connection.
 * At most 500 names: texts that are made up on the fly must not fill the server's memory.
 */
class NamingClient extends Client {
  #names = new Map<string, string>();
  #seen = new Set<string>();
  #generation = 0;
  isBroken = false;

  override query(first: unknown, values?: unknown, ...rest: unknown[]): unknown {
    const name =
      typeof first === "string" && Array.isArray(values) && values.length > 0 ? this.#nameOf(first) : undefined;
    const [callback] = rest;
    if (name !== undefined && typeof callback === "function") {
      const listen = (error: unknown, result: unknown) => {
        this.#watch(error);
        callback(error, result);
      };
      return super.query({ name, text: first }, values, listen);
    }
    const result =
      name === undefined ? super.query(first, values, ...rest) : super.query({ name, text: first }, values);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      this.#watch(error);
      throw error;
    });
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size >= maximumNames) return undefined;
    if (!this.#seen.has(text)) {
      if (this.#seen.size >= 4 * maximumNames) this.#seen.clear();
      this.#seen.add(text);
      return undefined;
    }
    const name = `${createHash("sha1").update(text).digest("hex").slice(0, 16)}${this.#generation || ""}`;
    this.#names.set(text, name);
    return name;
  }

  #watch(error: unknown): void {
    // the server says goodbye a moment before the socket does: nobody may get this connection in between
    if (/^(57P0|08)/.test(codeOf(error) ?? "")) this.isBroken = true;
    // a column's type changed under a named statement: it fails once, then everything gets a fresh name
    if (!(error instanceof Error && error.message.includes("cached plan must not change result type"))) return;
    this.#generation++;
    this.#names.clear();
  }
}

/** The server has ended this connection of ours, or is about to. */
export function isBroken(client: pg.Client): boolean {
  return client instanceof NamingClient && client.isBroken;
}
