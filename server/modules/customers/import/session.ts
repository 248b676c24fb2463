import { sql } from "kysely";
import { createKysely } from "../../../platform/database/pool.ts";
import type { Database } from "../../../platform/database/types.gen.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import type { Session } from "./write.ts";

/** One key for all imports of a database: they run one after the other, and a dead runner's session frees it at once. */
const lock = { space: 0x7a79, key: 1 };

/** Runs imports as the only one in this database; undefined when somebody else does. The session is this work's own. */
export async function asOnlyRunner<T>(house: House, work: (session: Session) => Promise<T>): Promise<T | undefined> {
  const { client, release } = await house.reserve({ statementTimeout: 300_000 });
  try {
    const db = createKysely<Database>({
      connect: async () => Object.assign(client, { release: () => undefined }),
      end: async () => undefined,
      options: {},
    });
    const { rows } = await sql<{
      got: boolean;
    }>`select pg_try_advisory_lock(${lock.space}, ${lock.key}) as got`.execute(db);
    if (!rows[0]?.got) return undefined;
    // a chunk and the note that it is done are lost together or not at all, so nobody waits for the disk
    await sql`set synchronous_commit = off`.execute(db);
    return await work({ client, db });
  } finally {
    release();
  }
}

/** Whether anybody runs imports in this database now. */
export async function hasRunner(db: Db): Promise<boolean> {
  const { rows } = await sql<{ runs: boolean }>`
    select exists (select 1 from pg_locks where locktype = 'advisory' and classid = ${lock.space} and objid = ${lock.key}
      and database = (select oid from pg_database where datname = current_database())) as runs`.execute(db);
  return rows[0]!.runs;
}
