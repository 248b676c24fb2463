import { type RawBuilder, sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { OwnField } from "../../platform/own/own_field.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { reached, unionFor } from "../../platform/permission/compile.ts";
import { notFound, Problem } from "../../platform/problem.ts";
import { mayReachCustomer } from "./access.ts";
import { bulkEditCap, type createBulkEditContract, type previewBulkEditContract } from "./bulk_edit.contract.ts";
import { editValue } from "./bulk_edit.value.ts";
import { chosenRows } from "./list.chosen.ts";
import { narrowingOf } from "./list.filter.ts";
import { guardsOf, ownColumn, referredBy } from "./own/columns.ts";
import { requireOwn } from "./own/values.ts";
import { customerShape, ownOf } from "./permissions.ts";
import { unprotected } from "./protection/shut.ts";
import { refreshSearchOf } from "./search_entry.ts";

type Edit = BodyOf<typeof createBulkEditContract>;
type BulkEdit = ResponseOf<typeof createBulkEditContract>;
type Sql = RawBuilder<unknown>;

interface Target {
  id: string;
  refused: "no_permission" | "read_only" | "protected" | null;
  is_same: boolean;
}

/** What the edit would do. @throws as createBulkEdit */
export async function previewBulkEdit(
  tx: Tx,
  actor: Actor,
  edit: Edit,
): Promise<ResponseOf<typeof previewBulkEditContract>> {
  const value = await editValue(tx, actor, edit.field, edit.value);
  const targets = await targetsOf(tx, actor, edit, value, sql``);
  const open = targets.filter(({ refused }) => refused === null);
  const same = open.filter(({ is_same }) => is_same).length;
  const reasons = (["no_permission", "read_only", "protected"] as const).map((reason) => ({
    reason,
    count: targets.filter(({ refused }) => refused === reason).length,
  }));
  return {
    total: targets.length,
    changed: open.length - same,
    same,
    refused: reasons.filter(({ count }) => count > 0),
  };
}

/**
 * Sets a field on many customers in one go, with one event. Rows are locked first, so that what stood there is certain.
 * @throws bulk_edit.too_many, bulk_edit.not_chosen, bulk_edit.not_editable, bulk_edit.bad_value; filter.invalid; own_field.*
 */
export async function createBulkEdit(tx: Tx, actor: Actor, edit: Edit): Promise<BulkEdit> {
  const value = await editValue(tx, actor, edit.field, edit.value);
  const targets = await targetsOf(tx, actor, edit, value, sql`for update of c`);
  const ids = targets.filter(({ refused, is_same }) => refused === null && !is_same).map(({ id }) => id);
  const id = newId();
  await sql`insert into bulk_edit (id, field, value, changed_count, created_by)
    values (${id}, ${edit.field}, ${JSON.stringify(value)}::jsonb, ${ids.length}, ${actor.userId})`.execute(tx);
  await sql`insert into bulk_edit_row (bulk_edit_id, customer_id, before)
    select ${id}, c.id, ${asJson(actor, edit.field)} from customer c where c.id = any(${ids}::uuid[])`.execute(tx);
  await sql`update customer c set ${sql.ref(edit.field)} = ${asColumn(edit.field, sql`b.value`)}, updated_at = now()
    from bulk_edit b where b.id = ${id} and c.id = any(${ids}::uuid[])`.execute(tx);
  await requireNothingMissing(tx, actor, edit.field, ids);
  await record(tx, actor, "bulk_edit.made", { object: "bulk_edit", objectId: id });
  await refreshFound(tx, actor, edit.field, ids);
  return await readBulkEdit(tx, actor, id);
}

/** Restores what stood there, where nobody has changed it since and the actor still may. @throws bulk_edit.not_found */
export async function undoBulkEdit(tx: Tx, actor: Actor, bulkEditId: string): Promise<BulkEdit> {
  const { field } = await readBulkEdit(tx, actor, bulkEditId);
  const { rows: begun } = await sql`update bulk_edit set undone_at = now(), restored_count = 0
    where id = ${bulkEditId} and undone_at is null returning id`.execute(tx);
  if (begun.length === 0) return await readBulkEdit(tx, actor, bulkEditId);
  const { rows } = await sql<{ id: string }>`
    update customer c set ${sql.ref(field)} = ${asColumn(field, sql`r.before`)}, updated_at = now()
      from bulk_edit b join bulk_edit_row r on r.bulk_edit_id = b.id
     where b.id = ${bulkEditId} and c.id = r.customer_id and ${asJson(actor, field)} = b.value
       and ${isStillThere(actor, field)}
       and ${mayReachCustomer(actor, "read", "c", guardsOfField(actor, field))} and ${mayReachCustomer(actor, "update", "c", [field])}
    returning c.id`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await sql`update bulk_edit set restored_count = ${ids.length} where id = ${bulkEditId}`.execute(tx);
  await sql`update bulk_edit_row set is_restored = true
    where bulk_edit_id = ${bulkEditId} and customer_id = any(${ids}::uuid[])`.execute(tx);
  await record(tx, actor, "bulk_edit.undone", { object: "bulk_edit", objectId: bulkEditId });
  await refreshFound(tx, actor, field, ids);
  return await readBulkEdit(tx, actor, bulkEditId);
}

/** One's own only. @throws bulk_edit.not_found */
export async function readBulkEdit(db: Db, actor: Actor, bulkEditId: string): Promise<BulkEdit> {
  const { rows } = await sql<BulkEdit>`
    select id, field, value, changed_count, created_at, undone_at, restored_count from bulk_edit
     where id = ${bulkEditId} and created_by = ${actor.userId}`.execute(db);
  if (!rows[0]) throw notFound("bulk_edit.not_found");
  return rows[0];
}

/** The chosen customers that the actor sees, each with whether it may be changed. */
async function targetsOf(tx: Tx, actor: Actor, edit: Edit, value: unknown, lock: Sql): Promise<Target[]> {
  const { field } = edit;
  const chosen = await chosenBy(tx, actor, edit);
  const may = (action: "read" | "update", of?: string) =>
    reached(actor, customerShape, unionFor(actor, "customer", action, of), "c");
  const { rows } = await sql<Target>`
    select c.id, ${asJson(actor, field)} = ${JSON.stringify(value ?? null)}::jsonb as is_same,
      case when not ${may("update")} then 'no_permission'
           when not ${unprotected(actor, "c")} then 'protected'
           when not (${may("update", field)} and ${sql.join(
             guardsOfField(actor, field).map((guard) => may("read", guard)),
             sql` and `,
           )}) then 'read_only' end as refused
    from customer c where c.id in (${chosen}) order by c.id ${lock}`.execute(tx);
  if (rows.length > bulkEditCap) throw new Problem(400, "bulk_edit.too_many", { detail: { most: bulkEditCap } });
  return rows;
}

async function chosenBy(tx: Tx, actor: Actor, { ids, filter }: Edit): Promise<Sql> {
  if ((ids === undefined) === (filter === undefined)) throw new Problem(400, "bulk_edit.not_chosen");
  if (ids)
    return sql`select c.id from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}`;
  const narrowing = await narrowingOf(tx, actor, "read", filter === "" || filter === undefined ? {} : { filter });
  return sql`select id from (${chosenRows(actor, "read", narrowing, null, bulkEditCap + 1)}) as chosen`;
}

const ownNamed = (actor: Actor, field: string): OwnField | undefined => ownOf(actor).find(({ key }) => key === field);

function guardsOfField(actor: Actor, field: string): string[] {
  const own = ownNamed(actor, field);
  return own ? guardsOf(ownOf(actor), own) : [field];
}

function asJson(actor: Actor, field: string): Sql {
  const own = ownNamed(actor, field);
  return sql`coalesce(to_jsonb(${own ? ownColumn(ownOf(actor), own, "c") : sql.ref(`c.${field}`)}), 'null')`;
}

/** What a row r pointed to before may be gone by now; then what stands there stays. */
function isStillThere(actor: Actor, field: string): Sql {
  const own = ownNamed(actor, field);
  const table = own && referredBy(own.kind, own.target);
  if (!table) return sql`true`;
  return sql`(r.before = 'null' or exists (select 1 from ${sql.table(table)} x where x.id = (r.before #>> '{}')::uuid))`;
}

/** A kept value as the column has it, whatever its type. */
const asColumn = (field: string, value: Sql): Sql =>
  sql`(jsonb_populate_record(null::customer, jsonb_build_object(${field}::text, ${value}))).${sql.ref(field)}`;

/** What an own field demands is looked at where the edit can break it. */
async function requireNothingMissing(tx: Tx, actor: Actor, field: string, ids: readonly string[]): Promise<void> {
  const isAsked = ownOf(actor).some(
    (own) => own.isRequired && (own.key === field || JSON.stringify(own.requiredWhen ?? "").includes(`"${field}"`)),
  );
  if (isAsked) await requireOwn(tx, actor, ids, [field]);
}

const searchedFacts = new Set(["province", "city", "district", "street"]);

async function refreshFound(tx: Tx, actor: Actor, field: string, ids: readonly string[]): Promise<void> {
  if (searchedFacts.has(field) || ownOf(actor).some((own) => own.key === field && own.isSearched))
    await refreshSearchOf(tx, ids);
}
