import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, fieldsEver, grantsFor } from "../../../platform/permission/actor.ts";
import type { CustomerAccess } from "../access.ts";
import { customerFields } from "../fields.ts";
import { seesMasked } from "../masked.ts";
import { figureNames } from "./figures.ts";

/** Counted from rows of several clients. */
const counted = new Set([
  ...figureNames,
  ...["promise_due_at", "promise_broken_at", "intelligence_kind", "touched_at"],
  ...["phone", "mail", "wechat", "client"],
]);
const ofTouches = new Set([
  "interactions_12_months",
  "cost_to_serve_12_months",
  "contribution_12_months",
  "last_interaction",
]);

/**
 * Which of the values that rules look at the reader may not see of this customer. Rules count everything: who sees only some
 * of the rows that are counted is told nothing of the figure.
 */
export async function hiddenFields(
  db: Db,
  actor: Actor,
  customerId: string,
  { readable }: Pick<CustomerAccess, "readable">,
): Promise<(field: string) => boolean> {
  const known = customerFields(actor);
  const seesAllTouches = grantsFor(actor, "interaction", "read").some(({ scope }) => scope === "all");
  const isShared = actor.clientAccess === "listed" && (await hasOthersRows(db, actor, customerId));
  return (field) => {
    const mine = known.get(field);
    if (!mine || [mine.guard ?? []].flat().some((guard) => !readable.has(guard))) return true;
    return (isShared && counted.has(field)) || (!seesAllTouches && ofTouches.has(field));
  };
}

/** The same for figures of the past, counted from rows that may be gone since: behind the wall none of them are told. */
export const hiddenBefore = (actor: Actor, isHidden: (field: string) => boolean): ((field: string) => boolean) =>
  actor.clientAccess === "listed" ? (field) => isHidden(field) || counted.has(field) : isHidden;

/**
 * Which fields a person may not make rules of: how many customers a rule holds for would tell their values one by one. What
 * the role never shows, numbers that it masks, and behind the wall what is counted from rows of several clients.
 */
export function shutTo(actor: Actor): (field: string) => boolean {
  const known = customerFields(actor);
  const opened = fieldsEver(actor, "customer", "read");
  const isWalled = actor.clientAccess === "listed";
  return (field) => {
    const mine = known.get(field);
    const guards = [mine?.guard ?? []].flat();
    if (!mine || guards.some((guard) => opened !== null && !opened.has(guard))) return true;
    return (guards.includes("phone") && seesMasked(actor)) || (isWalled && counted.has(field));
  };
}

const tables = ["trade", "interaction", "promise", "touch", "intelligence", "contact_point"];

async function hasOthersRows(db: Db, actor: Actor, customerId: string): Promise<boolean> {
  const each = tables.map(
    (table) => sql`exists (select 1 from ${sql.table(table)} x where x.customer_id = ${customerId}
      and x.client_id is not null and x.client_id <> all(${actor.clientIds}::uuid[]))`,
  );
  const { rows } = await sql<{ has: boolean }>`select ${sql.join(each, sql` or `)} as has`.execute(db);
  return rows[0]!.has;
}
