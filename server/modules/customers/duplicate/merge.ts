import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { columnTypes } from "../../../platform/own/column.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { openBin } from "../bin.ts";
import type { mergeCustomersContract } from "../merge.contract.ts";
import { naming } from "../own/unique.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { moveChildren } from "./merge_children.ts";
import { type PlannedMerge, planned } from "./merge_load.ts";
import { type MergeField, sameValue } from "./merge_plan.ts";
import { readMerge } from "./merge_read.ts";

type Merge = ResponseOf<typeof mergeCustomersContract>;
interface Ids {
  mergeId: string;
  winner: string;
  losers: string[];
}

/**
 * Makes one record of several. The losers lie hidden for 30 days with what the winner had already; all else goes along.
 * @throws customer.not_found; permission.missing; merge.*; own_field.not_unique
 */
export async function mergeCustomers(
  tx: Tx,
  actor: Actor,
  choice: BodyOf<typeof mergeCustomersContract>,
): Promise<Merge> {
  const { records, plan, own } = await planned(tx, actor, choice, true);
  const [winner, ...losers] = records;
  const ids: Ids = { mergeId: newId(), winner: winner!.id, losers: losers.map(({ id }) => id) };
  const binId = await openBin(tx, actor, { reason: "merged" });
  await sql`update customer set bin_id = ${binId} where id = any(${ids.losers}::uuid[])`.execute(tx);
  await tx
    .insertInto("customer_merge")
    .values({
      id: ids.mergeId,
      winner_id: ids.winner,
      winner_clients: [...winner!.clients],
      is_crossing: plan.isCrossing,
      bin_id: binId,
      merged_by: actor.userId,
    })
    .execute();
  await tx
    .insertInto("customer_merge_loser")
    .values(
      losers.map(({ id, number, clients }) => ({
        merge_id: ids.mergeId,
        customer_id: id,
        number,
        clients: [...clients],
      })),
    )
    .execute();
  const changes = plan.fields.filter(({ before, after }) => !sameValue(before, after));
  await setFields(tx, actor, ids, winner!.kind, changes, own);
  await keepApart(tx, ids, plan.clientFacts);
  await keepTagsApart(tx, ids, plan.owners);
  const move = { ...ids, owners: plan.owners };
  await moveChildren(tx, move);
  await pointToWinner(tx, ids, own);
  await shareWithOwners(tx, actor, ids, records);
  await sql`delete from duplicate_pair where one_id = any(${ids.losers}::uuid[]) or other_id = any(${ids.losers}::uuid[])`.execute(
    tx,
  );
  await sql`delete from search_entry where root_id = any(${ids.losers}::uuid[])`.execute(tx);
  await refreshSearchOf(tx, [ids.winner]);
  await told(tx, actor, ids, changes);
  return await readMerge(tx, actor, ids.mergeId);
}

async function setFields(
  tx: Tx,
  actor: Actor,
  { mergeId, winner }: Ids,
  kind: "company" | "person",
  changes: readonly MergeField[],
  own: readonly OwnField[],
): Promise<void> {
  const set = changes.map(({ field, after }) => sql`${sql.ref(field)} = ${asColumn(field, after, own)}`);
  const name = changes.find(({ field }) => field === "name");
  if (name) set.push(sql`name_pinyin = ${pinyinKey(String(name.after), kind)}`);
  await naming(actor, () =>
    sql`update customer set ${sql.join([...set, sql`updated_at = now()`])} where id = ${winner}`.execute(tx),
  );
  for (const { field, before, after } of changes)
    await sql`insert into customer_merge_field (merge_id, field, before, after)
      values (${mergeId}, ${field}, ${JSON.stringify(before)}::jsonb, ${JSON.stringify(after)}::jsonb)`.execute(tx);
}

const dates = new Set(["founded_on", "birth_on"]);
const numbers = new Set(["staff_count", "revenue_this_year", "revenue_last_year", "potential_amount"]);

/** A value from JSON as its column takes it. */
export function asColumn(field: string, value: unknown, own: readonly OwnField[]) {
  if (value === null || value === undefined) return sql`null`;
  const kept = own.find(({ key }) => key === field);
  if (kept)
    return sql`${Array.isArray(value) ? value : String(value)}::${sql.raw(columnTypes[kept.kind as keyof typeof columnTypes])}`;
  if (Array.isArray(value)) return sql`${value}::text[]`;
  return dates.has(field) ? sql`${value}::date` : numbers.has(field) ? sql`${value}::bigint` : sql`${value}`;
}

