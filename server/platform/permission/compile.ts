import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type Actor, type Grant, grantsFor, mayEver, opensField } from "./actor.ts";
import type { ScopeShape } from "./registry.ts";

/** One way to reach rows, each with its own index. */
export type Branch =
  | { kind: "all" }
  | { kind: "own" }
  | { kind: "team"; teamIds: readonly string[] }
  | { kind: "client"; clientIds: readonly string[] }
  | { kind: "shared"; write: boolean };

/** Rows reachable through any of the branches. No branch: no row. */
export type Union = readonly Branch[];

/** The union of all grants of this action, or of those that open the field. */
export function unionFor(actor: Actor, object: string, action: string, field?: string): Union {
  const grants = grantsFor(actor, object, action).filter((grant) => field === undefined || opensField(grant, field));
  return unionOf(actor, grants, action);
}

function unionOf(actor: Actor, grants: readonly Grant[], action: string): Union {
  const granted = new Set(grants.map((grant) => grant.scope));
  if (granted.has("all")) return [{ kind: "all" }];
  const branches: Branch[] = [];
  if (granted.has("own")) branches.push({ kind: "own" });
  const teamIds = granted.has("team_tree") ? actor.teamTreeIds : granted.has("team") ? actor.teamIds : [];
  if (teamIds.length > 0) branches.push({ kind: "team", teamIds });
  if (granted.has("client") && actor.clientIds.length > 0)
    branches.push({ kind: "client", clientIds: actor.clientIds });
  if (granted.has("shared")) branches.push({ kind: "shared", write: action !== "read" && action !== "export" });
  return branches;
}

export const sameUnion = (one: Union, other: Union): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields asked for, grouped by the union that opens them; the first is the union of the rows themselves. */
export function unionsFor(actor: Actor, object: string, action: string, fields: Iterable<string>): Union[] {
  const unions: Union[] = [unionFor(actor, object, action)];
  for (const field of fields) {
    const union = unionFor(actor, object, action, field);
    if (!unions.some((known) => sameUnion(known, union))) unions.push(union);
  }
  return unions;
}

/** Condition on alias: the row is reached by one of the branches. The client wall is not part of it. */
export function reached(actor: Actor, shape: ScopeShape, union: Union, alias: string): RawBuilder<SqlBool> {
  if (union.some((branch) => branch.kind === "all")) return sql<SqlBool>`true`;
  if (union.length === 0) return sql<SqlBool>`false`;
  return sql<SqlBool>`(${sql.join(
    union.map((branch) => branchCondition(actor, shape, branch, alias)),
    sql` or `,
  )})`;
}

/** Condition on alias: the row belongs to one of the actor's clients, for actors behind the wall. */
export function insideWall(actor: Actor, shape: ScopeShape, alias: string): RawBuilder<SqlBool> {
  if (actor.clientAccess === "all") return sql<SqlBool>`true`;
  return linkedToClient(shape, actor.clientIds, alias);
}

/** Condition on alias: the row is not in the bin, not behind the wall, and not kept for an exit of its own. */
export function standing(actor: Actor, shape: ScopeShape, alias: string): RawBuilder<SqlBool> {
  const { bin, kept } = shape;
  const isOpen =
    kept && !mayEver(actor, kept.opensTo) ? sql` and ${sql.ref(`${alias}.${kept.column}`)} is null` : sql``;
  return sql<SqlBool>`(${sql.ref(`${alias}.${bin}`)} is null${isOpen} and ${insideWall(actor, shape, alias)})`;
}

/** Everything a reader needs of a row: it stands, is reached by the action's grants, and each used field is opened. */
export function mayReach(
  actor: Actor,
  object: string,
  shape: ScopeShape,
  action: string,
  alias: string,
  usedFields: Iterable<string> = [],
): RawBuilder<SqlBool> {
  const unions = unionsFor(actor, object, action, usedFields);
  const conditions = unions.map((union) => reached(actor, shape, union, alias));
  return sql<SqlBool>`(${sql.join([...conditions, standing(actor, shape, alias)], sql` and `)})`;
}

export function branchCondition(actor: Actor, shape: ScopeShape, branch: Branch, alias: string): RawBuilder<SqlBool> {
  switch (branch.kind) {
    case "all":
      return sql<SqlBool>`true`;
    case "own":
      return sql<SqlBool>`${sql.ref(`${alias}.${shape.owner}`)} = ${actor.userId}::uuid`;
    case "team":
      return sql<SqlBool>`${sql.ref(`${alias}.${shape.team}`)} = any(${branch.teamIds}::uuid[])`;
    case "client":
      return linkedToClient(shape, branch.clientIds, alias);
    case "shared":
      return sharedWith(actor, shape, branch.write, alias);
  }
}

function linkedToClient(shape: ScopeShape, clientIds: readonly string[], alias: string): RawBuilder<SqlBool> {
  const { table, key, client } = shape.clientLink;
  return sql<SqlBool>`exists (select 1 from ${sql.table(table)} as scope_client
    where ${sql.ref(`scope_client.${key}`)} = ${sql.ref(`${alias}.${shape.id}`)}
      and ${sql.ref(`scope_client.${client}`)} = any(${clientIds}::uuid[]))`;
}

function sharedWith(actor: Actor, shape: ScopeShape, write: boolean, alias: string): RawBuilder<SqlBool> {
  const { table, key, user, team, access } = shape.shareLink;
  const mustWrite = write ? sql` and ${sql.ref(`scope_share.${access}`)} = 'write'` : sql``;
  return sql<SqlBool>`exists (select 1 from ${sql.table(table)} as scope_share
    where ${sql.ref(`scope_share.${key}`)} = ${sql.ref(`${alias}.${shape.id}`)}${mustWrite}
      and (${sql.ref(`scope_share.${user}`)} = ${actor.userId}::uuid
        or ${sql.ref(`scope_share.${team}`)} = any(${actor.shareTeamIds}::uuid[])))`;
}
