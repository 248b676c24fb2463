import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { compileFilter } from "../../../platform/filter/compile.ts";
import { isOwnKey } from "../../../platform/own/own.contract.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import { keptValue } from "../../../platform/own/value.ts";
import { type Actor, fieldsEver } from "../../../platform/permission/actor.ts";
import { invalid, Problem } from "../../../platform/problem.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { visibleCustomers } from "../access.ts";
import { customerFields } from "../fields.ts";
import { selectFiles } from "../file/access.ts";
import { ownOf } from "../permissions.ts";
import { ownColumn, ownKept } from "./columns.ts";

type Values = Record<string, unknown>;

/**
 * Own fields of what is to be written, as they are kept. Of a customer who is only being made, `customerId` is null.
 * @throws own_field.invalid naming each value and why it does not fit
 */
export async function keptOwn(
  tx: Tx,
  actor: Actor,
  customerId: string | null,
  set: Values,
  before: Values,
): Promise<Values> {
  const kept: Values = {};
  const wrong: { field: string; reason: string }[] = [];
  for (const [key, given] of Object.entries(set)) {
    if (!isOwnKey(key)) continue;
    const field = ownOf(actor).find((one) => one.key === key);
    const value = field ? keptValue(field, given, before[key]) : { reason: "unknown" };
    if ("reason" in value) wrong.push({ field: key, reason: value.reason });
    else if (
      field &&
      (field.kind === "relation" || field.kind === "file") &&
      value.value !== null &&
      value.value !== before[key] &&
      !(await isThere(tx, actor, customerId, field, String(value.value)))
    )
      wrong.push({ field: key, reason: field.kind === "file" ? "unknown_file" : "unknown_record" });
    else kept[key] = value.value;
  }
  if (wrong.length > 0) throw invalid("own_field.invalid", wrong);
  return kept;
}

/** A relation leads to what the writer may see, a file to one of the same customer. */
async function isThere(tx: Tx, actor: Actor, customerId: string | null, field: OwnField, id: string): Promise<boolean> {
  if (field.kind === "file")
    return customerId !== null && (await selectFiles(tx, actor, { customerId, fileId: id })).length > 0;
  if (field.target === "customer") return (await visibleCustomers(tx, actor, [id])).has(id);
  const { rows } = await sql`select 1 from app_user u where u.id = ${id}
    and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(tx);
  return rows.length > 0;
}

/** What stands in the own fields that can be written. */
export async function standingOwn(tx: Tx, actor: Actor, customerId: string): Promise<Values> {
  const own = ownOf(actor);
  const stored = own.filter((field) => !field.formula);
  if (stored.length === 0) return {};
  const columns = stored.map((field) => sql`${ownKept(field, ownColumn(own, field, "c"))} as ${sql.ref(field.key)}`);
  const { rows } = await sql<Values>`select ${sql.join(columns)} from customer c where c.id = ${customerId}`.execute(
    tx,
  );
  return rows[0]!;
}

/**
 * Required fields are there: all of them on a new customer; later those that were taken away, and those that a change
 * elsewhere has made required. What the writer may not write is not asked of them.
 * @throws own_field.required naming each
 */
export async function requireOwn(
  tx: Tx,
  actor: Actor,
  customerIds: readonly string[],
  written: readonly string[] | "new",
): Promise<void> {
  const opened = fieldsEver(actor, "customer", written === "new" ? "create" : "update");
  const asked = ownOf(actor).filter(
    (field) =>
      field.isRequired &&
      (opened?.has(field.key) ?? true) &&
      (written === "new" || written.includes(field.key) || readsOne(field, written)),
  );
  if (asked.length === 0) return;
  const timeZone = await organisationTimeZone(tx);
  const context = { fields: customerFields(actor), actor, timeZone, now: new Date() };
  const missing = asked.map((field) => {
    const when = field.requiredWhen ? compileFilter(field.requiredWhen, context).condition("c") : sql`true`;
    return sql`(case when ${ownColumn(ownOf(actor), field, "c")} is null and ${when} then ${field.key}::text end)`;
  });
  const { rows } = await sql<{ field: string }>`
    select distinct field from customer c cross join lateral unnest(array[${sql.join(missing)}]) as field
     where c.id = any(${customerIds}::uuid[]) and field is not null order by 1`.execute(tx);
  const fields = rows.map(({ field }) => field);
  if (fields.length > 0)
    throw new Problem(400, "own_field.required", { fields: fields.map((field) => ({ field, reason: "required" })) });
}

const readsOne = (field: OwnField, written: readonly string[]): boolean =>
  field.requiredWhen !== null && written.some((key) => JSON.stringify(field.requiredWhen).includes(`"${key}"`));
