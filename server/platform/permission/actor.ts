import type { OwnFields } from "../own/own_field.ts";
import type { Scope } from "./registry.ts";

export interface Grant {
  object: string;
  action: string;
  scope: Scope;
  /** null: every field, also those added later. */
  fields: readonly string[] | null;
}

/** Who acts, with everything that rights are computed from. */
export interface Actor {
  userId: string;
  name: string;
  sessionId: string | null;
  organisationId: string;
  /** My team: scope "team". Empty when I have none. */
  teamIds: readonly string[];
  /** My team and every team below it: scope "team_tree". */
  teamTreeIds: readonly string[];
  /** My team and every team above it: a share with one of them reaches me. */
  shareTeamIds: readonly string[];
  /** "listed": rows must belong to one of clientIds, whatever the scope. */
  clientAccess: "all" | "listed";
  clientIds: readonly string[];
  grants: readonly Grant[];
  /** What the organisation added to our records. */
  own: OwnFields;
  locale: "zh-CN" | "en";
  requestId: string;
}

export const grantsFor = (actor: Pick<Actor, "grants">, object: string, action: string): Grant[] =>
  actor.grants.filter((grant) => grant.object === object && grant.action === action);

/** May this actor ever do this, on any row? Rows are decided in SQL. */
export function mayEver(actor: Pick<Actor, "grants">, permission: string): boolean {
  const [object = "", action = ""] = permission.split(".");
  return grantsFor(actor, object, action).length > 0;
}

/** Fields that at least one grant opens; null: all of them. */
export function fieldsEver(actor: Actor, object: string, action: string): Set<string> | null {
  const grants = grantsFor(actor, object, action);
  if (grants.some((grant) => grant.fields === null)) return null;
  return new Set(grants.flatMap((grant) => grant.fields ?? []));
}

export const opensField = (grant: Grant, field: string): boolean =>
  grant.fields === null || grant.fields.includes(field);
