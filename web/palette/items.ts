import { useTranslation } from "react-i18next";
import { useCan } from "../frame/me.ts";
import { type Recent, useRecents } from "../modules/customers/recents.ts";
import { addressOf, type PassageGroup, type PassageHit } from "../modules/search/passages.ts";
import { type Act, matchingActs } from "./actions.ts";
import type { Hit } from "./useHits.ts";

export const groups = ["all", "customer", "contact", "task", "note", "promise", "act"] as const;
export type Group = (typeof groups)[number];
export type Item =
  | { group: "customer" | "contact"; key: string; hit: Hit }
  | { group: "customer"; key: string; recent: Recent }
  | { group: PassageGroup["group"]; key: string; passage: PassageHit }
  | { group: PassageGroup["group"]; key: string; every: string }
  | { group: "act"; key: string; act: Act };

/** Everything the palette offers for what is typed, in the order it stands. */
export function useItems(typed: string, hits: readonly Hit[], written: readonly PassageGroup[]): Item[] {
  const { t } = useTranslation();
  const can = useCan();
  const recents = useRecents();
  const isEmpty = typed.trim() === "";
  const records: Item[] = isEmpty
    ? recents.map((recent): Item => ({ group: "customer", key: `recent-${recent.id}`, recent }))
    : hits.map((hit): Item => ({ group: hit.object, key: `${hit.object}-${hit.id}`, hit }));
  const passages = isEmpty ? [] : written.flatMap((one) => ofGroup(one, typed.trim()));
  const acts = matchingActs(typed, can, t).slice(0, isEmpty ? 5 : 6);
  return [...records, ...passages, ...acts.map((act): Item => ({ group: "act", key: `act-${act.name}`, act }))];
}

/** What matched, and the way to the rest of it. */
function ofGroup({ group, hits, more }: PassageGroup, typed: string): Item[] {
  const lines = hits.map((passage): Item => ({ group, key: `${passage.object}-${passage.id}`, passage }));
  return more ? [...lines, { group, key: `every-${group}`, every: typed }] : lines;
}

export function customerOf(item: Item | undefined): string | undefined {
  if (!item) return undefined;
  if ("hit" in item) return item.hit.customer_id;
  if ("passage" in item) return item.passage.customer?.id;
  return "recent" in item ? item.recent.id : undefined;
}

/** Where an item leads; acts without a page are run instead. */
export function pathOf(item: Item): string | undefined {
  if ("passage" in item) return addressOf(item.passage);
  if ("every" in item) return `/search?${new URLSearchParams({ q: item.every, group: item.group })}`;
  const customerId = customerOf(item);
  return customerId ? `/customers/${customerId}` : "act" in item ? item.act.to : undefined;
}
