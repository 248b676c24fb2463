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

/** Runs a reaction over the events that it has not seen; another node holding the cursor means nothing to do here. @returns how many it has read */
export async function runReaction(house: House, reaction: Reaction): Promise<number> {
  let [total, hasReacted] = [0, false];
  for (;;) {
    // not house.transaction: what was read and led to nothing must wake nobody, or reading would never end
    const batch = await withTransientRetry(() => house.db.transaction().execute((tx) => runBatch(tx, house, reaction)));
    total += batch.read;
    hasReacted ||= batch.hasReacted;
    if (batch.read < batchSize) break;
  }
  if (hasReacted) house.ping();
  return total;
}

interface Batch {
  read: number;
  hasReacted: boolean;
}

async function runBatch(tx: Tx, house: House, reaction: Reaction): Promise<Batch> {
  const cursor = await takeCursor(tx, reaction.name);
  const events = cursor ? await eventsAfter(tx, cursor, batchSize) : [];
  const last = events.at(-1);
  if (!last) return { read: 0, hasReacted: false };
  const wanted = events.filter(({ name }) => reaction.on.includes(name));
  for (const event of wanted) await reaction.react(tx, house, event);
  await sql`update reaction_cursor set xid = ${last.xid}::xid8, id = ${last.id}, at = now() where name = ${reaction.name}`.execute(
    tx,
  );
  return { read: events.length, hasReacted: wanted.length > 0 };
}

async function takeCursor(tx: Tx, name: string): Promise<Cursor | undefined> {
  await sql`insert into reaction_cursor (name, xid, id) values (${name}, '0', 0) on conflict do nothing`.execute(tx);
  const { rows } = await sql<Cursor>`
    select xid::text as xid, id from reaction_cursor where name = ${name} for update skip locked`.execute(tx);
  return rows[0];
}
