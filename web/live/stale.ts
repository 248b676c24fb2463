import type { QueryKey } from "@tanstack/react-query";
import type { LiveEvent } from "./protocol.ts";

/** What an event makes stale. */
export interface Rule {
  /** The event's name, or its first part: "customer" for customer.updated. */
  about: string;
  /** Queries to fetch again; the event says for which record. */
  refetch: (event: LiveEvent) => QueryKey[];
  /** Queries that many events hit: once in two seconds. */
  slowly?: QueryKey[];
}
