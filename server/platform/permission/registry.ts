export const scopes = ["own", "team", "team_tree", "client", "shared", "all"] as const;
export type Scope = (typeof scopes)[number];

/** One action that a role may be granted on an object. Without row scopes only "all" can be granted. */
export interface GrantableAction {
  action: string;
  scopes: readonly Scope[];
  hasFields: boolean;
}

/** How rows of an object are tied to people; columns and tables are constants of the module, never input. */
export interface ScopeShape {
  table: string;
  id: string;
  owner: string;
  /** Null on rows that stand; the rest lie in the bin and no exit shows them. */
  bin: string;
  team: string;
  /** Not null on rows that have an exit of their own; the usual ones show them only to who has this permission. */
  kept?: { column: string; opensTo: string };
  clientLink: { table: string; key: string; client: string };
  shareLink: { table: string; key: string; user: string; team: string; access: string };
}

export interface ProtectedObject {
  object: string;
  module: string;
  actions: readonly GrantableAction[];
  fields: readonly { field: string; isSensitive: boolean }[];
  shape?: ScopeShape;
}

const registry = new Map<string, ProtectedObject>();

/** Called once by the module that owns the object. */
export function protect(declared: ProtectedObject): ProtectedObject {
  if (registry.has(declared.object)) throw new Error(`object ${declared.object} is declared twice`);
  registry.set(declared.object, declared);
  return declared;
}

export const protectedObjects = (): ProtectedObject[] => [...registry.values()];
export const protectedObject = (object: string): ProtectedObject | undefined => registry.get(object);

/** True for "customer.read" when customer declares read. */
export function isPermission(permission: string): boolean {
  const [object = "", action = ""] = permission.split(".");
  return registry.get(object)?.actions.some((one) => one.action === action) ?? false;
}
