import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { ofMyClients } from "../my_clients.ts";
import { seesClients } from "./merge_read.ts";

/** Records that became part of this one, one after the other; SQL for a list of uuid. */
export const mergedInto = (customerId: string) => sql`
  with recursive part as (
    select l.customer_id from customer_merge m join customer_merge_loser l on l.merge_id = m.id where m.winner_id = ${customerId} and m.state = 'done'
    union
    select l.customer_id from part p join customer_merge m on m.winner_id = p.customer_id and m.state = 'done'
      join customer_merge_loser l on l.merge_id = m.id)
  select customer_id from part`;

/** These and all records that became part of them. */
export async function withMerged(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive part as (
      select unnest(${ids}::uuid[]) as id
      union
      select l.customer_id from part p join customer_merge m on m.winner_id = p.id and m.state = 'done'
        join customer_merge_loser l on l.merge_id = m.id)
    select id from part`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Where a record went that was merged away; null when it was not. */
export async function winnerOf(db: Db, customerId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select m.winner_id as id, 1 as step from customer_merge_loser l join customer_merge m on m.id = l.merge_id and m.state = 'done'
       where l.customer_id = ${customerId}
      union all
      select m.winner_id, u.step + 1 from up u join customer_merge_loser l on l.customer_id = u.id
        join customer_merge m on m.id = l.merge_id and m.state = 'done' where u.step < 100)
    select id from up order by step desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/**
 * Condition on alias e of domain_event: a happening of before a merge across clients is told to people behind the wall only
 * where all of the record's clients of then are theirs.
 */
export function toldAcrossMerges(actor: Actor, customerId: string) {
  if (actor.clientAccess === "all") return sql`true`;
  return sql`(${ofMyClients(actor, "e.client_id")} and (e.client_id is not null
    or not exists (select 1 from customer_merge m join customer_merge_loser l on l.merge_id = m.id
      where m.is_crossing and m.state = 'done' and e.at <= m.merged_at and l.customer_id = e.root_id and not ${seesClients(actor, "l.clients")}))
    and (e.client_id is not null or e.root_id <> ${customerId}::uuid or not exists (select 1 from customer_merge m
      where m.is_crossing and m.state = 'done' and m.winner_id = e.root_id and e.at <= m.merged_at and not ${seesClients(actor, "m.winner_clients")})))`;
}

/** Takes what was merged away 30 days ago out of the database; what happened to it is still told with the winner. */
export async function dropMerged(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update customer_merge m set winner_id = up.winner_id from customer_merge_loser l join customer_merge up on up.id = l.merge_id and up.state = 'done'
    where m.winner_id = l.customer_id and l.customer_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from search_entry where root_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from customer where id = any(${ids}::uuid[])`.execute(tx);
}
