import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { type Described, declareNotice, describeNotices, notify, organisationTimeZone } from "../../people/index.ts";
import { refreshSearchOf } from "../search_entry.ts";
import type { previewRecyclingContract } from "./pool.contract.ts";
import { readPool } from "./pool.ts";
import { recycleInAnHour } from "./recycle.plan.ts";
import { dueOf, hasRules, ownedFor, type Rules } from "./rules.ts";

const steps = { looked: 2000, taken: 250 };
const first = "00000000-0000-0000-0000-000000000000";
const nobody = { userId: null, requestId: "recycle_pools" };

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
  const taken: string[][] = [];
  for (const pool of ruled) {
    await house.transaction((tx) => withdrawWarnings(tx, pool, zone));
    let after: string | null = first;
    while (after !== null) {
      const from: string = after;
      after = await house.transaction((tx) => warnSome(tx, pool, zone, from));
    }
    after = first;
    while (after !== null) {
      const from: string = after;
      const step = await house.transaction((tx) => takeSome(tx, pool, zone, from));
      if (step.ids.length > 0) taken.push(step.ids);
      after = step.last;
    }
  }
  // until then a search only looks at candidates in vain: each is asked again whether it is to be seen
  for (const ids of taken) await house.transaction((tx) => refreshSearchOf(tx, ids));
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

const today = (zone: string) => sql`(now() at time zone ${zone})::date`;

/** Followed up, given on, protected or removed meanwhile: no longer due. */
async function withdrawWarnings(tx: Tx, pool: Rules, zone: string): Promise<void> {
  await sql`delete from pool_warning w where w.pool_id = ${pool.id} and not exists (
    select 1 from customer c ${dueOf(pool, zone)} where c.id = w.customer_id and c.owner_id = w.user_id and ${ownedFor(pool)}
       and d.due <= ${today(zone)} + ${pool.warning_days}::int)`.execute(tx);
}

/** @returns the last customer looked at; null: there are no more */
async function warnSome(tx: Tx, pool: Rules, zone: string, after: string): Promise<string | null> {
  const { rows } = await sql<{ last: string | null; warned: { user_id: string; count: number }[] }>`
    with part as materialized (select c.id from customer c where c.id > ${after} order by c.id limit ${steps.looked}),
    told as (
      insert into pool_warning (customer_id, pool_id, user_id, reason, due_on)
      select c.id, ${pool.id}, c.owner_id, d.reason, greatest(d.due, ${today(zone)} + ${pool.warning_days}::int)
        from part join customer c on c.id = part.id ${dueOf(pool, zone)}
       where ${ownedFor(pool)} and d.due <= ${today(zone)} + ${pool.warning_days}::int
         for key share of c skip locked
      on conflict (customer_id) do nothing returning user_id)
    select (select id from part order by id desc limit 1) as last,
      (select coalesce(json_agg(t), '[]') from (select user_id, count(*)::int as count from told group by user_id) t) as warned`.execute(
    tx,
  );
  const { last, warned } = rows[0]!;
  if (pool.warning_days > 0)
    for (const { user_id, count } of warned)
      await record(tx, nobody, "pool.warning", {
        object: "pool",
        objectId: pool.id,
        payload: { pool_id: pool.id, owner_id: user_id, count },
      });
  if (pool.warning_days > 0)
    await notify(
      tx,
      warned.map(({ user_id }) => ({ user_id, kind: "pool_warning", object: "pool", object_id: pool.id })),
    );
  return last;
}

async function takeSome(
  tx: Tx,
  pool: Rules,
  zone: string,
  after: string,
): Promise<{ ids: string[]; last: string | null }> {
  const told = await sql<{ id: string }>`
    select customer_id as id from pool_warning where pool_id = ${pool.id} and due_on <= ${today(zone)} and customer_id > ${after}
     order by customer_id limit ${steps.taken}`.execute(tx);
  const ids = told.rows.map(({ id }) => id);
  const last = ids.at(-1) ?? null;
  const batch = newId();
  const { rows } = await sql<{ id: string }>`
    with due as materialized (
      select c.id, c.owner_id, w.reason from pool_warning w join customer c on c.id = w.customer_id ${dueOf(pool, zone)}
       where w.customer_id = any(${ids}::uuid[]) and c.owner_id = w.user_id and ${ownedFor(pool)} and d.due <= ${today(zone)}
       order by c.id for update of c skip locked),
    joined as (
      insert into pool_membership (customer_id, pool_id, last_owner_id, reason)
      select id, ${pool.id}, owner_id, reason from due),
    noted as (
      insert into pool_recycle (batch_id, customer_id, last_owner_id) select ${batch}::uuid, id, owner_id from due),
    untold as (delete from pool_warning w using due where w.customer_id = due.id)
    update customer c set owner_id = null, team_id = null, pool_id = ${pool.id}, updated_at = now() from due where c.id = due.id
    returning c.id`.execute(tx);
  if (rows.length === 0) return { ids: [], last };
  await record(tx, nobody, "pool.recycled", {
    object: "pool",
    objectId: pool.id,
    root: { object: "pool", id: batch },
    payload: { pool_id: pool.id, count: rows.length },
  });
  return { ids: rows.map(({ id }) => id), last };
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
       where ${ownedFor(pool)} and d.due <= ${today(zone)} + ${pool.warning_days}::int limit ${most})
    select count(*) filter (where due <= ${today(zone)} and (due_on <= ${today(zone)} or ${pool.warning_days} = 0))::int as due,
      count(*) filter (where is_told and due_on > ${today(zone)})::int as warned,
      count(*) filter (where not is_told and ${pool.warning_days} > 0)::int as overdue from met`.execute(db);
  return rows[0]!;
}
