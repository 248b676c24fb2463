import type { InfiniteData, Query, QueryClient, QueryKey } from "@tanstack/react-query";

interface Page {
  rows: { id: string }[];
}
type Pages = InfiniteData<Page, string>;

/** Lists this long are read again whole; of longer ones only what is known to have changed. */
const short = 3;
const mostReread = 10;

/**
 * Records have changed: lists that begin with this key are read again, of one that is scrolled far the first page and those
 * with the records. TanStack would ask for every page one after the other, thousands of rows for one that changed.
 */
export async function freshenPages(client: QueryClient, queryKey: QueryKey, ids: ReadonlySet<string>): Promise<void> {
  const all = client.getQueryCache().findAll({ queryKey });
  const long = all.filter(isLong);
  void client.invalidateQueries({ queryKey, predicate: (query) => !long.includes(query) });
  await Promise.all(long.map((query) => freshen(client, query, ids)));
}

/** Nobody knows what has changed: of long lists the beginning stays. */
export function forgetLongPages(client: QueryClient): void {
  for (const query of client.getQueryCache().findAll().filter(isLong)) {
    const { pages, pageParams } = query.state.data as Pages;
    client.setQueryData<Pages>(query.queryKey, {
      pages: pages.slice(0, short),
      pageParams: pageParams.slice(0, short),
    });
  }
}

/** For `refetchOnMount`: a long list is kept fresh by `freshenPages`, coming back to it reads nothing. */
export const isShort = (query: Pick<Query, "state">): boolean => !isLong(query);

/** Only lists of rows: timelines and histories have pages of another shape and are read again whole. */
function isLong({ state }: Pick<Query, "state">): boolean {
  const pages = (state.data as Partial<Pages> | undefined)?.pages;
  return Array.isArray(pages) && pages.length > short && pages.every((page) => Array.isArray(page?.rows));
}

async function freshen(client: QueryClient, query: Query, ids: ReadonlySet<string>): Promise<void> {
  const { pages, pageParams } = query.state.data as Pages;
  const stale = pages.flatMap((page, at) => (at > 0 && page.rows.some(({ id }) => ids.has(id)) ? [at] : []));
  const again = [0, ...stale].slice(0, mostReread);
  const read = query.options.queryFn as (context: object) => Promise<Page>;
  const { signal } = new AbortController();
  const fresh = new Map<number, Page>();
  await Promise.all(
    again.map(async (at) => {
      fresh.set(
        at,
        await read({
          client,
          queryKey: query.queryKey,
          signal,
          pageParam: pageParams[at],
          direction: "forward",
          meta: undefined,
        }),
      );
    }),
  ).catch(() => undefined); // what could not be read stays as it was; the next change tries again
  client.setQueryData<Pages>(query.queryKey, (now) => now && replaced(now, pageParams, { fresh, ids }));
}

/** A record that moved to a page that was read again stands there, and nowhere else; those it pushed off the page stay. */
function replaced(
  now: Pages,
  pageParams: readonly string[],
  { fresh, ids }: { fresh: ReadonlyMap<number, Page>; ids: ReadonlySet<string> },
): Pages {
  const moved = new Set([...fresh.values()].flatMap(({ rows }) => rows.map(({ id }) => id)));
  const stays = ({ id }: { id: string }) => !moved.has(id);
  const seen = new Set<string>();
  return {
    ...now,
    pages: now.pages.map((page, at) => {
      const again = now.pageParams[at] === pageParams[at] ? fresh.get(at) : undefined;
      if (!again) return page.rows.every(stays) ? page : { ...page, rows: page.rows.filter(stays) };
      const rows = again.rows.filter(({ id }) => !seen.has(id) && seen.add(id));
      return { ...again, rows: [...rows, ...pushedOff(page, again, { next: now.pages[at + 1], ids })] };
    }),
  };
}

/** As many of the page's last rows as came in ahead of them; a row that is missing for another reason is gone. */
function pushedOff(
  before: Page,
  { rows }: Page,
  { next, ids }: { next: Page | undefined; ids: ReadonlySet<string> },
): Page["rows"] {
  const idsOf = (page: Page | undefined) => new Set(page?.rows.map(({ id }) => id));
  const [old, now, following] = [idsOf(before), idsOf({ rows }), idsOf(next)];
  const came = rows.filter(({ id }) => !old.has(id) && (ids.has(id) || !following.has(id))).length;
  const missing = before.rows.filter(({ id }) => !now.has(id) && !ids.has(id));
  return came === 0 ? [] : missing.slice(-came);
}
