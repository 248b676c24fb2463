import { createHash } from "node:crypto";
import { sql } from "kysely";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { Problem } from "../../platform/problem.ts";

const triesAllowed = 5;
const triesPerAddress = 50;
const lockMinutes = 15;

export interface Counted {
  house: House;
  /** Who or what is tried: five wrong ones lock it for 15 minutes. */
  subject: string;
  /** The network address: fifty wrong ones lock it. */
  ip: string;
  requestId: string;
  /** The named problem of a wrong try. */
  problem: string;
}

/**
 * Runs a try that counts before it is made, so that many at once cannot slip through together; a right one clears the count.
 * A Problem that the try throws by itself passes and does not count; anything else is a wrong try.
 * @throws session.locked with locked_until; the named problem with tries_left
 */
export async function countedTry<T>(counted: Counted, attempt: () => Promise<T>): Promise<T> {
  const { house } = counted;
  const subject = hashed(house, counted.subject);
  const address = hashed(house, `ip ${counted.ip}`);
  const { ids, count } = await reserve(house, subject, address);
  try {
    const result = await attempt();
    await sql`delete from sign_in_failure where subject = ${subject} or id = any(${ids}::bigint[]) or failed_at < now() - interval '1 day'`.execute(
      house.db,
    );
    return result;
  } catch (error) {
    if (error instanceof Problem) {
      await sql`delete from sign_in_failure where id = any(${ids}::bigint[])`.execute(house.db);
      throw error;
    }
    const actor = { userId: null, requestId: counted.requestId };
    await house.transaction((tx) => record(tx, actor, "session.failed", { object: "session", objectId: null }));
    throw new Problem(401, counted.problem, {
      detail: { tries_left: Math.max(0, triesAllowed - count), lock_minutes: lockMinutes },
    });
  }
}

/** Addresses are kept as hashes only. */
const hashed = (house: House, subject: string): string =>
  createHash("sha256").update(house.secret("sign in")).update(subject).digest("base64url").slice(0, 32);

/** Writes the try down as a failure, one after the other for a subject. @returns how many there are now */
async function reserve(house: House, subject: string, address: string): Promise<{ ids: number[]; count: number }> {
  return await house.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${subject}))`.execute(tx);
    const { rows } = await sql<{ subject: string; count: number; first: string }>`
      select subject, count(*)::int as count, min(failed_at) as first from sign_in_failure
       where subject in (${subject}, ${address}) and failed_at > now() - make_interval(mins => ${lockMinutes})
       group by subject`.execute(tx);
    const locked = rows.find((row) => row.count >= (row.subject === subject ? triesAllowed : triesPerAddress));
    if (locked) {
      const until = new Date(Date.parse(locked.first) + lockMinutes * 60_000).toISOString();
      throw new Problem(429, "session.locked", { detail: { locked_until: until } });
    }
    const added = await sql<{ id: number }>`
      insert into sign_in_failure (subject) values (${subject}), (${address}) returning id`.execute(tx);
    const before = rows.find((row) => row.subject === subject)?.count ?? 0;
    return { ids: added.rows.map((row) => row.id), count: before + 1 };
  });
}
