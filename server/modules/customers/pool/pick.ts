import { type RawBuilder, sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { recordEach } from "../../../platform/event/record_each.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { insideWall } from "../../../platform/permission/compile.ts";
import { conflict, notFound, Problem } from "../../../platform/problem.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { teamOf } from "../customer.ts";
import { customerShape } from "../permissions.ts";
import { requireUnprotected, unprotected } from "../protection/shut.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { roomIn } from "./blocked.ts";
import type { pickCustomerContract } from "./pick.contract.ts";
import { countersOf, type Pool, readPool } from "./pool.ts";

type Picked = ResponseOf<typeof pickCustomerContract>;
interface Place {
  poolId: string;
  customerId: string;
}

/** @throws pool.not_found, pool.not_picker, pool.picks_per_day, pool.capacity, pool.cooling, pool.taken, customer.not_found */
export async function pickCustomer(tx: Tx, actor: Actor, { poolId, customerId }: Place): Promise<Picked> {
  const pool = await poolToPick(tx, actor, poolId);
  const before = await alreadyPicked(tx, actor.userId, { poolId, customerId });
  if (before) return { picked: [before], pool };
  requireRoom(pool);
  const picked = await claim(tx, actor, { pool, userId: actor.userId, which: sql`c.id = ${customerId}` });
  if (picked.length === 0) throw await whyNot(tx, actor, pool, customerId);
  return { picked, pool: await readPool(tx, actor, poolId) };
}

/** As many as there are and the rules allow, the longest in the pool first. */
export async function pickNext(tx: Tx, actor: Actor, poolId: string, { count }: { count: number }): Promise<Picked> {
  const pool = await poolToPick(tx, actor, poolId);
  requireRoom(pool);
  const { rows } = await sql<{ id: string }>`
    select c.id from pool_membership m join customer c on c.id = m.customer_id
     where m.pool_id = ${poolId} and ${mayClaim(actor, pool, actor.userId)}
     order by m.since, m.customer_id limit ${Math.min(count, roomIn(pool))} for update of c skip locked`.execute(tx);
  const which = sql`c.id = any(${rows.map(({ id }) => id)}::uuid[])`;
  const picked = await claim(tx, actor, { pool, userId: actor.userId, which });
  return { picked, pool: await readPool(tx, actor, poolId) };
}

/** @throws as pickCustomer, and customer.unknown_reference for a receiver who is not there */
export async function assignCustomer(
  tx: Tx,
  actor: Actor,
  { poolId, customerId }: Place,
  userId: string,
): Promise<Picked> {
  await lockPicks(tx, userId);
  const pool = await readPool(tx, actor, poolId);
  const before = await alreadyPicked(tx, userId, { poolId, customerId });
  if (before) return { picked: [before], pool };
  await teamOf(tx, userId);
  const zone = await organisationTimeZone(tx);
  const { rows } = await sql<{ mine: Pool["mine"] }>`
    select ${countersOf(sql`${userId}::uuid`, zone)} as mine from pool p where p.id = ${poolId}`.execute(tx);
  if (pool.capacity !== null && rows[0]!.mine.held >= pool.capacity) throw conflict("pool.capacity");
  const picked = await claim(tx, actor, { pool, userId, which: sql`c.id = ${customerId}`, isAssigned: true });
  if (picked.length === 0) throw await whyNot(tx, actor, pool, customerId);
  return { picked, pool: await readPool(tx, actor, poolId) };
}

/** Counters are read under the person's lock, so that two picks at once cannot both be the last that is allowed. */
async function poolToPick(tx: Tx, actor: Actor, poolId: string): Promise<Pool> {
  await lockPicks(tx, actor.userId);
  return await readPool(tx, actor, poolId);
}

const lockPicks = (tx: Tx, userId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`pool_pick ${userId}`}, 0))`.execute(tx);

function requireRoom({ blocked, mine, picks_per_day, capacity }: Pool): void {
  if (blocked.pick === "not_picker" || blocked.pick === "retired") throw new Problem(403, "pool.not_picker");
  if (blocked.pick) throw conflict(`pool.${blocked.pick}`, { ...mine, picks_per_day, capacity });
}

/** Condition on c, joined to nothing: it is in the pool, to be seen by the actor, and the receiver's cool-down is over. */
const mayClaim = (actor: Actor, pool: Pool, userId: string, isAssigned = false): RawBuilder<unknown> => sql`
  c.pool_id = ${pool.id} and c.bin_id is null and ${unprotected(actor, "c")} and ${insideWall(actor, customerShape, "c")} and ${
    isAssigned
      ? sql`true`
      : sql`not exists (
    select 1 from pool_membership w where w.customer_id = c.id and ${isCooling(pool, userId, "w")})`
  }`;

export const isCooling = (pool: Pick<Pool, "cool_down_days">, userId: string, alias: string): RawBuilder<unknown> =>
  sql`(${sql.ref(`${alias}.last_owner_id`)} = ${userId}::uuid and ${sql.ref(`${alias}.since`)} > now() - make_interval(days => ${pool.cool_down_days}))`;

interface Claim {
  pool: Pool;
  userId: string;
  which: RawBuilder<unknown>;
  isAssigned?: boolean;
}

/** One statement decides: who waited for the row finds it outside the pool. The trigger ends the membership. */
async function claim(
  tx: Tx,
  actor: Actor,
  { pool, userId, which, isAssigned = false }: Claim,
): Promise<Picked["picked"]> {
  const { rows } = await sql<{ id: string; name: string }>`
    update customer c set owner_id = u.id, team_id = u.team_id, updated_at = now() from app_user u
     where u.id = ${userId} and ${which} and ${mayClaim(actor, pool, userId, isAssigned)}
    returning c.id, c.name`.execute(tx);
  if (rows.length === 0) return [];
  await tx
    .insertInto("pool_pick")
    .values(
      rows.map(({ id }) => ({
        id: newId(),
        pool_id: pool.id,
        customer_id: id,
        user_id: userId,
        given_by: isAssigned ? actor.userId : null,
      })),
    )
    .execute();
  await recordEach(
    tx,
    actor,
    rows.map(({ id }) => ({
      name: "customer.picked",
      object: "customer",
      objectId: id,
      payload: { pool_id: pool.id, to: userId, is_assigned: isAssigned },
      changes: [{ field: "owner", before: null, after: userId }],
    })),
  );
  await refreshSearchOf(
    tx,
    rows.map(({ id }) => id),
  );
  return rows;
}

/** A repeat of one's own pick finds it done. */
async function alreadyPicked(
  tx: Tx,
  userId: string,
  { poolId, customerId }: Place,
): Promise<Picked["picked"][number] | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from customer c where c.id = ${customerId} and c.owner_id = ${userId} and c.bin_id is null
       and exists (select 1 from pool_pick k where k.customer_id = c.id and k.user_id = ${userId} and k.pool_id = ${poolId})`.execute(
    tx,
  );
  return rows[0];
}

/** Colleagues' names are no secret; the customer's are told to nobody who could not see it in the pool. */
async function whyNot(tx: Tx, actor: Actor, pool: Pool, customerId: string): Promise<Problem> {
  const { rows } = await sql<{ until: string | null; by: { id: string; name: string } | null }>`
    select (select m.since + make_interval(days => ${pool.cool_down_days}) from pool_membership m
             where m.customer_id = c.id and m.pool_id = ${pool.id}) as until,
      (select json_build_object('id', u.id, 'name', u.name) from pool_pick k join app_user u on u.id = k.user_id
        where k.customer_id = c.id and k.pool_id = ${pool.id} order by k.picked_at desc limit 1) as by
      from customer c where c.id = ${customerId} and c.bin_id is null and ${insideWall(actor, customerShape, "c")}`.execute(
    tx,
  );
  const found = rows[0];
  if (found) await requireUnprotected(tx, actor, customerId, "pick");
  if (found?.until) return conflict("pool.cooling", { until: found.until });
  if (found?.by) return conflict("pool.taken", { by: found.by });
  return notFound("customer.not_found");
}
