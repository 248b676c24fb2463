import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Actor } from "../../platform/permission/actor.ts";

/** Condition on a child's client column: a fact of a client stays with the people who work for that client. */
export function ofMyClients(actor: Actor, column: string): RawBuilder<SqlBool> {
  if (actor.clientAccess === "all") return sql<SqlBool>`true`;
  return sql<SqlBool>`(${sql.ref(column)} is null or ${sql.ref(column)} = any(${actor.clientIds}::uuid[]))`;
}
