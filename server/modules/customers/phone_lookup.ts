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
  await sql`delete from phone_lookup where user_id = ${actor.userId} and looked_at < now() - interval '1 hour'`.execute(
    db,
  );
  const { rows } = await sql<{ fresh: number; added: number }>`
    with asked as (select encode(sha256(convert_to(a, 'UTF8')), 'hex') as digest from unnest(${asked}::text[]) as a),
    recent as (select digest from phone_lookup where user_id = ${actor.userId} and looked_at > now() - interval '1 hour'),
    fresh as (select digest from asked where digest not in (select digest from recent)),
    added as (
      insert into phone_lookup (user_id, digest) select ${actor.userId}::uuid, digest from fresh
       where (select count(*) from recent) + (select count(*) from fresh) <= ${mostAnHour}
      on conflict (user_id, digest) do update set looked_at = now() returning 1)
    select (select count(*) from fresh)::int as fresh, (select count(*) from added)::int as added`.execute(db);
  const { fresh, added } = rows[0]!;
  if (fresh > 0 && added === 0) throw new Problem(429, "phone.too_many_lookups", { detail: { most: mostAnHour } });
}
