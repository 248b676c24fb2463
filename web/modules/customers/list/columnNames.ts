import type { ListState } from "./views.ts";

/** Columns of somebody who has chosen none. The last one follows the order: changed or made. */
export function columnNames({ columns, sort }: Pick<ListState, "columns" | "sort">): readonly string[] {
  const last = sort === "created_at" ? "created_at" : "updated_at";
  return columns ?? ["stage", "owner", "province", "industry", "phone", "last_interaction", "revenue_this_year", last];
}

const inEachRow = new Set([
  "kind",
  "stage",
  "owner",
  "province",
  "industry",
  "phone",
  "tags",
  "last_interaction",
  "revenue_this_year",
  "updated_at",
  "created_at",
]);

/** Columns that rows bring only when they are asked for. */
export const broughtColumns = (state: Pick<ListState, "columns" | "sort">): string[] =>
  columnNames(state).filter((name) => !inEachRow.has(name));
