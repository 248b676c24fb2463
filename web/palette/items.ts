import { useTranslation } from "react-i18next";
import { useCan } from "../frame/me.ts";
import { type Recent, useRecents } from "../modules/customers/recents.ts";
import { type Act, matchingActs } from "./actions.ts";
import type { Hit } from "./useHits.ts";

export const groups = ["all", "customer", "contact", "act"] as const;
export type Group = (typeof groups)[number];
export type Item =
  | { group: "customer" | "contact"; key: string; hit: Hit }
  | { group: "customer"; key: string; recent: Recent }
  | { group: "act"; key: string; act: Act };

/** Everything the palette offers for what is typed, in the order it stands. */
export function useItems(typed: string, hits: readonly Hit[]): Item[] {
  const { t } = useTranslation();
  const can = useCan();
  const recents = useRecents();
  const isEmpty = typed.trim() === "";
  const records: Item[] = isEmpty
    ? recents.map((recent): Item => ({ group: "customer", key: `recent-${recent.id}`, recent }))
    : hits.map((hit): Item => ({ group: hit.object, key: `${hit.object}-${hit.id}`, hit }));
  const acts = matchingActs(typed, can, t).slice(0, isEmpty ? 5 : 6);
  return [...records, ...acts.map((act): Item => ({ group: "act", key: `act-${act.name}`, act }))];
}

export function customerOf(item: Item | undefined): string | undefined {
  if (!item || item.group === "act") return undefined;
  return "hit" in item ? item.hit.customer_id : item.recent.id;
}
