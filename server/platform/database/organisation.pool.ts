import type { Kysely } from "kysely";
import type pg from "pg";
import { Connections, type Reserved } from "./connections.ts";
import { type Directory, unsealUrl } from "./directory.ts";
import { OrganisationError } from "./organisation.ts";
import { createKysely } from "./pool.ts";

export type OrganisationPoolOptions = {
  /** Connections to one organisation's database at most; 10 unless told otherwise. */
  perOrganisation?: number;
  /** Connections in all at most; 60 unless told otherwise. */
  total?: number;
  /** Milliseconds an organisation nobody asks for stays open; 60,000 unless told otherwise. */
  idle?: number;
  statementTimeout?: number;
};

export type OpenOrganisation<DB> = {
  organisationId: string;
  db: Kysely<DB>;
  databaseUrl: string;
  /** For the job queue. */
  libraryPool: () => pg.Pool;
  /** A connection of one's own, under the same caps. */
  reserve: (settings: { statementTimeout: number }) => Promise<Reserved>;
  /** To be called once; the organisation may be closed after that. */
  release: () => void;
};

type Entry<DB> = { url: Promise<string>; db?: Kysely<DB>; users: number; timer?: NodeJS.Timeout };

/** The databases of many organisations: opened when asked for, never more connections than the caps, closed when unused. */
export class OrganisationPools<DB> {
  #directory: Directory;
  #connections: Connections;
  #entries = new Map<string, Entry<DB>>();
  #idle: number;

  constructor(
    directory: Directory,
    { perOrganisation = 10, total = 60, idle = 60_000, statementTimeout }: OrganisationPoolOptions = {},
  ) {
    this.#directory = directory;
    this.#idle = idle;
    const name = "zhiyin";
    this.#connections = new Connections({
      perDatabase: perOrganisation,
      total,
      idle: Math.min(idle, 10_000),
      wait: 10_000,
      name,
      statementTimeout,
    });
  }

  /** Runs `work` with the organisation's database, which stays open meanwhile. @throws OrganisationError not_found */
  async with<Result>(organisationId: string, work: (db: Kysely<DB>) => Promise<Result>): Promise<Result> {
    const { db, release } = await this.open(organisationId);
    try {
      return await work(db);
    } finally {
      release();
    }
  }

  /** The organisation's database until `release` is called. @throws OrganisationError not_found */
  async open(organisationId: string): Promise<OpenOrganisation<DB>> {
    const entry = this.#entries.get(organisationId) ?? this.#enter(organisationId);
    entry.users++;
    clearTimeout(entry.timer);
    try {
      const databaseUrl = await entry.url;
      entry.db ??= createKysely<DB>(this.#connections.poolOf(databaseUrl));
      let released = false;
      const release = () => {
        if (!released) this.#leave(organisationId, entry);
        released = true;
      };
      return {
        organisationId,
        db: entry.db,
        databaseUrl,
        libraryPool: () => this.#connections.libraryPoolOf(databaseUrl),
        reserve: (settings) => this.#connections.reserve(databaseUrl, settings),
        release,
      };
    } catch (error) {
      if (this.#entries.get(organisationId) === entry) this.#entries.delete(organisationId);
      throw error;
    }
  }

  /** For tests and metrics. */
  stats(): { organisations: number; connections: number } {
    return { organisations: this.#entries.size, connections: this.#connections.total };
  }

  /** Forgets an organisation, after it was removed or moved; work under way goes on. */
  async forget(organisationId: string): Promise<void> {
    const entry = this.#entries.get(organisationId);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.#entries.delete(organisationId);
    await this.#connections.closeIdle(await entry.url);
  }

  async close(): Promise<void> {
    for (const { timer } of this.#entries.values()) clearTimeout(timer);
    this.#entries.clear();
    await this.#connections.close();
  }

  #enter(organisationId: string): Entry<DB> {
    const entry: Entry<DB> = { url: readUrl(this.#directory, organisationId), users: 0 };
    this.#entries.set(organisationId, entry);
    return entry;
  }

  #leave(organisationId: string, entry: Entry<DB>): void {
    entry.users--;
    if (entry.users > 0 || this.#entries.get(organisationId) !== entry) return;
    entry.timer = setTimeout(() => void this.forget(organisationId), this.#idle).unref();
  }
}

async function readUrl(directory: Directory, organisationId: string): Promise<string> {
  const row = await directory.db
    .selectFrom("organisation")
    .select("database_url_encrypted")
    .where("id", "=", organisationId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!row) throw new OrganisationError("not_found", `there is no organisation ${organisationId}`);
  return unsealUrl(directory, organisationId, row.database_url_encrypted);
}
