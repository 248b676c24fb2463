/** What one role may do, as the grid and the field panel read and change it. No DOM, no calls. */
export const scopes = ["own", "shared", "team", "team_tree", "client", "all"] as const;
export type Scope = (typeof scopes)[number];
export interface Grant {
  object: string;
  action: string;
  scope: Scope;
  /** null: every field. */
  fields: string[] | null;
}
export interface Granting {
  object: string;
  actions: readonly { action: string; scopes: readonly Scope[]; has_fields: boolean }[];
  fields: readonly { field: string; is_sensitive: boolean }[];
}

/** Number keys of the grid: 0 takes everything away, 5 gives all. What is shared is ticked beside them. */
export const keyScopes = [null, "own", "team", "team_tree", "client", "all"] as const;

/** Scopes of one cell, the widest first. */
export function scopesOf(grants: readonly Grant[], object: string, action: string): Scope[] {
  const held = new Set(grants.filter((one) => one.object === object && one.action === action).map((one) => one.scope));
  return scopes.filter((scope) => held.has(scope)).toReversed();
}

/**
 * What a cell holds after a number key: the team's includes one's own, what is shared stays as it was, "all" needs
 * nothing beside it. Scopes that the action does not know are left out; undefined when the key means nothing here.
 */
export function scopesForKey(
  wanted: Scope | null,
  before: readonly Scope[],
  allowed: readonly Scope[],
): Scope[] | undefined {
  if (wanted === null) return [];
  if (!allowed.includes(wanted)) return undefined;
  if (wanted === "all") return ["all"];
  const withOwn: Scope[] = wanted === "team" || wanted === "team_tree" ? ["own", wanted] : [wanted];
  const kept: Scope[] = before.includes("shared") ? ["shared"] : [];
  return scopes.filter((scope) => allowed.includes(scope) && (withOwn.includes(scope) || kept.includes(scope)));
}

/** Sets the scopes of one cell; its fields stay as they were, a new right sees no more fields than reading does. */
export function withScopes(
  grants: readonly Grant[],
  granting: Granting,
  action: string,
  chosen: readonly Scope[],
): Grant[] {
  const { object } = granting;
  const isHere = (one: Grant) => one.object === object && one.action === action;
  const known = grants.find(isHere) ?? grants.find((one) => one.object === object && one.action === "read");
  const hasFields = granting.actions.some((one) => one.action === action && one.has_fields);
  const fields = hasFields ? (known?.fields ?? null) : null;
  const now = chosen.map(
    (scope) => grants.find((one) => isHere(one) && one.scope === scope) ?? { object, action, scope, fields },
  );
  return [...grants.filter((one) => !isHere(one)), ...now];
}

export type FieldLevel = "hidden" | "read" | "change";
/** The name is shown with every record, an owner changes by handing over, and whole is how a number is seen. */
export const alwaysShown = new Set(["name", "other_names"]);
export const neverWritten = new Set(["owner", "phone_whole"]);
/** Lines below another one, which say something only where that field is shown. */
export const partOf: Readonly<Record<string, string>> = { phone_whole: "phone" };

/** The word of a level: a number that is not shown whole is masked. */
export const levelWord = (field: string, level: string): string =>
  field in partOf ? (level === "hidden" ? "masked" : "whole") : level;

/** What the role may do with a field on at least some records; undefined when it may not even read the object. */
export function levelOf(grants: readonly Grant[], object: string, field: string): FieldLevel | undefined {
  const allows = (action: string) =>
    grants.some(
      (one) => one.object === object && one.action === action && (one.fields === null || one.fields.includes(field)),
    );
  if (!grants.some((one) => one.object === object && one.action === "read")) return undefined;
  const isSeen = alwaysShown.has(field) || allows("read");
  if (!isSeen) return "hidden";
  return !neverWritten.has(field) && allows("update") ? "change" : "read";
}

/** The levels that can be chosen: changing needs the right to change the object at all. */
export function levelsFor(grants: readonly Grant[], object: string, field: string): FieldLevel[] {
  const canUpdate = grants.some((one) => one.object === object && one.action === "update");
  const all: FieldLevel[] = ["hidden", "read", "change"];
  return all.filter((level) => {
    if (level === "hidden") return !alwaysShown.has(field);
    return level === "read" || (canUpdate && !neverWritten.has(field));
  });
}

/** Sets a field on every grant of the object that knows fields. What is hidden is neither exported nor filled in. */
export function withLevel(grants: readonly Grant[], granting: Granting, field: string, level: FieldLevel): Grant[] {
  const isSeen = level !== "hidden";
  const open: Record<string, boolean | undefined> = {
    read: isSeen,
    export: isSeen,
    ...(field in partOf ? {} : writing(level)),
  };
  return grants.map((one) => {
    const isOpen = open[one.action];
    const hasFields = granting.actions.some((action) => action.action === one.action && action.has_fields);
    if (one.object !== granting.object || !hasFields || isOpen === undefined) return one;
    return { ...one, fields: toggled(one.fields, granting, field, isOpen) };
  });
}

const writing = (level: FieldLevel) => ({
  update: level === "change",
  create: level === "hidden" ? false : level === "change" ? true : undefined,
});

function toggled(
  fields: readonly string[] | null,
  granting: Granting,
  field: string,
  isOpen: boolean,
): string[] | null {
  const every = granting.fields.map((one) => one.field);
  const now = new Set(fields ?? every);
  if (isOpen) now.add(field);
  else now.delete(field);
  const kept = every.filter((one) => now.has(one));
  return kept.length === every.length ? null : kept;
}

/** One cell or one field that differs; a cell holds scopes, a field its level. */
export interface Difference {
  kind: "action" | "field";
  object: string;
  name: string;
  was: readonly string[];
  now: readonly string[];
}

/** Cells and fields that differ, as people see them on the page. */
export function differences(
  before: readonly Grant[],
  after: readonly Grant[],
  objects: readonly Granting[],
): Difference[] {
  return objects.flatMap(({ object, actions, fields }) => {
    const cells = actions.map(({ action }): Difference => {
      const [was, now] = [scopesOf(before, object, action), scopesOf(after, object, action)];
      return { kind: "action", object, name: action, was, now };
    });
    const levels = fields.flatMap(({ field }): Difference[] => {
      const [was, now] = [levelOf(before, object, field), levelOf(after, object, field)];
      if (was === undefined || now === undefined) return [];
      return [{ kind: "field", object, name: field, was: [was], now: [now] }];
    });
    return [...cells, ...levels].filter((one) => one.was.join() !== one.now.join());
  });
}
