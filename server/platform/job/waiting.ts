import { sql } from "kysely";
import type { Directory } from "../database/directory.ts";
import type { HostedOrganisation } from "../database/host.ts";
import type { Db } from "../database/types.ts";
import { lookForWork } from "./worker.ts";

/** Organisations that may be opened. */
export const listReady = ({ db }: Directory): Promise<HostedOrganisation[]> => selectReady(db).execute();

export const readReady = ({ db }: Directory, id: string): Promise<HostedOrganisation | undefined> =>
  selectReady(db).where("id", "=", id).executeTakeFirst();

/**
 * Whether a job or a reaction waits, or will within this time, in milliseconds. An organisation that was never opened has no queue
 * yet: then a call that adds a job will open it.
 */
export async function hasWork(db: Db, within: number): Promise<boolean> {
  const { rows } = await sql<{
    there: boolean;
  }>`select to_regclass('graphile_worker.jobs') is not null as there`.execute(db);
  if (!rows[0]!.there) return false;
  const { due, next, holders, unread } = await lookForWork(db, { heldFor: 10_000, takesBackground: true });
  return due || unread || holders.length > 0 || (next !== null && next < within);
}

const selectReady = (db: Directory["db"]) =>
  db
    .selectFrom("organisation")
    .select(["id", "slug", "name"])
    .where("removed_at", "is", null)
    .where("ready_at", "is not", null);
