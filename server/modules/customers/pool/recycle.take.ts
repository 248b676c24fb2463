import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { dueOf, longEnough, ownedFor, type Rules, today } from "./rules.ts";

export const nobody = { userId: null, requestId: "recycle_pools" };
const firstId = "00000000-0000-0000-0000-000000000000";
const looked = 2000;
const most = 200_000;
const blocksLooked = 200;

export interface Taken {
  id: string;
  owner_id: string;
  team_id: string | null;
}

/** Takes all that is due now, some rows a transaction: as many as stay locked for about `slice.wanted`. */
export async function takeDue(house: House, pool: Rules, zone: string): Promise<Taken[][]> {
  const taken: Taken[][] = [];
  let size = slice.first;
  for await (const due of pagesOfDue(house.db, pool, zone))
    for (let at = 0; at < due.length; ) {
      const ids = due.slice(at, at + size);
      at += ids.length;
      const began = performance.now();
      const rows = await house.transaction((tx) => takeSome(tx, pool, zone, ids));
      size = nextSlice(ids.length, performance.now() - began);
      if (rows.length > 0) taken.push(rows);
    }
  return taken;
}

const slice = { first: 100, least: 20, most: 500, wanted: 60 };

/** Rows for the next transaction, by how long the last one took in milliseconds; at most twice as many. */
export const nextSlice = (rows: number, took: number): number =>
  Math.min(slice.most, Math.max(slice.least, Math.floor(rows * Math.min(2, slice.wanted / Math.max(took, 1)))));

/** What may be due; without a warning everybody's customers are looked through. */
async function* pagesOfDue(db: Db, pool: Rules, zone: string): AsyncGenerator<string[]> {
  if (pool.warning_days > 0) yield* warned(db, pool, zone);
  else yield* sorted(unwarned(db, pool, zone));
}

/** Rows change faster in the order of their ids, in which most indexes lie. */
async function* sorted(parts: AsyncIterable<readonly string[]>): AsyncGenerator<string[]> {
  let some: string[] = [];
  for await (const part of parts) {
    some.push(...part);
    if (some.length < most) continue;
    yield some.sort();
    some = [];
  }
  yield some.sort();
}

async function* warned(db: Db, pool: Rules, zone: string): AsyncGenerator<string[]> {
  for (let after = firstId; ; ) {
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from pool_warning where pool_id = ${pool.id} and due_on <= ${today(zone)} and customer_id > ${after}
       order by customer_id limit ${looked}`.execute(db);
    if (rows.length === 0) return;
    yield rows.map(({ id }) => id);
    after = rows.at(-1)!.id;
  }
}

async function* unwarned(db: Db, pool: Rules, zone: string): AsyncGenerator<string[]> {
  for (const part of await partsOfCustomers(db)) {
    const { rows } = await sql<{ id: string }>`
      select c.id from customer c ${dueOf(pool, zone)}
       where ${part("c")} and ${longEnough(pool, zone, 0)} and ${ownedFor(pool)} and d.due <= ${today(zone)} and ${notToldBy(pool)}`.execute(
      db,
    );
    yield rows.map(({ id }) => id);
  }
}

/** Condition on a customer's alias. */
export type Part = (alias: string) => RawBuilder<unknown>;

/**
 * All customers in parts as they lie on disk, some thousands each: read page by page, 20 times faster than by an index.
 * A row that somebody moves meanwhile may be in no part; it is there for the next run.
 */
export async function partsOfCustomers(db: Db): Promise<Part[]> {
  const { rows } = await sql<{ blocks: number }>`
    select (pg_relation_size('customer') / current_setting('block_size')::int)::int as blocks`.execute(db);
  const count = Math.ceil(rows[0]!.blocks / blocksLooked);
  const at = (block: number) => sql`${`(${block},0)`}::tid`;
  return Array.from({ length: count }, (_, index) => (alias) => {
    const place = sql.ref(`${alias}.ctid`);
    return sql`${place} >= ${at(index * blocksLooked)} and ${place} < ${at((index + 1) * blocksLooked)}`;
  });
}

/** Condition on c: no earlier pool has told its owner. */
const notToldBy = (pool: Rules) =>
  sql`not exists (select 1 from pool_warning w where w.customer_id = c.id and w.pool_id <> ${pool.id})`;

/** Rows that somebody is at stay for the next run; what is due no more stays with its owner. */
async function takeSome(tx: Tx, pool: Rules, zone: string, ids: readonly string[]): Promise<Taken[]> {
  const batch = newId();
  const { rows } = await sql<Taken>`
    with due as materialized (
      select c.id, c.owner_id, c.team_id, d.reason from customer c ${dueOf(pool, zone)}
       where c.id = any(${ids}::uuid[]) and ${ownedFor(pool)} and d.due <= ${today(zone)}
         and ${
           pool.warning_days > 0
             ? sql`exists (select 1 from pool_warning w where w.customer_id = c.id and w.pool_id = ${pool.id} and w.user_id = c.owner_id
                and w.due_on <= ${today(zone)})`
             : notToldBy(pool)
         }
       order by c.id for update of c skip locked),
    joined as (
      insert into pool_membership (customer_id, pool_id, last_owner_id, reason)
      select id, ${pool.id}, owner_id, reason from due),
    noted as (
      insert into pool_recycle (batch_id, customer_id, last_owner_id) select ${batch}::uuid, id, owner_id from due),
    untold as (delete from pool_warning w using due where w.customer_id = due.id)
    update customer c set owner_id = null, team_id = null, pool_id = ${pool.id}, updated_at = now() from due where c.id = due.id
    returning due.id, due.owner_id, due.team_id`.execute(tx);
  if (rows.length > 0)
    await record(tx, nobody, "pool.recycled", {
      object: "pool",
      objectId: pool.id,
      root: { object: "pool", id: batch },
      payload: { pool_id: pool.id, count: rows.length },
    });
  return rows;
}

/** The search no longer looks at these for their last owner and team; who picked one meanwhile keeps it. */
export async function forgetOwners(tx: Tx, taken: readonly Taken[]): Promise<void> {
  await sql`
    update search_entry e set tokens = ts_delete(e.tokens, array_remove(array['o:' || g.owner_id, 't:' || g.team_id], null))
      from unnest(${taken.map(({ id }) => id)}::uuid[], ${taken.map(({ owner_id }) => owner_id)}::uuid[],
        ${taken.map(({ team_id }) => team_id)}::uuid[]) as g (id, owner_id, team_id)
      join customer c on c.id = g.id and c.pool_id is not null
     where e.root_id = g.id`.execute(tx);
}
