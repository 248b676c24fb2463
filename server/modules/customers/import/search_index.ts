import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { hasRunner } from "./session.ts";

/**
 * A token index takes single entries at once, which costs 180 us each; gathered in its pending list and merged by the
 * thousand they cost 60. While an import runs entries are gathered, and a second connection merges them after each chunk.
 * Search reads the pending list as well: everything is found as soon as it is committed.
 */
export class GatheredIndex {
  readonly #house: House;
  readonly #db: Db;
  #merging: Promise<void> | undefined;

  constructor(house: House, db: Db) {
    this.#house = house;
    this.#db = db;
  }

  /** Does without when the index cannot be had at once: then it is only slower. */
  async begin(): Promise<void> {
    await alterIndex(this.#db, sql`set (fastupdate = on, gin_pending_list_limit = 131072)`).catch((error: Error) =>
      this.#house.log.warn({ error: error.message }, "search entries are not gathered"),
    );
  }

  /** Merges in the background what has been committed; one merge at a time. */
  merge(): void {
    this.#merging ??= sql`select gin_clean_pending_list('search_entry_tokens')`
      .execute(this.#house.db)
      .then(() => undefined)
      .catch((error: Error) => this.#house.log.warn({ error: error.message }, "search entries could not be merged"))
      .finally(() => {
        this.#merging = undefined;
      });
  }

  async end(): Promise<void> {
    await this.#merging;
  }
}

/** Gives the index back its way of single entries; a job tries it until it can, also what a killed run left. */
export async function settleSearchIndex(house: House): Promise<void> {
  if (await hasRunner(house.db)) return; // that one's end settles it
  await alterIndex(house.db, sql`set (fastupdate = off)`);
  await alterIndex(house.db, sql`reset (gin_pending_list_limit)`);
  await sql`select gin_clean_pending_list('search_entry_tokens')`.execute(house.db);
}

/** Needs the index for itself for a moment; searches must not queue behind it, so it gives up after 200 ms. */
async function alterIndex(db: Db, change: ReturnType<typeof sql>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = 200`.execute(tx);
    await sql`alter index search_entry_tokens ${change}`.execute(tx);
  });
}
