import type pg from "pg";
import { createClient } from "../database/pool.ts";
import type { Log } from "../log.ts";

/** Advisory locks of this space say which workers live: the session of a killed one frees its lock at once. */
const space = 0x7a7a;
const lookEvery = 5_000;

/**
 * Says which workers live, and frees the jobs of dead ones: the queue by itself would hold them for four hours.
 * Each worker's name is locked in one session of this node for as long as the node runs.
 */
export class WorkerLife {
  readonly #url: string;
  readonly #log: Log;
  readonly #names = new Set<string>();
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(databaseUrl: string, log: Log) {
    this.#url = databaseUrl;
    this.#log = log;
  }

  async open(): Promise<void> {
    await this.#connect();
    this.#timer = setInterval(() => void this.#look(), lookEvery);
  }

  /** To be called before the worker takes its first job. */
  async add(workerId: string): Promise<void> {
    this.#names.add(workerId);
    await this.#client?.query("select pg_advisory_lock($1, hashtext($2))", [space, workerId]);
  }

  async #connect(): Promise<void> {
    const client = createClient({ url: this.#url, name: "zhiyin workers", onError: () => this.#lose(client) });
    client.on("end", () => this.#lose(client));
    await client.connect();
    this.#client = client;
    for (const name of this.#names) await client.query("select pg_advisory_lock($1, hashtext($2))", [space, name]);
  }

  #lose(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined;
  }

  async #look(): Promise<void> {
    try {
      if (!this.#client && !this.#isClosed) await this.#connect();
      await this.#client?.query(freeDead, [space]);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, "jobs of dead workers could not be looked for, trying again");
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }
}

/** A lock older than ten seconds of a worker that nobody answers for. */
const freeDead = `
  select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs
   where locked_at < now() - interval '10 seconds'
     and not exists (
       select 1 from pg_locks l
        where l.locktype = 'advisory' and l.classid = $1::int::oid
          and l.database = (select oid from pg_database where datname = current_database())
          and l.objid = (hashtext(locked_by)::bigint & 4294967295)::oid)
  having count(*) > 0`;
