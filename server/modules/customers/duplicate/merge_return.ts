import { type RawBuilder, sql } from "kysely";
import { allMergeables, allMergedByHand, type Mergeable, type MergedIds } from "../../../platform/attached.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { added, isAlone, type KindCount, kindOf } from "./merge_children.ts";

/** Puts back what is still the winner's. @returns how many of each kind went back */
export async function returnChildren(tx: Tx, mergeId: string, ids: MergedIds): Promise<KindCount[]> {
  const back: KindCount[] = [];
  for (const one of allMergedByHand().toReversed()) {
    const count = await one.back(tx, mergeId, ids);
    if (count > 0) back.push({ kind: one.kind, count });
  }
  for (const one of allMergeables().toReversed()) {
    const steps =
      "link" in one.row
        ? [unlinkRows(one, mergeId, ids)]
        : [returnRows(one, mergeId, ids), ...(one.follows ? [followRows(one, mergeId, ids)] : [])];
    for (const step of steps) {
      const { rows } = await sql<{ count: number }>`${step}`.execute(tx);
      if (rows[0]!.count > 0) back.push({ kind: one.kind, count: rows[0]!.count });
    }
    if (one.client && "id" in one.row) await unstampRows(tx, one, mergeId, ids);
  }
  for (const one of allMergeables()) await one.settle?.(tx, ids);
  return added(back).toReversed();
}

/** `is not distinct from` keeps the index of the customer out: each row is looked up by its id, however many the winner has. */
function returnRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const id = sql.ref(`x.${(one.row as { id: string }).id}`);
  const client = one.client ? sql`, ${sql.ref(one.client)} = h.client_before` : sql``;
  return sql`
    with done as (
      update ${sql.table(one.table)} x set ${sql.ref(one.column)} = h.from_id${client} from customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'moved' and ${id} = h.child_id
         and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} returning 1)
    select count(*)::int as count from done`;
}

/** Rows made since that hang on something which returns. */
function followRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const { kind, column } = one.follows!;
  return sql`
    with done as (
      update ${sql.table(one.table)} x set ${sql.ref(one.column)} = h.from_id from customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kind} and h.act = 'moved' and ${sql.ref(`x.${column}`)} = h.child_id
         and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} and ${isAlone(one, sql`h.from_id`, sql.ref(`x.${one.client}`))}
       returning 1)
    select count(*)::int as count from done`;
}

/** A row that would be the same as one entered since stays its client's. */
async function unstampRows(tx: Tx, one: Mergeable, mergeId: string, { winner }: MergedIds): Promise<void> {
  await sql`
    update ${sql.table(one.table)} x set ${sql.ref(one.client!)} = null from customer_merge_child h
     where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'stamped' and ${sql.ref(`x.${(one.row as { id: string }).id}`)} = h.child_id
       and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} and ${isAlone(one, sql`${winner}::uuid`, sql`null::uuid`)}`.execute(
    tx,
  );
}

function unlinkRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const link = sql.ref(`x.${(one.row as { link: string }).link}`);
  return sql`
    with done as (
      delete from ${sql.table(one.table)} x using customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'linked' and ${link} = h.child_id
         and ${sql.ref(`x.${one.column}`)} = ${winner} returning 1)
    select count(*)::int as count from done`;
}

/** Rows that would go back, and rows that came to the winner since. */
export async function countReturn(
  db: Db,
  mergeId: string,
  winner: string,
  mergedAt: string,
): Promise<{ goesBack: KindCount[]; stays: KindCount[] }> {
  const goesBack: KindCount[] = [];
  const stays: KindCount[] = [];
  for (const one of allMergeables()) {
    const id = sql.ref(`x.${"id" in one.row ? one.row.id : one.row.link}`);
    const follows = one.follows
      ? sql`exists (select 1 from customer_merge_child f where f.merge_id = ${mergeId} and f.kind = ${one.follows.kind} and f.act = 'moved'
          and f.child_id = ${sql.ref(`x.${one.follows.column}`)})`
      : sql`false`;
    const { rows } = await sql<{ back: number; since: number }>`
      select count(*) filter (where h.act in ('moved', 'linked') or h.act is null and ${follows})::int as back,
             count(*) filter (where h.act is null and not ${follows} and ${made(one)} > ${mergedAt}::timestamptz)::int as since
        from ${sql.table(one.table)} x left join lateral (select c.act from customer_merge_child c
            where c.merge_id = ${mergeId} and c.kind = ${kindOf(one)} and c.child_id = ${id} offset 0) h on true
       where ${sql.ref(`x.${one.column}`)} = ${winner}`.execute(db);
    if (rows[0]!.back > 0) goesBack.push({ kind: one.kind, count: rows[0]!.back });
    if (rows[0]!.since > 0) stays.push({ kind: one.kind, count: rows[0]!.since });
  }
  for (const { kind } of allMergedByHand()) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from customer_merge_child h
      where h.merge_id = ${mergeId} and split_part(h.kind, '.', 1) = ${kind} and h.act = 'moved'`.execute(db);
    if (rows[0]!.count > 0) goesBack.push({ kind, count: rows[0]!.count });
  }
  return { goesBack: added(goesBack), stays: added(stays) };
}

/** Ids are UUIDv7: the first 48 bits say when. A link has no time of its own. */
const made = (one: Mergeable): RawBuilder<unknown> =>
  "id" in one.row
    ? sql`to_timestamp(('x' || lpad(substr(replace(${sql.ref(`x.${one.row.id}`)}::text, '-', ''), 1, 12), 16, '0'))::bit(64)::bigint / 1000.0)`
    : sql`null::timestamptz`;
