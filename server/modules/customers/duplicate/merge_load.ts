import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { loadOwnFields, type OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { forbidden, invalid, notFound, Problem } from "../../../platform/problem.ts";
import { mayReachCustomer } from "../access.ts";
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
  const ids = [choice.winner_id, ...choice.loser_ids.filter((id) => id !== choice.winner_id)];
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
  const chosen = choice.fields ?? {};
  const unknown = Object.keys(chosen).filter((field) => !fields.includes(field) || !ids.includes(chosen[field]!));
  if (unknown.length > 0)
    throw invalid(
      "merge.unknown_field",
      unknown.map((field) => ({ field, reason: "unknown" })),
    );
  try {
    return { records, plan: planMerge(records, fields, chosen), own };
  } catch (error) {
    if (!(error instanceof MergeRefusal)) throw error;
    if (error.reason === "client_unclear") throw new Problem(409, "merge.client_unclear");
    throw invalid("merge.client_fact", [{ field: error.field!, reason: "client_fact" }]);
  }
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
  const { rows } = await sql<LoadedRecord & { may: boolean }>`
    select c.id, c.kind, c.number, c.owner_id, json_build_object(${sql.join([...values, ...ofOwn])}) as values,
      json_build_object(${sql.join(named)}) as shown,
      array(select l.client_id from customer_client l where l.customer_id = c.id order by 1) as clients,
      ${mayReachCustomer(actor, "merge", "c")} as may
    from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}
    order by c.id ${locks ? sql`for update of c` : sql``}`.execute(db);
  if (rows.length < ids.length) throw notFound("customer.not_found");
  for (const { id } of rows) await requireUnprotected(db, actor, id, "merge");
  if (rows.some(({ may }) => !may)) throw forbidden("customer.merge");
  return ids.map((id) => {
    const { may: _may, ...record } = rows.find((row) => row.id === id)!;
    return record;
  });
}
