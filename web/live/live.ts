import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { forgetLongPages, freshenPages } from "../api/pages.ts";
import { markChanged } from "./changed.ts";
import { setLookers } from "./presence.ts";
import type { LiveEvent, ServerMessage } from "./protocol.ts";
import { staleAfter } from "./refetch.ts";
import { startLive } from "./socket.ts";

const slowness = 2000;

/** Keeps every query of the page as fresh as the house: one channel, one table of what is stale after what. */
export function keepFresh(client: QueryClient): void {
  startLive((message) => take(client, message));
}

function take(client: QueryClient, message: ServerMessage): void {
  if (message.type === "events") refresh(client, message.events);
  if (message.type === "resync") {
    forgetLongPages(client);
    void client.invalidateQueries();
  }
  if (message.type === "presence") setLookers(message.object, message.object_id, message.people);
}

function refresh(client: QueryClient, events: readonly LiveEvent[]): void {
  const stale = staleAfter(events);
  const ids = new Set(events.flatMap(({ root_id, object_id }) => [root_id, object_id].filter((id) => id !== null)));
  for (const queryKey of stale.now) void freshenPages(client, queryKey, ids);
  for (const key of stale.slowly) later(client, key, ids);
  for (const event of events) markChanged(event.root_id ?? event.object_id);
}

interface Waiting {
  last: number;
  isPlanned: boolean;
  ids: Set<string>;
}
const waiting = new Map<string, Waiting>();

function later(client: QueryClient, queryKey: QueryKey, ids: ReadonlySet<string>): void {
  const name = JSON.stringify(queryKey);
  const state = waiting.get(name) ?? { last: 0, isPlanned: false, ids: new Set() };
  waiting.set(name, state);
  for (const id of ids) state.ids.add(id);
  if (state.isPlanned) return;
  state.isPlanned = true;
  setTimeout(
    () => {
      const changed = state.ids;
      waiting.set(name, { last: Date.now(), isPlanned: false, ids: new Set() });
      void freshenPages(client, queryKey, changed);
    },
    Math.max(0, state.last + slowness - Date.now()),
  );
}
