import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { passageGroups } from "../../../server/modules/customers/passage/passage.contract.ts";
import { searchPassagesContract } from "../../../server/modules/customers/passage/passage.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { reading } from "../../api/queries.ts";
import type { IconName } from "../../ui/icons.ts";
import { iconOfKind } from "../customers/kinds.ts";

export type PassageGroup = ResponseOf<typeof searchPassagesContract>["groups"][number];
export type PassageHit = PassageGroup["hits"][number];
export type GroupName = (typeof passageGroups)[number];

/** What was written of what is typed: a few of each group, or many of one. */
export function usePassages(q: string, more: { group?: GroupName; limit?: number } = {}) {
  return useQuery({
    ...reading(searchPassagesContract, { query: { q: q || " ", ...more } }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 1000, // what was just written is indexed a moment later
  });
}

/** The task itself, or the customer's timeline from this entry on. */
export function addressOf({ object, id, at, customer }: PassageHit): string {
  if (object === "task" || !customer) return `/tasks?task=${id}`;
  return `/customers/${customer.id}?${new URLSearchParams({ entry: id, at })}`;
}

export const iconOf = ({ object, kind }: PassageHit): IconName => (object === "task" ? "task" : iconOfKind(kind));

/** "通话", "承诺 · 已兑现": what it is, where that is not said by its group already. */
export function wordKeyOf({ object, kind, state }: PassageHit): string | undefined {
  if (state === "open") return undefined;
  if (object === "task") return `frame.passage.state.${state}`;
  if (object === "promise") return `customers.promise.state.${state}`;
  return `customers.interaction.${kind}`;
}
