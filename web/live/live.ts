import type { QueryClient, QueryKey } from "@tanstack/react-query";
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
  if (message.type === "resync") void client.invalidateQueries();
  if (message.type === "presence") setLookers(message.object, message.object_id, message.people);
}

function refresh(client: QueryClient, events: readonly LiveEvent[]): void {
  const stale = staleAfter(events);
  for (const queryKey of stale.now) void client.invalidateQueries({ queryKey });
  for (const key of stale.slowly) later(client, key);
  for (const event of events) markChanged(event.root_id ?? event.object_id);
}

const waiting = new Map<string, { last: number; isPlanned: boolean }>();

function later(client: QueryClient, queryKey: QueryKey): void {
  const name = JSON.stringify(queryKey);
  const state = waiting.get(name) ?? { last: 0, isPlanned: false };
  waiting.set(name, state);
  if (state.isPlanned) return;
  state.isPlanned = true;
  setTimeout(
    () => {
      state.isPlanned = false;
      state.last = Date.now();
      void client.invalidateQueries({ queryKey });
    },
    Math.max(0, state.last + slowness - Date.now()),
  );
}
