import { infiniteQueryOptions } from "@tanstack/react-query";
import {
  interactionKinds,
  listInteractionsContract,
  type logInteractionContract,
} from "../../../../server/modules/customers/interaction.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf } from "../../../api/queries.ts";
import { dayOf } from "../../../text/format.ts";
import { momentsOf } from "./range.ts";
import type { RecordSearch } from "./search.ts";

export type Interaction = ResponseOf<typeof logInteractionContract>;
export type TimelineEntry = ResponseOf<typeof listInteractionsContract>["rows"][number];
export type Line = { day: string } | { entry: TimelineEntry };

const pageSize = 50;

/** The timeline of a customer, newest first, page after page. */
export function firstInteractions(customerId: string, search: RecordSearch) {
  const { tab: _tab, range: _range, from: _from, to: _to, entry: _entry, at, ...others } = search;
  const filter = { ...others, ...momentsOf(search), ...(at ? { to: justAfter(at) } : {}) };
  const params = { customerId };
  return infiniteQueryOptions({
    queryKey: [...keyOf(listInteractionsContract), { params }, filter],
    queryFn: ({ pageParam, signal }) =>
      call(
        listInteractionsContract,
        { params, query: { ...filter, limit: pageSize, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The timeline begins before a moment. */
const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString();

export const isInteraction = (entry: TimelineEntry): entry is Interaction =>
  (interactionKinds as readonly string[]).includes(entry.kind);

/** Entries with a head before each day. */
export function byDay(entries: readonly TimelineEntry[]): Line[] {
  let day = "";
  return entries.flatMap((entry): Line[] => {
    if (dayOf(entry.happened_at) === day) return [{ entry }];
    day = dayOf(entry.happened_at);
    return [{ day: entry.happened_at }, { entry }];
  });
}
