import { type RawBuilder, sql } from "kysely";
import { type MergedOwned, onMergeByHand } from "../../../platform/attached.ts";
import type { Tx } from "../../../platform/database/types.ts";

onMergeByHand({
  kind: "relation",
  columns: ["customer_relation.from_id", "customer_relation.to_id"],
  async count(db, ids) {
    const { rows } = await sql<{ goes: number; stays: number }>`
      select count(*) filter (where m.goes)::int as goes, count(*) filter (where not m.goes)::int as stays from (${ofLosers(ids)}) m`.execute(
      db,
    );
    return rows[0]!;
  },
  async move(tx, mergeId, ids) {
    await stampWinners(tx, mergeId, ids);
    const { rows } = await sql<{ count: number }>`
      with m as materialized (select * from (${ofLosers(ids)}) k where k.goes),
      done as (update customer_relation r set from_id = m.new_from, to_id = m.new_to, client_id = m.client_id from m where r.id = m.id),
      noted as (insert into customer_merge_child (merge_id, kind, child_id, act, from_id, client_before)
        select ${mergeId}, 'relation', m.id, 'moved', m.loser, m.client_before from m)
      select count(*)::int as count from m`.execute(tx);
    return rows[0]!.count;
  },
  async back(tx, mergeId, { winner }) {
    await cutLines(tx, mergeId, winner);
    const { rows } = await sql<{ count: number }>`
      with m as materialized (
        select r.id, r.shape, h.client_before, h.from_id as loser, case when r.from_id = ${winner} then r.to_id else r.from_id end as other, r.from_id = ${winner} as was_from
          from customer_merge_child h join customer_relation r on r.id = h.child_id
         where h.merge_id = ${mergeId} and h.kind = 'relation' and h.act = 'moved' and ${winner} in (r.from_id, r.to_id)),
      done as (
        update customer_relation r
           set from_id = case when m.shape = 'symmetric' then least(m.loser, m.other) when m.was_from then m.loser else m.other end,
               to_id = case when m.shape = 'symmetric' then greatest(m.loser, m.other) when m.was_from then m.other else m.loser end,
               client_id = m.client_before
          from m where r.id = m.id)
      select count(*)::int as count from m`.execute(tx);
    await sql`update customer_relation r set client_id = null from customer_merge_child h
      where h.merge_id = ${mergeId} and h.kind = 'relation' and h.act = 'stamped' and r.id = h.child_id
        and not exists (select 1 from customer_relation o where o.type_id = r.type_id and o.from_id = r.from_id and o.to_id = r.to_id
          and o.client_id is null)`.execute(tx);
    return rows[0]!.count;
  },
});

/** What the winner had is its one client's, when others join; of a tree nothing is one client's. */
async function stampWinners(tx: Tx, mergeId: string, { winner, owners }: MergedOwned): Promise<void> {
  const clientId = owners.get(winner);
  if (!clientId) return;
  await sql`
    with stamped as (
      update customer_relation r set client_id = ${clientId} where ${winner} in (r.from_id, r.to_id) and r.client_id is null and r.shape <> 'tree'
        and not exists (select 1 from customer_relation o where o.type_id = r.type_id and o.from_id = r.from_id and o.to_id = r.to_id
          and o.client_id = ${clientId}) returning r.id)
    insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
    select ${mergeId}, 'relation', id, 'stamped', ${winner} from stamped`.execute(tx);
}

/**
 * Relations of the losers as they would be the winner's: id, loser, new_from, new_to, goes. One stays that would tie the
 * winner to itself, that the winner has, that would be a second parent, or that would close a ring once all are one.
 */
function ofLosers({ winner, losers, owners }: MergedOwned): RawBuilder<unknown> {
  const all = [winner, ...losers];
  const winners = owners.get(winner) ?? null;
  return sql`
    with recursive up (type_id, id) as (
      select r.type_id, r.from_id from customer_relation r where r.shape = 'tree' and r.to_id = any(${all}::uuid[])
      union select r.type_id, r.from_id from customer_relation r join up u on u.type_id = r.type_id and u.id = r.to_id where r.shape = 'tree'),
    down (type_id, id) as (
      select r.type_id, r.to_id from customer_relation r where r.shape = 'tree' and r.from_id = any(${all}::uuid[])
      union select r.type_id, r.to_id from customer_relation r join down d on d.type_id = r.type_id and d.id = r.from_id where r.shape = 'tree'),
    plain as (
      select r.id, r.type_id, r.shape, r.client_id as client_before, case when r.from_id = any(${losers}::uuid[]) then r.from_id else r.to_id end as loser,
        case when r.from_id = any(${losers}::uuid[]) then ${winner}::uuid else r.from_id end as f,
        case when r.to_id = any(${losers}::uuid[]) then ${winner}::uuid else r.to_id end as t
      from customer_relation r where r.from_id = any(${losers}::uuid[]) or r.to_id = any(${losers}::uuid[])),
    ended as (
      select p.*, case when p.shape = 'tree' then null else coalesce(p.client_before,
          (select o.client_id from unnest(${[...owners.keys()]}::uuid[], ${[...owners.values()]}::uuid[]) as o (id, client_id) where o.id = p.loser)) end as client_id, case when p.shape = 'symmetric' then least(p.f, p.t) else p.f end as new_from,
        case when p.shape = 'symmetric' then greatest(p.f, p.t) else p.t end as new_to from plain p)
    select e.id, e.loser, e.new_from, e.new_to, e.client_id, e.client_before,
      e.f <> e.t
      and row_number() over (partition by e.type_id, e.new_from, e.new_to, e.client_id order by e.id) = 1
      and not exists (select 1 from customer_relation w where w.type_id = e.type_id and w.from_id = e.new_from and w.to_id = e.new_to
        and case when w.shape = 'tree' then null else coalesce(w.client_id, ${winners}::uuid) end is not distinct from e.client_id)
      and (e.shape <> 'tree' or (
        (e.t <> ${winner} or (
          row_number() over (partition by e.type_id, e.t order by e.id) = 1
          and not exists (select 1 from customer_relation w where w.type_id = e.type_id and w.shape = 'tree' and w.to_id = ${winner})
          and not exists (select 1 from down d where d.type_id = e.type_id and d.id = e.f)))
        and (e.f <> ${winner} or not exists (select 1 from up u where u.type_id = e.type_id and u.id = e.t)))) as goes
    from ended e`;
}

/** Reporting lines drawn since between people of both records end where the records part. */
const cutLines = (tx: Tx, mergeId: string, winner: string) =>
  sql`update contact c set reports_to = null from contact above
    where above.id = c.reports_to and c.customer_id = ${winner} and above.customer_id = ${winner}
      and ${backTo(mergeId, "c")} is distinct from ${backTo(mergeId, "above")}`.execute(tx);

const backTo = (mergeId: string, alias: string) => sql`(select h.from_id from customer_merge_child h
  where h.merge_id = ${mergeId} and h.kind = 'contact' and h.act = 'moved' and h.child_id = ${sql.ref(`${alias}.id`)})`;
