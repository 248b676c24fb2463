import type pg from "pg";
import { createClient } from "../database/pool.ts";
import type { Log } from "../log.ts";

/** Advisory locks of this space say which runs live: the session of a killed node frees its locks at once. */
const space = 0x7a7a;

/**
 * Says in the directory's database which runs of this node live, and asks who else does: the queue by itself would hold
 * a killed node's jobs for four hours. One connection a node, whatever the number of organisations.
 */
export class Life {
  readonly #url: string;
  readonly #log: Log;
  readonly #names = new Set<string>();
  #connecting: Promise<pg.Client> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(directoryUrl: string, log: Log) {
    this.#url = directoryUrl;
    this.#log = log;
  }

  /** To be awaited before the run takes its first job. */
  async begin(name: string): Promise<void> {
    this.#names.add(name);
    try {
      await this.#ask("select pg_advisory_lock($1, hashtext($2))", [space, name]);
    } catch (error) {
      this.#retry();
      throw error;
    }
  }

  async end(name: string): Promise<void> {
    if (!this.#names.delete(name)) return;
    await this.#ask("select pg_advisory_unlock($1, hashtext($2))", [space, name]);
  }

  /** Those of the names whose run has ended without tidying up, or whose node has lost the directory just now. */
  async missing(names: readonly string[]): Promise<string[]> {
    const rows = await this.#ask(
      `select name from unnest($2::text[]) as name
        where not exists (
          select 1 from pg_locks l
           where l.locktype = 'advisory' and l.classid = $1::int::oid
             and l.database = (select oid from pg_database where datname = current_database())
             and l.objid = (hashtext(name)::bigint & 4294967295)::oid)`,
      [space, names],
    );
    return rows.map(({ name }) => name).filter((name) => !this.#names.has(name));
  }

  /** One question after the other: a connection answers no two at once. */
  #ask(text: string, values: unknown[]): Promise<{ name: string }[]> {
    const answer = this.#last.then(async () => {
      const client = await this.#client();
      return (await client.query<{ name: string }>(text, values)).rows;
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  #client(): Promise<pg.Client> {
    if (this.#isClosed) return Promise.reject(new Error("this node stops"));
    this.#connecting ??= this.#connect().catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #connect(): Promise<pg.Client> {
    const lose = () => {
      if (this.#connecting === undefined || this.#isClosed) return;
      this.#connecting = undefined;
      this.#log.warn({}, "the connection that says which jobs are run here was lost");
      this.#retry();
    };
    const client = createClient({ url: this.#url, name: "zhiyin runs", onError: lose });
    await client.connect();
    client.on("end", lose);
    for (const name of this.#names) await client.query("select pg_advisory_lock($1, hashtext($2))", [space, name]);
    return client;
  }

  /** Until the names are locked again, others may think that their runs are dead: at once, then twice a second. */
  #retry(): void {
    this.#client().catch(() => {
      if (!this.#isClosed) this.#retryTimer = setTimeout(() => this.#retry(), 500);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const client = await this.#connecting?.catch(() => undefined);
    this.#isClosed = true;
    await client?.end().catch(() => undefined);
  }
}
