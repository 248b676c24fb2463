import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Actor } from "./actor.ts";
import { reached, sameUnion, type Union, unionFor } from "./compile.ts";
import type { ScopeShape } from "./registry.ts";

/**
 * Which fields of a row an action opens. Fields may depend on the row, since grants with different scopes may open
 * different fields: then the query brings one flag for each distinct union and `opened` reads it.
 */
export interface FieldGate {
  /** To be selected with the row as gate_flags: one boolean a distinct union. */
  flags(alias: string): RawBuilder<boolean[]>;
  opened(flags: readonly boolean[]): Set<string>;
  /** True: some field may be closed on some row. */
  isPartial: boolean;
}

export function fieldGate(
  actor: Actor,
  object: string,
  shape: ScopeShape,
  action: string,
  fields: readonly string[],
): FieldGate {
  const unions: Union[] = [];
  const unionIndex = fields.map((field) => {
    const union = unionFor(actor, object, action, field);
    const known = unions.findIndex((one) => sameUnion(one, union));
    return known >= 0 ? known : unions.push(union) - 1;
  });
  return {
    flags: (alias) => {
      const conditions: RawBuilder<SqlBool>[] = unions.map((union) => reached(actor, shape, union, alias));
      return sql<boolean[]>`array[${sql.join(conditions)}]::boolean[]`;
    },
    opened: (flags) => new Set(fields.filter((_, index) => flags[unionIndex[index]!])),
    isPartial: unions.length > 1 || !unions[0]?.some((branch) => branch.kind === "all"),
  };
}
