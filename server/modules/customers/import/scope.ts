import { type Actor, fieldsEver } from "../../../platform/permission/actor.ts";
import { unionFor } from "../../../platform/permission/compile.ts";
import { Problem } from "../../../platform/problem.ts";
import { ownOf } from "../permissions.ts";
import { closedTargets, type ImportTarget } from "./target.ts";

/** Whether a new customer of this owner would lie within what the actor may create. */
export function mayCreateFor(actor: Actor, owner: { id: string; teamId: string | null } | null): boolean {
  return unionFor(actor, "customer", "create").some((branch) => {
    if (branch.kind === "all") return true;
    if (branch.kind === "own") return owner?.id === actor.userId;
    return branch.kind === "team" && owner?.teamId != null && branch.teamIds.includes(owner.teamId);
  });
}

/** The owners that the actor may give to rows that name none. */
export function allowedOwners(actor: Actor): ("me" | "nobody")[] {
  const me = mayCreateFor(actor, { id: actor.userId, teamId: actor.teamIds[0] ?? null });
  return [...(me ? (["me"] as const) : []), ...(mayCreateFor(actor, null) ? (["nobody"] as const) : [])];
}

export const closedTargetsOf = (actor: Actor): ImportTarget[] =>
  closedTargets(fieldsEver(actor, "customer", "create"), ownOf(actor));

/** The clients that the imported customers belong to: behind the client wall always one of the actor's. @throws import.client_outside */
export function clientsOf(actor: Actor, chosen: string | null): string[] {
  if (actor.clientAccess === "all") return chosen === null ? [] : [chosen];
  const client = chosen ?? actor.clientIds[0];
  if (client === undefined || !actor.clientIds.includes(client)) throw new Problem(403, "import.client_outside");
  return [client];
}
