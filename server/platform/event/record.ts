import { sql } from "kysely";
import type { Tx } from "../database/types.ts";
import { isDeclared } from "./declare.ts";

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

export interface Happening {
  object: string;
  objectId: string | null;
  /** The record it hangs on; the page refreshes that one. */
  root?: { object: string; id: string } | undefined;
  clientId?: string | null;
  /** Ids and counts only. */
  payload?: Record<string, string | number | boolean | null>;
  /** Values before and after; their field names stand in the event, the values in the erasable history. */
  changes?: readonly Change[];
}

export interface EventActor {
  userId: string | null;
  requestId: string;
}

/** Records what happened in the transaction that did it. */
export async function record(tx: Tx, actor: EventActor, name: string, happening: Happening): Promise<void> {
  if (!isDeclared(name)) throw new Error(`event ${name} is not declared`);
  const { object, objectId, root, clientId, payload = {}, changes = [] } = happening;
  const changed = changes.map((change) => change.field);
  const values = JSON.stringify(
    changes.map(({ field, before, after }) => ({ field, before: before ?? null, after: after ?? null })),
  );
  await sql`
    with event as (
      insert into domain_event (name, actor_id, object, object_id, root, root_id, client_id, changed, payload, request_id)
      values (${name}, ${actor.userId}, ${object}, ${objectId}, ${root?.object ?? object}, ${root?.id ?? objectId},
              ${clientId ?? null}, ${changed}, ${JSON.stringify(payload)}, ${actor.requestId})
      returning id)
    insert into history (event_id, field, object, object_id, before, after)
    select event.id, value ->> 'field', ${object}, ${objectId}::uuid, nullif(value -> 'before', 'null'), nullif(value -> 'after', 'null')
      from event, jsonb_array_elements(${values}::jsonb) as value`.execute(tx);
}

/** The same of several objects of which nothing more is to be said: one event each, in one statement. */
export async function recordEach(
  tx: Tx,
  actor: EventActor,
  name: string,
  { object, objectIds }: { object: string; objectIds: readonly string[] },
): Promise<void> {
  if (!isDeclared(name)) throw new Error(`event ${name} is not declared`);
  if (objectIds.length === 0) return;
  await sql`
    insert into domain_event (name, actor_id, object, object_id, root, root_id, request_id)
      select ${name}::text, ${actor.userId}::uuid, ${object}::text, id, ${object}::text, id, ${actor.requestId}::text
        from unnest(${[...objectIds]}::uuid[]) as id`.execute(tx);
}
