import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";

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

  /** A killed run leaves this behind; the next run's end takes it back. */
  async begin(): Promise<void> {
    await this.#alter(sql`alter index search_entry_tokens set (fastupdate = on, gin_pending_list_limit = 131072)`);
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
    await this.#alter(sql`alter index search_entry_tokens set (fastupdate = off)`);
    await this.#alter(sql`alter index search_entry_tokens reset (gin_pending_list_limit)`);
    await sql`select gin_clean_pending_list('search_entry_tokens')`.execute(this.#db);
  }

  /** Needs the index for itself for a moment: searches must not queue behind it, so it rather goes without. */
  async #alter(statement: ReturnType<typeof sql>): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      try {
        await this.#db.transaction().execute(async (tx) => {
          await sql`set local lock_timeout = 200`.execute(tx);
          await statement.execute(tx);
        });
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== "55P03") throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
