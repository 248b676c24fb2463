import type {
  FilterCondition,
  FilterKind,
  FilterOperator,
  FilterPart,
  FilterTree,
} from "../../server/platform/filter/filter.contract.ts";

export type { FilterCondition, FilterKind, FilterOperator, FilterPart, FilterTree };
export type Value = FilterCondition["value"];
export type Join = "all" | "any";
/** Where a part stands: the index in each group on the way down. */
export type Path = readonly number[];

export const everything: FilterTree = { all: [] };

export const isGroup = (part: FilterPart): part is FilterTree => !("field" in part);
export const joinOf = (tree: FilterTree): Join => ("all" in tree ? "all" : "any");
export const partsOf = (tree: FilterTree): FilterPart[] => ("all" in tree ? tree.all : tree.any);
export const groupOf = (join: Join, parts: FilterPart[]): FilterTree =>
  join === "all" ? { all: parts } : { any: parts };

/** Reads what stands in an address; undefined when it is no filter. What it says is checked by the server. */
export function readTree(text: string): FilterTree | undefined {
  try {
    const tree: unknown = JSON.parse(text);
    return isTree(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}

function isTree(value: unknown): value is FilterTree {
  if (typeof value !== "object" || value === null) return false;
  const parts = "all" in value ? value.all : "any" in value ? value.any : undefined;
  return (
    Array.isArray(parts) &&
    parts.every(
      (part: unknown) =>
        isTree(part) ||
        (typeof part === "object" &&
          part !== null &&
          "field" in part &&
          typeof part.field === "string" &&
          "op" in part &&
          typeof part.op === "string"),
    )
  );
}

/** The tree with another part at the path, or without it. A group of one is that one; an empty group goes. */
export function replaced(tree: FilterTree, path: Path, next: FilterPart | undefined): FilterTree {
  const [index, ...rest] = path;
  if (index === undefined) return next && isGroup(next) ? next : everything;
  const parts = partsOf(tree).flatMap((part, at) => {
    if (at !== index) return [part];
    const changed = rest.length > 0 && isGroup(part) ? replaced(part, rest, next) : next;
    return changed === undefined ? [] : settled(changed);
  });
  return groupOf(joinOf(tree), parts);
}

function settled(part: FilterPart): FilterPart[] {
  if (!isGroup(part)) return [part];
  const parts = partsOf(part);
  return parts.length <= 1 ? parts : [part];
}

/** Adds to the group at the path. */
export function added(tree: FilterTree, path: Path, part: FilterPart): FilterTree {
  const group = partAt(tree, path);
  if (!group || !isGroup(group)) return tree;
  return replaced(tree, path, groupOf(joinOf(group), [...partsOf(group), part]));
}

/** Puts a condition beside another one, joined the other way than the group around them. */
export function joined(tree: FilterTree, path: Path, part: FilterPart): FilterTree {
  const old = partAt(tree, path);
  const around = partAt(tree, path.slice(0, -1));
  if (!old || !around || !isGroup(around)) return tree;
  return replaced(tree, path, groupOf(joinOf(around) === "all" ? "any" : "all", [old, part]));
}

export function partAt(tree: FilterTree, path: Path): FilterPart | undefined {
  return path.reduce<FilterPart | undefined>(
    (part, index) => (part && isGroup(part) ? partsOf(part)[index] : undefined),
    tree,
  );
}

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
