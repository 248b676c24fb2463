import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type Actor, grantsFor } from "../../platform/permission/actor.ts";
import { ofMyClients } from "./access.ts";

/** Condition on alias: a grant on interactions reaches the touch. That its customer is reached is another question. */
export function reachedInteractions(actor: Actor, action: "read" | "update", alias: string): RawBuilder<SqlBool> {
  const granted = grantsFor(actor, "interaction", action);
  if (granted.some((grant) => grant.scope === "all")) return sql<SqlBool>`true`;
  return granted.length > 0
    ? sql<SqlBool>`${sql.ref(`${alias}.user_id`)} = ${actor.userId}::uuid`
    : sql<SqlBool>`false`;
}

/** Condition on alias: the touch may be read, and it is no fact of a client that the actor does not work for. */
export const visibleInteractions = (actor: Actor, alias: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${reachedInteractions(actor, "read", alias)} and ${ofMyClients(actor, `${alias}.client_id`)}`;
