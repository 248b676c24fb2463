import { sql } from "kysely";
import { withTransientRetry } from "../database/retry.ts";
import type { Tx } from "../database/types.ts";
import type { House } from "../house.ts";
import { type Cursor, type EventRow, eventsAfter } from "./cursor.ts";

/** One line that leads from an event to a verb; it runs in the transaction that moves the cursor on: exactly once. */
export interface Reaction {
  name: string;
  on: readonly string[];
  react(tx: Tx, house: House, event: EventRow): Promise<void>;
}

const batchSize = 500;

/** Runs a reaction over the events that it has not seen; another node holding the cursor means nothing to do here. */
export async function runReaction(house: House, reaction: Reaction): Promise<number> {
  let total = 0;
  for (;;) {
    // not house.transaction: reading nothing must wake nobody, or reading would never end
    const read = await withTransientRetry(() => house.db.transaction().execute((tx) => runBatch(tx, house, reaction)));
    total += read;
    if (read < batchSize) break;
  }
  if (total > 0) house.ping();
  return total;
}

async function runBatch(tx: Tx, house: House, reaction: Reaction): Promise<number> {
  const cursor = await takeCursor(tx, reaction.name);
  if (!cursor) return 0;
  const events = await eventsAfter(tx, cursor, batchSize);
  const last = events.at(-1);
  if (!last) return 0;
  for (const event of events) if (reaction.on.includes(event.name)) await reaction.react(tx, house, event);
  await sql`update reaction_cursor set xid = ${last.xid}::xid8, id = ${last.id}, at = now() where name = ${reaction.name}`.execute(
    tx,
  );
  return events.length;
}

async function takeCursor(tx: Tx, name: string): Promise<Cursor | undefined> {
  await sql`insert into reaction_cursor (name, xid, id) values (${name}, '0', 0) on conflict do nothing`.execute(tx);
  const { rows } = await sql<Cursor>`
    select xid::text as xid, id from reaction_cursor where name = ${name} for update skip locked`.execute(tx);
  return rows[0];
}
