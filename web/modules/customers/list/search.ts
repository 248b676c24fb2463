import { customerKinds, customerSorts, stages } from "../../../../server/modules/customers/customer.contract.ts";

export const views = ["all", "mine", "team", "new"] as const;
export type View = (typeof views)[number];
export const filterFields = [
  "kind",
  "stage",
  "owner_id",
  "team_id",
  "province",
  "industry",
  "tag_id",
  "client_id",
] as const;
export type FilterField = (typeof filterFields)[number];
export type Sort = (typeof customerSorts)[number];
export type Filters = Partial<Record<FilterField, string>>;

/** The whole state of the list as it stands in the address. */
export interface ListSearch extends Filters {
  view?: Exclude<View, "all">;
  sort?: Sort;
  order?: "asc" | "desc";
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const found: ListSearch = {};
  for (const field of filterFields) {
    const value = search[field];
    if (typeof value === "string" && isKnown(field, value)) found[field] = value;
  }
  if (oneOf(views, search.view) && search.view !== "all") found.view = search.view;
  if (oneOf(customerSorts, search.sort)) found.sort = search.sort;
  if (search.order === "asc" || search.order === "desc") found.order = search.order;
  return found;
}

export function sortOf(search: ListSearch): { sort: Sort; order: "asc" | "desc" } {
  const sort = search.sort ?? (search.view === "new" ? "created_at" : "updated_at");
  return { sort, order: search.order ?? (sort === "name" ? "asc" : "desc") };
}

/** The address after a click on a head: the same one turns round. */
export function sortedBy(search: ListSearch, sort: Sort): ListSearch {
  const now = sortOf(search);
  if (now.sort !== sort) return { ...without(search, "order"), sort };
  return { ...search, sort, order: now.order === "asc" ? "desc" : "asc" };
}

export function without<K extends keyof ListSearch>(search: ListSearch, key: K): Omit<ListSearch, K> {
  const { [key]: _gone, ...rest } = search;
  return rest;
}

function isKnown(field: FilterField, value: string): boolean {
  if (field === "kind") return oneOf(customerKinds, value);
  if (field === "stage") return oneOf(stages, value);
  if (field.endsWith("_id")) return /^[0-9a-f-]{36}$/i.test(value);
  return value.length > 0 && value.length <= 60;
}

function oneOf<const T extends readonly string[]>(values: T, value: unknown): value is T[number] {
  return typeof value === "string" && values.includes(value);
}
