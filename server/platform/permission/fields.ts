import { type RawBuilder, sql } from "kysely";
import type { Actor } from "./actor.ts";
import { type Branch, branchCondition, type Union, unionFor } from "./compile.ts";
import type { ScopeShape } from "./registry.ts";

/** Which of some unions reach a row, worked out from one bit for each distinct branch. */
export interface RowJudge {
  /** To be selected with the row: the bits of the branches that reach it. */
  flags(alias: string): RawBuilder<number>;
  reaches(union: Union, flags: number): boolean;
}

/**
 * Unions share most of their branches: a query that told each union apart would ask for the same share many times a row.
 * @throws Error for more than 30 branches, which no actor has
 */
export function judgeOf(actor: Actor, shape: ScopeShape, unions: readonly Union[]): RowJudge {
  const branches = new Map<string, Branch>();
  for (const branch of unions.flat()) if (branch.kind !== "all") branches.set(JSON.stringify(branch), branch);
  if (branches.size > 30) throw new Error(`${branches.size} branches do not fit into one number`);
  const bits = new Map([...branches.keys()].map((key, at) => [key, 1 << at]));
  const masks = new Map<Union, number>();
  const maskOf = (union: Union): number => {
    if (union.some((branch) => branch.kind === "all")) return -1;
    return union.reduce((mask, branch) => mask | bits.get(JSON.stringify(branch))!, 0);
  };
  for (const union of unions) masks.set(union, maskOf(union));
  return {
    flags: (alias) => {
      if (branches.size === 0) return sql<number>`0`;
      const terms = [...branches].map(
        ([key, branch]) =>
          sql`(${branchCondition(actor, shape, branch, alias)} is true)::int * ${sql.lit(bits.get(key)!)}`,
      );
      return sql<number>`(${sql.join(terms, sql` + `)})`;
    },
    reaches: (union, flags) => {
      const mask = masks.get(union) ?? maskOf(union);
      return mask === -1 || (mask & flags) !== 0;
    },
  };
}

/**
 * Which fields of a row an action opens. Fields may depend on the row, since grants with different scopes may open
 * different fields: then the query brings flags and `opened` reads them.
 */
export interface FieldGate {
  flags(alias: string): RawBuilder<number>;
  opened(flags: number): ReadonlySet<string>;
}

/** `narrow` takes fields away that others of the row open only together. */
export function fieldGate(
  actor: Actor,
  object: string,
  shape: ScopeShape,
  action: string,
  fields: readonly string[],
  narrow: (opened: Set<string>) => void = () => undefined,
): FieldGate {
  const unions = fields.map((field) => unionFor(actor, object, action, field));
  const judge = judgeOf(actor, shape, unions);
  const known = new Map<number, ReadonlySet<string>>();
  return {
    flags: judge.flags,
    opened: (flags) => {
      const before = known.get(flags);
      if (before) return before;
      const opened = new Set(fields.filter((_, at) => judge.reaches(unions[at]!, flags)));
      narrow(opened);
      known.set(flags, opened);
      return opened;
    },
  };
}
