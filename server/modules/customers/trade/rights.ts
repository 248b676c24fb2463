import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type Actor, fieldsEver, grantsFor, mayEver } from "../../../platform/permission/actor.ts";
import { Problem } from "../../../platform/problem.ts";

export const mayReadTrades = (actor: Actor): boolean => mayEver(actor, "trade.read");

/** Cost and with it margin: a field of its own, which a role may read trades without. */
export const mayReadCost = (actor: Actor): boolean =>
  mayReadTrades(actor) && (fieldsEver(actor, "trade", "read")?.has("cost") ?? true);

/** @throws field.read_only: what one may not read one may not write */
export function requireCost(actor: Actor, cost: unknown): void {
  if (cost != null && !mayReadCost(actor))
    throw new Problem(403, "field.read_only", { fields: [{ field: "cost", reason: "read_only" }] });
}

/** Condition on alias: the actor may correct the trade. */
export function changeableTrade(actor: Actor, alias: string): RawBuilder<SqlBool> {
  const granted = grantsFor(actor, "trade", "update");
  if (granted.length === 0) return sql<SqlBool>`false`;
  const mine = granted.some((grant) => grant.scope === "all")
    ? sql`true`
    : sql`${sql.ref(`${alias}.created_by`)} = ${actor.userId}::uuid`;
  return sql<SqlBool>`(${sql.ref(`${alias}.source`)} <> 'sales' and ${mine})`;
}
