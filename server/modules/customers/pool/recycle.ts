import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { type Described, declareNotice, describeNotices, notify, organisationTimeZone } from "../../people/index.ts";
import type { previewRecyclingContract } from "./pool.contract.ts";
import { readPool } from "./pool.ts";
import { recycleInAnHour } from "./recycle.plan.ts";
import { forgetOwners, nobody, type Part, partsOfCustomers, type Taken, takeDue } from "./recycle.take.ts";
import { dueOf, hasRules, longEnough, ownedFor, type Rules, today } from "./rules.ts";

/**
 * Tells owners what will be recycled, and takes what was told long enough ago and is still due: small transactions that
 * skip rows somebody is at. The first pool in order of making takes a customer that several would.
 */
export async function recyclePools(house: House): Promise<void> {
  const zone = await organisationTimeZone(house.db);
  const pools = await house.db
    .selectFrom("pool")
    .selectAll()
    .where("retired_at", "is", null)
    .orderBy("created_at")
    .execute();
  const ruled = pools.filter(hasRules);
  const taken: Taken[][] = [];
  for (const pool of ruled) {
    await house.transaction((tx) => withdrawWarnings(tx, pool, zone));
    for (const part of pool.warning_days > 0 ? await partsOfCustomers(house.db) : [])
      await house.transaction((tx) => warnSome(tx, pool, zone, part));
    taken.push(...(await takeDue(house, pool, zone)));
  }
  // until then a search only looks at candidates in vain: each is asked again whether it is to be seen
  for (const part of taken) await house.transaction((tx) => forgetOwners(tx, part));
  if (ruled.length > 0) await house.transaction((tx) => recycleInAnHour(tx));
}

declareNotice({
  kind: "pool_warning",
  page: true,
  mail: "digest",
  words: { "zh-CN": () => "有客户快要收回公海", en: () => "Customers of yours will soon go back to a pool" },
});

describeNotices("pool", async (db, _actor, ids) => {
  const rows = await db
    .selectFrom("pool")
    .select(["id", "name"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ id, name }): [string, Described] => [id, { title: name, path: "/pools" }]));
});

/** Followed up, given on, protected or removed meanwhile: no longer due. */
async function withdrawWarnings(tx: Tx, pool: Rules, zone: string): Promise<void> {
  await sql`delete from pool_warning w where w.pool_id = ${pool.id} and not exists (
    select 1 from customer c ${dueOf(pool, zone)} where c.id = w.customer_id and c.owner_id = w.user_id and ${ownedFor(pool)}
       and d.due <= ${today(zone)} + ${pool.warning_days}::int)`.execute(tx);
}

async function warnSome(tx: Tx, pool: Rules, zone: string, part: Part): Promise<void> {
  const { rows: warned } = await sql<{ user_id: string; count: number }>`
    with told as (
      insert into pool_warning (customer_id, pool_id, user_id, reason, due_on)
      select c.id, ${pool.id}, c.owner_id, d.reason, greatest(d.due, ${today(zone)} + ${pool.warning_days}::int)
        from customer c ${dueOf(pool, zone)}
       where ${part("c")} and ${longEnough(pool, zone, pool.warning_days)} and ${ownedFor(pool)} and d.due <= ${today(zone)} + ${pool.warning_days}::int
         for key share of c skip locked
      on conflict (customer_id) do nothing returning user_id)
    select user_id, count(*)::int as count from told group by user_id`.execute(tx);
  for (const { user_id, count } of warned)
    await record(tx, nobody, "pool.warning", {
      object: "pool",
      objectId: pool.id,
      payload: { pool_id: pool.id, owner_id: user_id, count },
    });
  await notify(
    tx,
    warned.map(({ user_id }) => ({ user_id, kind: "pool_warning", object: "pool", object_id: pool.id })),
  );
}

const most = 10_000;

/** Each at most 10,000. @throws pool.not_found */
export async function previewRecycling(
  db: Db,
  actor: Actor,
  poolId: string,
): Promise<ResponseOf<typeof previewRecyclingContract>> {
  await readPool(db, actor, poolId);
  const zone = await organisationTimeZone(db);
  const pool = await db.selectFrom("pool").selectAll().where("id", "=", poolId).executeTakeFirstOrThrow();
  if (!hasRules(pool)) return { due: 0, warned: 0, overdue: 0 };
  const { rows } = await sql<ResponseOf<typeof previewRecyclingContract>>`
    with met as (
      select d.due, w.due_on, w.customer_id is not null as is_told from customer c ${dueOf(pool, zone)}
        left join pool_warning w on w.customer_id = c.id and w.user_id = c.owner_id and w.pool_id = ${poolId}
       where ${longEnough(pool, zone, pool.warning_days)} and ${ownedFor(pool)} and d.due <= ${today(zone)} + ${pool.warning_days}::int limit ${most})
    select count(*) filter (where due <= ${today(zone)} and (due_on <= ${today(zone)} or ${pool.warning_days} = 0))::int as due,
      count(*) filter (where is_told and due_on > ${today(zone)})::int as warned,
      count(*) filter (where not is_told and ${pool.warning_days} > 0)::int as overdue from met`.execute(db);
  return rows[0]!;
}
