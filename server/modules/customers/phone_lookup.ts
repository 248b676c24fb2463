import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { seesMasked } from "./masked.ts";

const mostAnHour = 100;

/**
 * Counts whole numbers (E.164) that somebody who sees them masked asks for: enough to answer calls, too few to try out the digits
 * behind a mask. The same number again within the hour counts once. @throws phone.too_many_lookups
 */
export async function countLookups(db: Db, actor: Actor, numbers: Iterable<string>): Promise<void> {
  const asked = [...new Set(numbers)];
  if (asked.length === 0 || !seesMasked(actor)) return;
  const mine = sql`user_id = ${actor.userId}::uuid`;
  // transactions side by side count one after the other; without one each is written before any is counted
  await sql`select pg_advisory_xact_lock(hashtextextended(${`phone_lookup ${actor.userId}`}, 0))`.execute(db);
  await sql`delete from phone_lookup where ${mine} and looked_at < now() - interval '1 hour'`.execute(db);
  const { rows: added } = await sql<{ digest: string }>`
    insert into phone_lookup (user_id, digest)
    select ${actor.userId}::uuid, encode(sha256(convert_to(a, 'UTF8')), 'hex') from unnest(${asked}::text[]) as a
    on conflict (user_id, digest) do nothing returning digest`.execute(db);
  const { rows: all } = await sql<{ count: number }>`select count(*)::int from phone_lookup where ${mine}`.execute(db);
  if (all[0]!.count <= mostAnHour) return;
  await sql`delete from phone_lookup where ${mine} and digest = any(${added.map(({ digest }) => digest)}::text[])`.execute(
    db,
  );
  throw new Problem(429, "phone.too_many_lookups", { detail: { most: mostAnHour } });
}
