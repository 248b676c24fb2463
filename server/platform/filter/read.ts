import { bodyCheck } from "../http/validation.ts";
import { Problem } from "../problem.ts";
import { FilterTree } from "./filter.contract.ts";

const check = bodyCheck(FilterTree);

/** Reads a filter from the JSON that stands in an address. @throws filter.invalid */
export function readFilter(text: string): FilterTree {
  try {
    const value: unknown = JSON.parse(text);
    check(value);
    return value as FilterTree;
  } catch {
    throw new Problem(400, "filter.invalid", { fields: [{ field: "filter", reason: "malformed" }] });
  }
}
