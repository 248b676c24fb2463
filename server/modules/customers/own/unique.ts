import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Actor } from "../../../platform/permission/actor.ts";
import { Problem } from "../../../platform/problem.ts";
import { ownOf } from "../permissions.ts";

/** Runs a write; a unique own field that is not names itself. @throws own_field.not_unique */
export async function naming<T>(actor: Actor, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    const field = code === "23505" && ownOf(actor).find(({ key }) => constraint === `customer_${key}_unique`);
    if (!field) throw error;
    throw notUnique(field.key);
  }
}

export const notUnique = (field: string): Problem =>
  new Problem(409, "own_field.not_unique", { fields: [{ field, reason: "not_unique" }] });

/** Unique fields of the row, which lies in the bin, whose value somebody who stands has by now: text[]. */
export function takenFields(actor: Actor, alias: string): RawBuilder<string[]> {
  const unique = ownOf(actor).filter(({ isUnique }) => isUnique);
  if (unique.length === 0) return sql<string[]>`array[]::text[]`;
  const taken = unique.map(({ key, kind }) => {
    const of = (row: string) => (kind === "text" ? sql`lower(${sql.ref(`${row}.${key}`)})` : sql.ref(`${row}.${key}`));
    return sql`case when exists (select 1 from customer o where o.bin_id is null and ${of("o")} = ${of(alias)}) then ${key}::text end`;
  });
  return sql<string[]>`array_remove(array[${sql.join(taken)}], null)`;
}

/** Condition on alias: nobody has taken a unique value of the row, which lies in the bin. */
export const isFree = (actor: Actor, alias: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`cardinality(${takenFields(actor, alias)}) = 0`;
