import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import { type EventActor, record } from "../../platform/event/record.ts";
import { recordEach } from "../../platform/event/record_each.ts";
import { newId } from "../../platform/ids.ts";

export interface CallLine {
  customer_id: string;
  contact_id: string | null;
  client_id: string | null;
  user_id: string | null;
  direction: "in" | "out";
  happened_at: string;
  /** In seconds, from the answer on; null: nobody answered. */
  duration_s: number | null;
  subject: string | null;
  body: string | null;
}

/** A call on the timeline, written by the telephone and not by hand. @returns the interaction's id */
export async function logCall(tx: Tx, by: EventActor, line: CallLine): Promise<string> {
  const id = newId();
  await tx
    .insertInto("interaction")
    .values({ ...line, id, kind: "call", department: "service" })
    .execute();
  await record(tx, { ...by, userId: line.user_id }, "interaction.logged", {
    object: "interaction",
    objectId: id,
    root: { object: "customer", id: line.customer_id },
    clientId: line.client_id,
  });
  return id;
}

/** What came of the call and what was written down: the telephone's text stands until somebody changes the entry by hand. */
export async function describeCall(
  tx: Tx,
  by: EventActor,
  interactionId: string,
  words: Pick<CallLine, "subject" | "body">,
): Promise<void> {
  const changed = await tx
    .updateTable("interaction")
    .set(words)
    .where("id", "=", interactionId)
    .where("rewritten_at", "is", null)
    .returning(["customer_id", "client_id"])
    .executeTakeFirst();
  if (!changed) return;
  await record(tx, by, "interaction.updated", {
    object: "interaction",
    objectId: interactionId,
    root: { object: "customer", id: changed.customer_id },
    clientId: changed.client_id,
  });
}

/** Of calls with somebody who was erased their lines tell only that they were, and how long: words go, also those of before. */
export async function forgetCalls(tx: Tx, by: EventActor, interactionIds: readonly string[]): Promise<void> {
  const ids = [...interactionIds];
  await sql`delete from history where object = 'interaction' and object_id = any(${ids}::uuid[])`.execute(tx);
  const { rows } = await sql<{ id: string; customer_id: string; client_id: string | null }>`
    update interaction set subject = null, body = null where id = any(${ids}::uuid[])
    returning id, customer_id, client_id`.execute(tx);
  const happenings = rows.map(({ id, customer_id, client_id }) => ({
    name: "interaction.updated",
    object: "interaction",
    objectId: id,
    root: { object: "customer", id: customer_id },
    clientId: client_id,
    changes: [],
  }));
  await recordEach(tx, by, happenings);
}
