import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { loadOwnFields, type OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, forbidden } from "../../../platform/problem.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { accessCustomer } from "../access.ts";
import type { undoMergeContract } from "../merge.contract.ts";
import { ownKept } from "../own/columns.ts";
import { naming } from "../own/unique.ts";
import { requireUnprotected } from "../protection/shut.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { asColumn } from "./merge.ts";
import { sameValue } from "./merge_plan.ts";
import { readMerge } from "./merge_read.ts";
import { countReturn, returnChildren } from "./merge_return.ts";

type Undo = ResponseOf<typeof undoMergeContract>;
interface Field {
  field: string;
  before: unknown;
  after: unknown;
  now: unknown;
}

/** What taking back would do. @throws merge.* */
export async function previewUndoMerge(db: Db, actor: Actor, mergeId: string): Promise<Undo> {
  const { winner, mergedAt } = await undoable(db, actor, mergeId);
  const { fields } = await fieldsOf(db, actor, mergeId, winner);
  const { goesBack, stays } = await countReturn(db, mergeId, winner, mergedAt);
  return { goes_back: goesBack, stays, ...sorted(fields) };
}

/** Takes a merge back: what came since stays with the winner, fields changed since stay as they are. @throws merge.* */
export async function undoMerge(tx: Tx, actor: Actor, mergeId: string): Promise<Undo> {
  const { winner, losers, mergedAt } = await undoable(tx, actor, mergeId, true);
  const { fields, own, kind } = await fieldsOf(tx, actor, mergeId, winner);
  const { stays } = await countReturn(tx, mergeId, winner, mergedAt);
  const back = fields.filter(({ after, now }) => sameValue(after, now));
  const set = back.map(({ field, before }) => sql`${sql.ref(field)} = ${asColumn(field, before, own)}`);
  const name = back.find(({ field }) => field === "name");
  if (name) set.push(sql`name_pinyin = ${pinyinKey(String(name.before), kind)}`);
  await naming(actor, () =>
    sql`update customer set ${sql.join([...set, sql`updated_at = now()`])} where id = ${winner}`.execute(tx),
  );
  await sql`delete from customer_share s using customer_merge_child h where h.merge_id = ${mergeId} and h.kind = 'share'
    and h.act = 'linked' and s.id = h.child_id`.execute(tx);
  const goesBack = await returnChildren(tx, mergeId, { winner, losers });
  await sql`insert into customer_tag (customer_id, tag_id) select ${winner}::uuid, h.child_id from customer_merge_child h join tag t on t.id = h.child_id
    where h.merge_id = ${mergeId} and h.kind = 'tag' and h.act = 'unlinked' on conflict do nothing`.execute(tx);
  await pointBack(tx, mergeId, winner, own);
  await sql`delete from client_fact where merge_id = ${mergeId} and customer_id = ${winner}`.execute(tx);
  await naming(actor, () =>
    sql`update customer c set bin_id = null, team_id = (select u.team_id from app_user u where u.id = c.owner_id), updated_at = now()
      where c.id = any(${losers}::uuid[]) and c.bin_id = (select m.bin_id from customer_merge m where m.id = ${mergeId})`.execute(
      tx,
    ),
  );
  await sql`update customer_merge set state = 'undone', undone_by = ${actor.userId}, undone_at = now() where id = ${mergeId}`.execute(
    tx,
  );
  await refreshSearchOf(tx, [winner, ...losers]);
  await record(tx, actor, "customer.unmerged", {
    object: "customer",
    objectId: winner,
    payload: { merge_id: mergeId, count: losers.length },
    changes: back.map(({ field, before, after }) => ({ field, before: after, after: before })),
  });
  for (const loser of losers)
    await record(tx, actor, "customer.restored", { object: "customer", objectId: loser, payload: { count: 1 } });
  return { goes_back: goesBack, stays, ...sorted(fields) };
}

const sorted = (fields: readonly Field[]) => ({
  fields_back: fields.filter(({ after, now }) => sameValue(after, now)).map(({ field }) => field),
  fields_kept: fields.filter(({ after, now }) => !sameValue(after, now)).map(({ field }) => field),
});

/** The merge, if it can be taken back by this actor now; its winner is locked when `locks`. */
async function undoable(db: Db, actor: Actor, mergeId: string, locks = false) {
  const first = await readMerge(db, actor, mergeId);
  if (locks) await accessCustomer(db, actor, first.winner.id, "merge");
  const merge = locks ? await readMerge(db, actor, mergeId) : first;
  const why = merge.blocked.undo;
  for (const { id } of merge.losers) await requireUnprotected(db, actor, id, "merge");
  if (why === "no_permission") throw forbidden("customer.merge");
  if (why) throw conflict(`merge.${why}`);
  return { winner: merge.winner.id, losers: merge.losers.map(({ id }) => id), mergedAt: merge.merged_at };
}

async function fieldsOf(
  db: Db,
  _actor: Actor,
  mergeId: string,
  winner: string,
): Promise<{ fields: Field[]; own: OwnField[]; kind: "company" | "person" }> {
  const own = ((await loadOwnFields(db)).customer ?? []).filter(({ kind }) => kind !== "formula");
  const { rows } = await sql<
    Omit<Field, "now">
  >`select field, before, after from customer_merge_field where merge_id = ${mergeId} order by field`.execute(db);
  const known = rows.filter(({ field }) => !field.startsWith("x_") || own.some(({ key }) => key === field));
  const columns = known.map(({ field }) => {
    const one = own.find(({ key }) => key === field);
    return sql`, ${field}::text, ${one ? ownKept(one, sql.ref(`c.${field}`)) : sql.ref(`c.${field}`)}`;
  });
  const { rows: now } = await sql<{ values: Record<string, unknown>; kind: "company" | "person" }>`
    select c.kind, json_build_object('id', c.id${sql.join(columns, sql``)}) as values from customer c where c.id = ${winner}`.execute(
    db,
  );
  return { fields: known.map((one) => ({ ...one, now: now[0]!.values[one.field] })), own, kind: now[0]!.kind };
}

async function pointBack(tx: Tx, mergeId: string, winner: string, own: readonly OwnField[]): Promise<void> {
  for (const { key, kind, target } of own)
    if (kind === "relation" && target === "customer")
      await sql`update customer c set ${sql.ref(key)} = h.from_id from customer_merge_child h
        where h.merge_id = ${mergeId} and h.kind = ${`own.${key}`} and c.id = h.child_id and c.${sql.ref(key)} = ${winner}`.execute(
        tx,
      );
}
