import { bodyCheck } from "../http/validation.ts";
import { Problem } from "../problem.ts";
import { FilterCondition, type FilterPart, type FilterTree, filterDepth } from "./filter.contract.ts";

const checkCondition = bodyCheck(FilterCondition);

/** Reads a filter from the JSON that stands in an address. @throws filter.invalid */
export function readFilter(text: string): FilterTree {
  try {
    return treeOf(JSON.parse(text), 1);
  } catch {
    throw new Problem(400, "filter.invalid", { fields: [{ field: "filter", reason: "malformed" }] });
  }
}

function treeOf(value: unknown, depth: number): FilterTree {
  const { all, any, ...more } = value as { all?: unknown; any?: unknown };
  const parts = all ?? any;
  if (!Array.isArray(parts) || (all !== undefined && any !== undefined) || Object.keys(more).length > 0)
    throw new Error("not a group");
  if (depth > filterDepth + 1) throw new Error("too deep to be looked at");
  const read = parts.map((part: unknown): FilterPart => {
    if (typeof part === "object" && part !== null && !("field" in part)) return treeOf(part, depth + 1);
    checkCondition(part);
    return part as FilterCondition;
  });
  return all === undefined ? { any: read } : { all: read };
}
