import { customerKinds, stages } from "../../../../server/modules/customers/customer.contract.ts";
import { type FilterCondition, readTree, same } from "../../../filter/tree.ts";

/** A field that the catalogue calls sortable. */
export type Sort = string;

/** The list as it stands in the address: a view, and what differs from it. */
export interface ListSearch {
  /** A view that comes with the product, or the id of a saved one. */
  view?: string;
  /** A filter tree as JSON. */
  filter?: string;
  sort?: Sort;
  order?: "asc" | "desc";
  /** Names of columns, by commas; empty for those of the product. */
  columns?: string;
  /** The field whose values make groups, or "none". */
  group?: string;
  layout?: "list" | "board";
  /** Values of the view's parameters, by commas. */
  given?: string;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const found: ListSearch = {};
  const filter = filterIn(search);
  if (filter !== undefined) found.filter = filter;
  if (isText(search.view, /^[a-z_]{1,40}$|^[0-9a-f-]{36}$/) && search.view !== "all") found.view = search.view;
  if (isText(search.sort, /^[a-z0-9_]{1,80}$/)) found.sort = search.sort;
  if (search.order === "asc" || search.order === "desc") found.order = search.order;
  if (isText(search.columns, /^[a-z0-9_,]{0,2000}$/)) found.columns = search.columns;
  if (isText(search.group, /^[a-z0-9_]{1,80}$/)) found.group = search.group;
  if (search.layout === "list" || search.layout === "board") found.layout = search.layout;
  if (isText(search.given, /^[^\n]{1,200}$/)) found.given = search.given;
  return found;
}

/** A view of somebody's, not one that comes with the product. */
export function isSaved(view: string | undefined): boolean {
  return view?.length === 36;
}

/** Plain parameters, as in older links and those that programs write, are sentences of the filter. */
const plain: Record<string, { field: string; fits: (value: string) => boolean }> = {
  kind: { field: "kind", fits: (value) => oneOf(customerKinds, value) },
  stage: { field: "stage", fits: (value) => oneOf(stages, value) },
  owner_id: { field: "owner", fits: isId },
  team_id: { field: "team", fits: isId },
  client_id: { field: "client", fits: isId },
  tag_id: { field: "tags", fits: isId },
  province: { field: "province", fits: isShort },
  industry: { field: "industry", fits: isShort },
};

function filterIn(search: Record<string, unknown>): string | undefined {
  const tree = typeof search.filter === "string" ? readTree(search.filter) : undefined;
  const sentences = Object.entries(plain).flatMap(([name, { field, fits }]): FilterCondition[] => {
    const value = search[name];
    return typeof value === "string" && fits(value) ? [{ field, op: "any", value: [value] }] : [];
  });
  const parts = tree === undefined ? [] : "all" in tree ? tree.all : [tree];
  // an address is read again on each step: what it said plainly may stand in the tree by now
  const fresh = sentences.filter((one) => !parts.some((part) => same(part, one)));
  if (fresh.length === 0) return tree && JSON.stringify(tree);
  return JSON.stringify({ all: [...fresh, ...parts] });
}

function isId(value: string): boolean {
  return /^[0-9a-f-]{36}$/i.test(value);
}

function isShort(value: string): boolean {
  return value.length > 0 && value.length <= 60;
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function oneOf<const T extends readonly string[]>(values: T, value: unknown): value is T[number] {
  return typeof value === "string" && values.includes(value);
}
