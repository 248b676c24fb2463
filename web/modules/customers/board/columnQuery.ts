import type { Query } from "../list/page.ts";
import type { ListField } from "../list/useFields.tsx";
import { narrowed } from "../list/useGroups.ts";
import type { ListState } from "../list/views.ts";

/** The customers of one column. */
export const columnQuery = ({ filter, sort, order }: ListState, field: ListField, value: string | null): Query => ({
  filter: JSON.stringify(narrowed(filter, field, value)),
  sort,
  order,
});
