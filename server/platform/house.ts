import type { Reserved } from "./database/connections.ts";
import type { Db, Tx } from "./database/types.ts";
import type { FileStore } from "./file/store.ts";
import type { OutgoingRules } from "./http/outgoing.ts";
import type { Log } from "./log.ts";

/** Everything of one organisation that a call or a job on this node may use. */
export interface House {
  organisation: { id: string; slug: string; name: string; company: "demo" | "empty" };
  db: Db;
  /** A connection of one's own (COPY, session locks), under this node's cap; it ends with `release`. */
  reserve(settings: { statementTimeout: number }): Promise<Reserved>;
  /** Folder of this organisation on this machine: half uploads, imports, and the files where no bucket is named. */
  folder: string;
  files: { store: FileStore; limits: { most: number; quota?: number | undefined; clamd?: string | undefined } };
  /** What a request to an address that somebody named may reach: see `callOutside`. */
  outgoing: OutgoingRules;
  /** Address people reach this node under, without a slash at the end; null: take it from the request. */
  publicUrl: string | null;
  log: Log;
  /** A key derived for this organisation and purpose: 32 bytes. */
  secret(purpose: string): Buffer;
  /** Wakes those who read events or run jobs, here and on other nodes. */
  ping(): void;
  /**
   * Runs in one transaction, again on a serialisation failure or deadlock, and pings readers of events afterwards.
   * @param by who writes, for who is told of all writing on this node and need not hear of their own
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, by?: string): Promise<T>;
}
