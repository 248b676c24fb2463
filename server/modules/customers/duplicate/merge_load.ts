import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { loadOwnFields, type OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { forbidden, invalid, notFound, Problem } from "../../../platform/problem.ts";
import { mayReachCustomer, readGate } from "../access.ts";
import { ownKept, ownShown } from "../own/columns.ts";
import { factFields } from "../permissions.ts";
import { requireUnprotected } from "../protection/shut.ts";
import { type MergePlan, type MergeRecord, MergeRefusal, planMerge } from "./merge_plan.ts";

export interface MergeChoice {
  winner_id: string;
  loser_ids: readonly string[];
  fields?: Readonly<Record<string, string>>;
}

export interface LoadedRecord extends MergeRecord {
  kind: "company" | "person";
  number: number;
  owner_id: string | null;
  /** Values as the API gives them where they differ from those kept: a relation with its name. */
  shown: Readonly<Record<string, unknown>>;
  readable: ReadonlySet<string>;
}

export interface PlannedMerge {
  records: LoadedRecord[];
  plan: MergePlan;
  /** Own fields whose values are kept in columns. */
  own: OwnField[];
}

/**
 * The records in the order winner first, locked when `locks`, and what a merge would make of them. Values that the actor
 * may not read take part, since a merge must lose nothing; they are never told and never chosen from.
 * @throws customer.not_found; permission.missing; merge.*
 */
export async function planned(db: Db, actor: Actor, choice: MergeChoice, locks: boolean): Promise<PlannedMerge> {
  const [winnerId = "", ...others] = [choice.winner_id, ...choice.loser_ids].map((id) => id.toLowerCase());
  const ids = [...new Set([winnerId, ...others])];
  if (ids.length < 2) throw invalid("request.invalid", [{ field: "loser_ids", reason: "winner_only" }]);
  const own = ((await loadOwnFields(db)).customer ?? []).filter(({ kind }) => kind !== "formula");
  const fields = ["name", "other_names", ...factFields, ...own.map(({ key }) => key)];
  const records = await loadRecords(db, actor, ids, own, locks);
  const [winner] = records;
  if (records.some(({ kind }) => kind !== winner!.kind)) throw new Problem(409, "merge.kinds_differ");
  if (
    actor.clientAccess === "listed" &&
    records.some(({ clients }) => clients.some((id) => !actor.clientIds.includes(id)))
  )
    throw new Problem(403, "merge.other_clients");
  const chosen = Object.fromEntries(
    Object.entries(choice.fields ?? {}).map(([field, id]) => [field, id.toLowerCase()]),
  );
  const open = openFields(records);
  const unknown = Object.keys(chosen).filter(
    (field) => !fields.includes(field) || !open.has(field) || !ids.includes(chosen[field]!),
  );
  if (unknown.length > 0)
    throw invalid(
      "merge.unknown_field",
      unknown.map((field) => ({ field, reason: "unknown" })),
    );
  try {
    return { records, plan: withoutItself(planMerge(records, fields, chosen), ids, own), own };
  } catch (error) {
    if (!(error instanceof MergeRefusal)) throw error;
    if (error.reason === "client_unclear") throw new Problem(409, "merge.client_unclear");
    throw invalid("merge.client_fact", [{ field: error.field!, reason: "client_fact" }]);
  }
}

/** Fields that are open to the actor on every one of the records. */
export function openFields(records: readonly LoadedRecord[]): Set<string> {
  const [first, ...others] = records;
  const open = [...first!.readable].filter((field) => others.every(({ readable }) => readable.has(field)));
  return new Set(["name", "other_names", ...open]);
}

/** A record that named one of the others would name itself once they are one: it names nobody. */
function withoutItself(plan: MergePlan, ids: readonly string[], own: readonly OwnField[]): MergePlan {
  const ties = new Set(
    own.flatMap(({ key, kind, target }) => (kind === "relation" && target === "customer" ? key : [])),
  );
  const isItself = (field: string, value: unknown) => ties.has(field) && ids.includes(String(value));
  return {
    ...plan,
    fields: plan.fields.map((one) => (isItself(one.field, one.after) ? { ...one, from: null, after: null } : one)),
    clientFacts: plan.clientFacts.filter(({ field, value }) => !isItself(field, value)),
  };
}

async function loadRecords(
  db: Db,
  actor: Actor,
  ids: readonly string[],
  own: readonly OwnField[],
  locks: boolean,
): Promise<LoadedRecord[]> {
  const values = ["name", "other_names", ...factFields].map((field) => sql`${field}::text, ${sql.ref(`c.${field}`)}`);
  const ofOwn = own.map((field) => sql`${field.key}::text, ${ownKept(field, sql.ref(`c.${field.key}`))}`);
  const named = own.map((field) => sql`${field.key}::text, ${ownShown(actor, field, "c")}`);
  // in a statement of its own: what was waited for is read as it is now, clients too
  if (locks)
    await sql`select 1 from customer c where c.id = any(${ids}::uuid[]) order by c.id for update of c`.execute(db);
  const gate = readGate(actor);
  const { rows } = await sql<Omit<LoadedRecord, "readable"> & { may: boolean; flags: number }>`
    select c.id, c.kind, c.number, c.owner_id, json_build_object(${sql.join([...values, ...ofOwn])}) as values,
      json_build_object(${sql.join(named)}) as shown,
      array(select l.client_id from customer_client l where l.customer_id = c.id order by 1) as clients,
      ${mayReachCustomer(actor, "merge", "c")} as may, ${gate.flags("c")} as flags
    from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}`.execute(db);
  if (rows.length < ids.length) throw notFound("customer.not_found");
  for (const { id } of rows) await requireUnprotected(db, actor, id, "merge");
  if (rows.some(({ may }) => !may)) throw forbidden("customer.merge");
  return ids.map((id) => {
    const { may: _may, flags, ...record } = rows.find((row) => row.id === id)!;
    return { ...record, readable: gate.opened(flags) };
  });
}
