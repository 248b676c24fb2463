import { getRouteApi } from "@tanstack/react-router";
import { createContext, useContext, useMemo, useRef } from "react";
import { listViewsContract } from "../../../../server/modules/customers/view.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { viewsQuery } from "./page.ts";
import type { ListSearch, Sort } from "./search.ts";
import { type ListField, useFields } from "./useFields.tsx";
import { firstOrder, type ListState, type SavedView, type Shown, searchFor, shownBy, stateOf } from "./views.ts";

const route = getRouteApi("/customers");

export interface ListView extends Shown {
  search: ListSearch;
  saved: readonly SavedView[];
  fields: ReadonlyMap<string, ListField>;
  filterFields: ReadonlyMap<string, ListField>;
  /** Shows something else; the address follows. */
  set: (change: Partial<ListState>) => void;
  /** The same head turns the order round, another one begins afresh. */
  sortBy: (sort: Sort) => void;
  /** Gives the view's parameters other values; the view is not changed by that. */
  give: (values: readonly string[]) => void;
  go: (search: ListSearch) => void;
}

const none: readonly SavedView[] = [];

/** What the list shows now, from the address and the views. */
export function useListViewHere(): ListView {
  const search: ListSearch = route.useSearch();
  const navigate = route.useNavigate();
  const saved = useRead(listViewsContract, viewsQuery, { staleTime: 600_000 }).data?.views ?? none;
  const fields = useFields();
  const latest = useRef(search);
  latest.current = search;
  return useMemo(() => {
    const go = (next: ListSearch) => void navigate({ search: next });
    // an undo runs later: what it changes is taken from the address of that moment
    const set = (change: Partial<ListState>) => {
      const { view, state } = shownBy(latest.current, saved);
      go(searchFor(view, { ...state, ...change }, latest.current.given));
    };
    const shown = shownBy(search, saved);
    return {
      ...shown,
      search,
      saved,
      fields,
      filterFields: new Map([...fields].filter(([, field]) => field.is_filterable)),
      set,
      sortBy: (sort) =>
        set(
          sort === shown.state.sort
            ? { order: shown.state.order === "asc" ? "desc" : "asc" }
            : { sort, order: firstOrder(sort) },
        ),
      give: (values) => go({ ...searchFor(shown.view, stateOf(shown.view)), given: values.join(",") }),
      go,
    };
  }, [search, saved, fields, navigate]);
}

export const ListViewContext = createContext<ListView | undefined>(undefined);

/** What the list around this component shows. */
export function useListView(): ListView {
  const found = useContext(ListViewContext);
  if (!found) throw new Error("outside of a list");
  return found;
}
