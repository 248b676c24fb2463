import { sql } from "kysely";
import type { Tx } from "../database/types.ts";
import { isDeclared } from "./declare.ts";
import type { Change, EventActor } from "./record.ts";

export interface EachHappening {
  name: string;
  object: string;
  objectId: string;
  root?: { object: string; id: string };
  clientId?: string | null;
  payload?: Record<string, string | number | boolean | null>;
  changes: readonly Change[];
}

/** Records many happenings at once, each with values of its own; answers their event ids in the order given. */
export async function recordEach(tx: Tx, actor: EventActor, happenings: readonly EachHappening[]): Promise<number[]> {
  if (happenings.length === 0) return [];
  const unknown = happenings.find(({ name }) => !isDeclared(name));
  if (unknown) throw new Error(`event ${unknown.name} is not declared`);
  const given = happenings.map(({ name, object, objectId, root, clientId = null, payload = {}, changes }) => ({
    name,
    object,
    object_id: objectId,
    root: root?.object ?? object,
    root_id: root?.id ?? objectId,
    client_id: clientId,
    payload,
    changed: changes.map(({ field }) => field),
    changes: changes.map(({ field, before, after }) => ({ field, before: before ?? null, after: after ?? null })),
  }));
  const { rows } = await sql<{ id: number }>`
    with given as materialized (
      select one.ordinality, one.value ->> 'name' as name, one.value ->> 'object' as object, (one.value ->> 'object_id')::uuid as object_id,
        one.value ->> 'root' as root, (one.value ->> 'root_id')::uuid as root_id,
        (one.value ->> 'client_id')::uuid as client_id, one.value -> 'payload' as payload, one.value -> 'changed' as changed,
        one.value -> 'changes' as changes, nextval(pg_get_serial_sequence('domain_event', 'id')) as id
        from jsonb_array_elements(${JSON.stringify(given)}::jsonb) with ordinality as one),
    event as (
      insert into domain_event (id, name, actor_id, object, object_id, root, root_id, client_id, changed, payload, request_id) overriding system value
      select id, name, ${actor.userId}::uuid, object, object_id, root, root_id, client_id, array(select jsonb_array_elements_text(changed)), payload,
        ${actor.requestId} from given order by ordinality),
    value as (
      insert into history (event_id, field, object, object_id, before, after)
      select g.id, v ->> 'field', g.object, g.object_id, nullif(v -> 'before', 'null'), nullif(v -> 'after', 'null')
        from given g, jsonb_array_elements(g.changes) as v)
    select id from given order by ordinality`.execute(tx);
  return rows.map(({ id }) => id);
}
