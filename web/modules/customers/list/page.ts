import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { listCustomersContract } from "../../../../server/modules/customers/customer.contract.ts";
import { listViewsContract } from "../../../../server/modules/customers/view.contract.ts";
import type { QueryOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { isShort } from "../../../api/pages.ts";
import { keyOf } from "../../../api/queries.ts";
import { partsOf } from "../../../filter/tree.ts";
import { type CustomerRecord, replaceRecord } from "../record/record.ts";
import { broughtColumns, columnNames } from "./columnNames.ts";
import type { ListSearch } from "./search.ts";
import { type SavedView, shownBy } from "./views.ts";

export type Row = ResponseOf<typeof listCustomersContract>["rows"][number];
export type Query = QueryOf<typeof listCustomersContract>;

export type Page = ResponseOf<typeof listCustomersContract>;

const pageSize = 100;

/** The list of an address, page after page; the first one also counts. */
export function firstPage(search: ListSearch) {
  return pagesOf(rowsFor(search));
}

/** Any list, page after page. */
export function pagesOf(query: Query) {
  return infiniteQueryOptions({
    queryKey: [...keyOf(listCustomersContract), query],
    queryFn: ({ pageParam, signal }) =>
      call(
        listCustomersContract,
        {
          query: pageParam
            ? { ...query, after: pageParam, limit: pageSize }
            : { ...query, limit: pageSize, with_count: true },
        },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnMount: isShort,
  });
}

/** Filter and order of an address as the API takes them. */
export function queryFor(search: ListSearch): Query {
  const { state } = shownBy(search, savedViews());
  const { filter, sort, order } = state;
  return { ...(partsOf(filter).length > 0 ? { filter: JSON.stringify(filter) } : {}), sort, order };
}

/** The same with all columns that are seen, for taking home. */
export function exportQuery(search: ListSearch): Query {
  const names = columnNames(shownBy(search, savedViews()).state);
  return { ...queryFor(search), columns: names.join(",") };
}

/** The same with what each row is to bring. */
function rowsFor(search: ListSearch): Query {
  const extra = broughtColumns(shownBy(search, savedViews()).state);
  return { ...queryFor(search), ...(extra.length > 0 ? { columns: extra.join(",") } : {}) };
}

export const viewsQuery = { query: { object: "customer" } } as const;

/** What is known of the reader's views now. */
function savedViews(): readonly SavedView[] {
  return client.getQueryData<{ views: SavedView[] }>(keyOf(listViewsContract, viewsQuery))?.views ?? [];
}

/** A row that was changed here shows it at once, where it stands; the order follows with the next fetch. */
export function replaceRow(record: CustomerRecord): void {
  replaceRecord(record);
  const changed = (row: Row): Row => {
    const { stage: _stage, owner: _owner, ...rest } = row;
    const { facts, owner, updated_at } = record;
    return {
      ...rest,
      ...(facts.stage ? { stage: facts.stage } : {}),
      ...(owner === undefined ? {} : { owner }),
      updated_at,
    };
  };
  client.setQueriesData<InfiniteData<Page>>({ queryKey: keyOf(listCustomersContract) }, (data) =>
    data?.pages
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            rows: page.rows.map((row) => (row.id === record.id ? changed(row) : row)),
          })),
        }
      : data,
  );
}

export function rereadList(): void {
  void client.invalidateQueries({ queryKey: keyOf(listCustomersContract) });
}
