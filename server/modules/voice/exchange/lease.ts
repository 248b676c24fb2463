import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";

/** A lease ends so many milliseconds after it was kept last. */
export const leaseMs = 4000;

export interface Lease {
  /** Fences what is written: with each other holder it is one more. */
  token: number;
  /** The token since which this place has had the lease without a break. */
  placeToken: number;
}

/**
 * Takes the organisation's lease when nobody has it, or keeps one's own. Null: another has it.
 * @param holder `<place>/<name>`. One place has one engine, and one program at a time stands at it: who comes there next needs not wait
 * for the end of the lease of who died.
 */
export async function holdLease(db: Db, holder: string): Promise<Lease | null> {
  const isSamePlace = sql`split_part(l.holder, '/', 1) = split_part(excluded.holder, '/', 1)`;
  const { rows } = await sql<Lease>`
    insert into voice_lease as l (holder, token, until, place_token)
        values (${holder}, 1, now() + ${leaseMs} * interval '1 millisecond', 1)
      on conflict (is_only) do update set holder = excluded.holder, until = excluded.until,
        token = l.token + (l.holder <> excluded.holder)::int,
        place_token = case when ${isSamePlace} then l.place_token else l.token + 1 end
      where ${isSamePlace} or l.until <= now()
    returning token, place_token as "placeToken"`.execute(db);
  return rows[0] ?? null;
}

export async function giveUpLease(db: Db, holder: string): Promise<void> {
  await sql`update voice_lease set until = now() where holder = ${holder}`.execute(db);
}

/** Somebody else decides about calls now: what is written here would come too late. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** Numbers of steps: of each token from 1 on. */
export interface Mark {
  token: number;
  number: number;
}

/** The first statement of whatever an exchange writes. @param mark of the last step that is written with it. @throws LeaseLost */
export async function requireLease(tx: Tx, token: number, mark: Mark): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("voice_lease")
    .set({ written_token: mark.token, written: mark.number })
    .where("token", "=", token)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLost("another exchange holds the lease");
}

/** The last step that is written; null before the first. */
export async function lastWritten(db: Db): Promise<Mark | null> {
  const { rows } = await sql<Mark>`
    select written_token as token, written as number from voice_lease where written_token is not null`.execute(db);
  return rows[0] ?? null;
}