/** Values of one client, among them those that an earlier merge kept apart on a loser. */
async function keepApart(
  tx: Tx,
  { mergeId, winner, losers }: Ids,
  facts: PlannedMerge["plan"]["clientFacts"],
): Promise<void> {
  for (const { clientId, field, value } of facts)
    await sql`insert into client_fact (customer_id, client_id, field, value, merge_id)
      values (${winner}, ${clientId}, ${field}, ${JSON.stringify(value)}::jsonb, ${mergeId}) on conflict do nothing`.execute(
      tx,
    );
  await sql`insert into client_fact (customer_id, client_id, field, value, merge_id)
    select distinct on (f.client_id, f.field) ${winner}::uuid, f.client_id, f.field, f.value, ${mergeId}::uuid from client_fact f
     where f.customer_id = any(${losers}::uuid[]) order by f.client_id, f.field, array_position(${losers}::uuid[], f.customer_id)
    on conflict do nothing`.execute(tx);
}

/** Tags say what somebody thinks of a customer: of a record that was one client's they stay that client's. */
async function keepTagsApart(tx: Tx, { mergeId, winner }: Ids, owners: ReadonlyMap<string, string>): Promise<void> {
  if (owners.size === 0) return;
  await sql`insert into client_fact (customer_id, client_id, field, value, merge_id)
    select ${winner}::uuid, o.client_id, 'tags', jsonb_agg(distinct t.name order by t.name), ${mergeId}::uuid
      from unnest(${[...owners.keys()]}::uuid[], ${[...owners.values()]}::uuid[]) as o (id, client_id)
      join customer_tag l on l.customer_id = o.id join tag t on t.id = l.tag_id group by o.client_id
    on conflict do nothing`.execute(tx);
  if (!owners.has(winner)) return;
  await sql`with gone as (delete from customer_tag where customer_id = ${winner} returning tag_id)
    insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
    select ${mergeId}, 'tag', tag_id, 'unlinked', ${winner} from gone`.execute(tx);
}

/** Own fields of other records that named a loser name the winner. */
async function pointToWinner(tx: Tx, { mergeId, winner, losers }: Ids, own: readonly OwnField[]): Promise<void> {
  for (const { key, kind, target } of own)
    if (kind === "relation" && target === "customer")
      await sql`
        with m as materialized (select id, ${sql.ref(key)} as was from customer
          where ${sql.ref(key)} = any(${losers}::uuid[]) and id <> ${winner} order by id for update),
        done as (update customer c set ${sql.ref(key)} = ${winner} from m where c.id = m.id)
        insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
        select ${mergeId}, ${`own.${key}`}, m.id, 'moved', m.was from m`.execute(tx);
}

/** Whoever had one of the records still reaches what became of it. */
async function shareWithOwners(tx: Tx, actor: Actor, ids: Ids, records: PlannedMerge["records"]): Promise<void> {
  const winnersOwner = records[0]!.owner_id;
  const owners = new Set(records.map(({ owner_id }) => owner_id).filter((id) => id !== null && id !== winnersOwner));
  for (const owner of owners)
    await sql`with given as (
        insert into customer_share (id, customer_id, user_id, access, shared_by)
        values (${newId()}, ${ids.winner}, ${owner}, 'write', ${actor.userId}) on conflict do nothing returning id)
      insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
      select ${ids.mergeId}, 'share', id, 'linked', ${ids.winner} from given`.execute(tx);
}

async function told(
  tx: Tx,
  actor: Actor,
  { mergeId, winner, losers }: Ids,
  changes: readonly MergeField[],
): Promise<void> {
  await record(tx, actor, "customer.merged", {
    object: "customer",
    objectId: winner,
    payload: { merge_id: mergeId, count: losers.length },
    changes,
  });
  for (const loser of losers)
    await record(tx, actor, "customer.merged_away", {
      object: "customer",
      objectId: loser,
      payload: { merge_id: mergeId, winner_id: winner },
    });
}
