import { groupCustomersContract } from "../../../../server/modules/customers/group.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { type FilterTree, partsOf } from "../../../filter/tree.ts";
import type { ListField } from "./useFields.tsx";
import { useListView } from "./useListView.ts";

export type Group = ResponseOf<typeof groupCustomersContract>["groups"][number];

const single: readonly ListField["kind"][] = ["choice", "relation", "yes_no"];

/** Fields whose values make groups: those with one value on each customer. */
export const canGroup = ({ kind, field }: ListField): boolean =>
  single.includes(kind) && !(field.startsWith("x_") && kind === "relation");

/** How many have each value, with their sales where the reader may see them. */
export function useGroups(by: string | null, filter: FilterTree) {
  const { fields } = useListView();
  const query = {
    by: by ?? "stage",
    ...(partsOf(filter).length > 0 ? { filter: JSON.stringify(filter) } : {}),
    ...(fields.has("revenue_this_year") ? { sum: "revenue_this_year" } : {}),
  };
  return useRead(groupCustomersContract, { query }, { enabled: by !== null && fields.has(by), keeps: true });
}

/** The filter with one value more: what a click on a group narrows to. */
export function narrowed(filter: FilterTree, field: ListField, value: string | null): FilterTree {
  const one =
    value === null
      ? { field: field.field, op: "empty" as const }
      : field.kind === "yes_no"
        ? { field: field.field, op: "is" as const, value: value === "true" }
        : { field: field.field, op: "any" as const, value: [value] };
  return "all" in filter ? { all: [...filter.all, one] } : { all: [filter, one] };
}
