import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { EventActor } from "../../../platform/event/record.ts";
import { type EachHappening, recordEach } from "../../../platform/event/record_each.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer } from "../access.ts";
import { unprotected } from "../protection/shut.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { changeFacts, type FactChange } from "./change_facts.ts";
import { type Added, addParts } from "./change_parts.ts";
import type { PreparedChunk } from "./chunk.ts";
import type { Change } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { requestOf } from "./undo.ts";

const searched = new Set(["name", "other_names", "province", "city", "district", "street"]);

/**
 * Writes what a chunk says of customers who are there, for all of them at once: facts with their values before, contacts,
 * contact points and tags. A customer whom the importer may not change any more keeps everything; the row is rejected.
 */
export async function applyChanges(
  tx: Tx,
  actor: Actor,
  plan: Plan,
  chunk: PreparedChunk,
): Promise<{ updated: number; unchanged: number; rejected: number }> {
  const held = await hold(tx, actor, chunk.changes);
  const changes = chunk.changes.filter(({ id }) => held.has(id));
  const rejected = await rejectLost(
    tx,
    plan.importId,
    chunk.changes.filter(({ id }) => !held.has(id)),
  );
  const facts = await changeFacts(tx, changes, [...plan.own.values()]);
  const added = await addParts(tx, plan, changes);
  const events = await tell(tx, { userId: actor.userId, requestId: requestOf(plan.importId) }, facts, added);
  const touched = new Set([...facts.keys(), ...added.map(({ customerId }) => customerId)]);
  await rememberParts(tx, plan.importId, added);
  await findAgain(tx, facts, added, plan);
  const outcomes = [
    ...chunk.joined.map((one) => ({ ...one, outcome: "updated", event: null })),
    ...chunk.met.map((one) => ({ ...one, outcome: "skipped", event: null })),
    ...changes.flatMap(({ id, rows }) =>
      rows.map(({ row }) => ({
        row,
        id,
        outcome: touched.has(id) ? "updated" : "unchanged",
        event: events.get(id) ?? null,
      })),
    ),
  ];
  await noteRows(tx, plan.importId, outcomes);
  const updated = outcomes.filter(({ outcome }) => outcome === "updated").length;
  return { updated, unchanged: outcomes.length - updated, rejected };
}

/** Locks those that the importer may change now, in the order of their ids. */
async function hold(tx: Tx, actor: Actor, changes: readonly Change[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const ids = changes.map(({ id }) => id);
  const own = changes.filter(({ isOwn }) => isOwn).map(({ id }) => id);
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c where c.id = any(${ids}::uuid[]) and c.bin_id is null
       and ((c.id = any(${own}::uuid[]) and ${unprotected(actor, "c")}) or ${mayReachCustomer(actor, "update", "c")})
     order by c.id for update of c`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

async function rejectLost(tx: Tx, importId: string, lost: readonly Change[]): Promise<number> {
  const rows = lost.flatMap((change) => change.rows);
  if (rows.length === 0) return 0;
  await sql`insert into import_rejection (import_id, row, reason, cells)
    select ${importId}, r.row, 'exists_not_yours', r.cells
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (row bigint, cells jsonb)`.execute(tx);
  return rows.length;
}

/** Answers the event that holds the changed facts, by customer. */
async function tell(
  tx: Tx,
  actor: EventActor,
  facts: Map<string, FactChange[]>,
  added: readonly Added[],
): Promise<Map<string, number>> {
  const happenings: EachHappening[] = [...facts].map(([id, changes]) => ({
    name: "customer.updated",
    object: "customer",
    objectId: id,
    changes,
  }));
  const told = happenings.map(({ objectId }) => objectId);
  for (const { customerId, object, id, field, value } of added)
    happenings.push(
      object === "tag"
        ? {
            name: "customer.tagged",
            object: "customer",
            objectId: customerId,
            changes: [{ field, before: null, after: value }],
          }
        : {
            name: `${object}.added`,
            object,
            objectId: id,
            root: { object: "customer", id: customerId },
            changes: [{ field, before: null, after: value }],
          },
    );
  const ids = await recordEach(tx, actor, happenings);
  return new Map(told.map((id, i) => [id, ids[i]!]));
}

async function rememberParts(tx: Tx, importId: string, added: readonly Added[]): Promise<void> {
  if (added.length === 0) return;
  await sql`insert into import_part (import_id, customer_id, object, object_id)
    select ${importId}, * from unnest(${added.map((one) => one.customerId)}::uuid[], ${added.map((one) => one.object)}::text[],
      ${added.map((one) => one.id)}::uuid[]) on conflict do nothing`.execute(tx);
}

async function findAgain(
  tx: Tx,
  facts: Map<string, FactChange[]>,
  added: readonly Added[],
  { own }: Plan,
): Promise<void> {
  const renamed = [...facts].filter(([, changes]) =>
    changes.some(({ field }) => searched.has(field) || own.get(field)?.isSearched),
  );
  const ids = [...new Set([...renamed.map(([id]) => id), ...added.map(({ customerId }) => customerId)])];
  for (let at = 0; at < ids.length; at += 100) {
    await refreshSearchOf(tx, ids.slice(at, at + 100));
    await new Promise((resolve) => setImmediate(resolve)); // other work of this thread gets its turn
  }
}

type Outcome = { row: number; id: string; outcome: string; event: number | null };

async function noteRows(tx: Tx, importId: string, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await sql`insert into import_update (import_id, row, customer_id, outcome, event_id)
    select ${importId}, o.row, o.id, o.outcome, o.event from unnest(${outcomes.map(({ row }) => row)}::bigint[],
      ${outcomes.map(({ id }) => id)}::uuid[], ${outcomes.map(({ outcome }) => outcome)}::text[],
      ${outcomes.map(({ event }) => event)}::bigint[]) as o (row, id, outcome, event)
      where exists (select 1 from customer c where c.id = o.id)`.execute(tx);
}
