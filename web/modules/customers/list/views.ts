import type { createViewContract } from "../../../../server/modules/customers/view.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { everything, type FilterTree, readTree, same } from "../../../filter/tree.ts";
import type { ListSearch, Sort } from "./search.ts";

export type SavedView = ResponseOf<typeof createViewContract>;
export type Parameter = SavedView["parameters"][number];

/** What a list shows: everything that a view keeps beside its name. */
export interface ListState {
  filter: FilterTree;
  sort: Sort;
  order: "asc" | "desc";
  columns: readonly string[] | null;
  group: string | null;
  layout: "list" | "board";
}

export interface View extends ListState {
  id: string;
  parameters: readonly Parameter[];
  /** One of the questions that come ready to be asked; the others that come with the product are tabs. */
  isTemplate?: true;
  /** Absent for a view that comes with the product. */
  saved?: SavedView;
}

const plain: ListState = {
  filter: everything,
  sort: "updated_at",
  order: "desc",
  columns: null,
  group: null,
  layout: "list",
};
function shippedView(id: string, more: Partial<View>): View {
  return { ...plain, id, parameters: [], ...more };
}

function template(id: string, more: Partial<View>): View {
  return shippedView(id, { ...more, isTemplate: true });
}

/** Views that come with the product; the page names them. */
export const shipped: readonly View[] = [
  shippedView("all", {}),
  shippedView("mine", { filter: { all: [{ field: "owner", op: "any", value: ["me"] }] } }),
  shippedView("team", { filter: { all: [{ field: "team", op: "any", value: ["mine"] }] } }),
  shippedView("new", { sort: "created_at" }),
  shippedView("starred", { filter: { all: [{ field: "starred_at", op: "filled" }] }, sort: "name", order: "asc" }),
  shippedView("recent", { filter: { all: [{ field: "visited_at", op: "filled" }] }, sort: "visited_at" }),
  template("quiet_vip", {
    filter: {
      all: [
        { field: "stage", op: "any", value: ["high_value"] },
        { field: "last_interaction", op: "not_in_last", value: { count: 30, unit: "day" } },
      ],
    },
    parameters: [{ path: "all.1.value.count", label: "" }],
  }),
  template("vip_without_trade", {
    filter: {
      all: [
        { field: "stage", op: "any", value: ["high_value"] },
        { field: "trade_last_on", op: "not_in_last", value: { count: 30, unit: "day" } },
      ],
    },
    columns: ["owner", "trade_last_on", "trade_amount_12_months", "trade_count", "last_interaction"],
    parameters: [{ path: "all.1.value.count", label: "" }],
  }),
  template("birthdays", {
    filter: { all: [{ field: "birth_on", op: "recurs_this", value: "month" }] },
    sort: "name",
    order: "asc",
  }),
  template("new_untouched", {
    filter: {
      all: [
        { field: "created_at", op: "in_last", value: { count: 90, unit: "day" } },
        { field: "last_interaction", op: "empty" },
      ],
    },
    parameters: [{ path: "all.0.value.count", label: "" }],
    sort: "created_at",
  }),
];
const [all] = shipped as [View, ...View[]];

export const fromSaved = (saved: SavedView): View => ({
  id: saved.id,
  filter: saved.filter,
  sort: saved.sort,
  order: saved.direction,
  columns: saved.columns,
  group: saved.group_by,
  layout: saved.layout,
  parameters: saved.parameters,
  saved,
});

export interface Shown {
  view: View;
  state: ListState;
  /** The address says something else than the view. */
  isChanged: boolean;
  /** The address names a view that is not there for this reader. */
  isMissing: boolean;
}

/** What an address shows: the view, and over it what the address says differently. */
export function shownBy(search: ListSearch, saved: readonly SavedView[]): Shown {
  const id = search.view ?? "all";
  const found = shipped.find((one) => one.id === id) ?? saved.filter((one) => one.id === id).map(fromSaved)[0];
  const view = found ?? all;
  const base = baseOf(view, search);
  const filter = search.filter === undefined ? undefined : readTree(search.filter);
  const state: ListState = {
    filter: filter ?? base.filter,
    sort: search.sort ?? base.sort,
    order: search.order ?? (search.sort && search.sort !== base.sort ? firstOrder(search.sort) : base.order),
    columns: search.columns === undefined ? base.columns : search.columns === "" ? null : search.columns.split(","),
    group: search.group === undefined ? base.group : search.group === "none" ? null : search.group,
    layout: search.layout ?? base.layout,
  };
  return { view, state, isChanged: !same(state, base), isMissing: found === undefined };
}

/** The address of a view with another state: only what differs is said. */
export function searchFor(view: View, state: ListState, given?: string): ListSearch {
  const base = baseOf(view, given === undefined ? {} : { given });
  return {
    ...(view.id === "all" ? {} : { view: view.id }),
    ...(given === undefined ? {} : { given }),
    ...(same(state.filter, base.filter) ? {} : { filter: JSON.stringify(state.filter) }),
    ...(state.sort === base.sort ? {} : { sort: state.sort }),
    ...(state.order === (state.sort === base.sort ? base.order : firstOrder(state.sort)) ? {} : { order: state.order }),
    ...(same(state.columns, base.columns) ? {} : { columns: state.columns?.join(",") ?? "" }),
    ...(state.group === base.group ? {} : { group: state.group ?? "none" }),
    ...(state.layout === base.layout ? {} : { layout: state.layout }),
  };
}

/** Names and other texts begin at the top, times and numbers with the newest and largest. */
export function firstOrder(sort: Sort): "asc" | "desc" {
  return ["name", "stage", "province"].includes(sort) ? "asc" : "desc";
}

export const stateOf = ({ filter, sort, order, columns, group, layout }: View): ListState => ({
  filter,
  sort,
  order,
  columns,
  group,
  layout,
});

/** The view's own state with the values that its parameters were given. */
function baseOf(view: View, { given }: Pick<ListSearch, "given">): ListState {
  const state = stateOf(view);
  if (given === undefined || view.parameters.length === 0) return state;
  const values = given.split(",");
  const filter = view.parameters.reduce<FilterTree>((tree, { path }, index) => {
    const value = values[index];
    return value === undefined || value === "" ? tree : withValue(tree, path.split("."), value);
  }, view.filter);
  return { ...state, filter };
}

function withValue<T>(at: T, [step, ...rest]: readonly string[], value: string): T {
  if (step === undefined) return (typeof at === "number" ? Number(value) || at : value) as T;
  if (typeof at !== "object" || at === null) return at;
  if (Array.isArray(at))
    return at.map((one, index) => (index === Number(step) ? withValue(one, rest, value) : one)) as T;
  return { ...at, [step]: withValue(at[step as keyof T], rest, value) };
}

/** The values of a view's parameters as they are now. */
export function parameterValues({ parameters }: View, filter: FilterTree): string[] {
  return parameters.map(({ path }) => {
    const found = path
      .split(".")
      .reduce<unknown>((at, step) => (typeof at === "object" && at ? at[step as keyof typeof at] : undefined), filter);
    return typeof found === "number" || typeof found === "string" ? String(found) : "";
  });
}
