import { type FilterCondition, type FilterTree, isGroup, joinOf, partsOf } from "../../../filter/tree.ts";
import { isPeriod } from "../../../filter/value.ts";

/** Each number in a filter that a view may ask for, by its path in the tree. */
export function numbersIn(tree: FilterTree, path = ""): { path: string; part: FilterCondition }[] {
  return partsOf(tree).flatMap((part, index) => {
    const here = `${path}${joinOf(tree)}.${index}.`;
    if (isGroup(part)) return numbersIn(part, here);
    if (part.value !== undefined && isPeriod(part.value)) return [{ path: `${here}value.count`, part }];
    return typeof part.value === "number" && Number.isInteger(part.value) ? [{ path: `${here}value`, part }] : [];
  });
}
