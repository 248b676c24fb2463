import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { newId } from "../../../platform/ids.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { historyField } from "../contact_point.ts";
import type { Change } from "./merge.ts";
import type { Plan } from "./plan.ts";
import type { Point } from "./row.ts";

/** Something that now hangs on a customer who was there already. */
export interface Added {
  customerId: string;
  object: "contact" | "contact_point" | "tag";
  id: string;
  /** What the history calls the value. */
  field: string;
  value: string;
}

/** Hangs contacts, contact points and tags on customers; what is there already stays as it is. */
export async function addParts(tx: Tx, plan: Plan, changes: readonly Change[]): Promise<Added[]> {
  const contacts = await addContacts(tx, plan, changes);
  const points = [
    ...changes.flatMap(({ id, made }) => made.points.map((point) => ({ ...stagedPoint(point), customer_id: id }))),
    ...contacts.points,
  ];
  return [...contacts.added, ...(await addPoints(tx, points)), ...(await addTags(tx, changes))];
}

interface StagedPoint extends Point {
  id: string;
  customer_id: string;
  contact_id: string | null;
}

const stagedPoint = (point: Point): Omit<StagedPoint, "customer_id"> => ({ ...point, id: newId(), contact_id: null });

/** A contact of the same name is the same; one who has no title gets the file's. */
async function addContacts(
  tx: Tx,
  plan: Plan,
  changes: readonly Change[],
): Promise<{ added: Added[]; points: StagedPoint[] }> {
  const staged = changes.flatMap(({ id, made }) =>
    made.contacts.map((contact) => ({
      id: newId(),
      customer_id: id,
      name: contact.name,
      name_pinyin: pinyinKey(contact.name),
      title: contact.title,
      points: contact.points,
    })),
  );
  if (staged.length === 0) return { added: [], points: [] };
  const { rows } = await sql<{ id: string; known: string | null }>`
    select s.id, (select c.id from contact c where c.customer_id = s.customer_id and c.client_id is null
        and lower(c.name) = lower(s.name) order by c.created_at, c.id limit 1) as known
      from jsonb_to_recordset(${JSON.stringify(staged.map(({ id, customer_id, name }) => ({ id, customer_id, name })))}::jsonb)
        as s (id uuid, customer_id uuid, name text)`.execute(tx);
  const known = new Map(rows.map((row) => [row.id, row.known]));
  const fresh = staged.filter(({ id }) => known.get(id) === null);
  await sql`insert into contact (id, customer_id, name, name_pinyin, title, created_by)
    select s.id, s.customer_id, s.name, s.name_pinyin, s.title, ${plan.importerId}
      from jsonb_to_recordset(${JSON.stringify(fresh.map(({ points: _points, ...contact }) => contact))}::jsonb)
        as s (id uuid, customer_id uuid, name text, name_pinyin text, title text)`.execute(tx);
  return {
    added: fresh.map(({ customer_id, id, name }) => ({
      customerId: customer_id,
      object: "contact",
      id,
      field: "contact.name",
      value: name,
    })),
    points: staged.flatMap(({ id, customer_id, points }) =>
      points.map((point) => ({ ...stagedPoint(point), customer_id, contact_id: known.get(id) ?? id })),
    ),
  };
}

async function addPoints(tx: Tx, points: readonly StagedPoint[]): Promise<Added[]> {
  if (points.length === 0) return [];
  const { rows } = await sql<AddedPoint>`
    insert into contact_point (id, customer_id, contact_id, kind, value, normalised, is_primary)
    select distinct on (s.customer_id, s.contact_id, s.kind) s.id, s.customer_id, s.contact_id, s.kind, s.value, s.normalised,
        not exists (select 1 from contact_point p where p.customer_id = s.customer_id
          and p.contact_id is not distinct from s.contact_id and p.kind = s.kind)
      from jsonb_to_recordset(${JSON.stringify(points)}::jsonb)
        as s (id uuid, customer_id uuid, contact_id uuid, kind text, value text, normalised text)
     order by s.customer_id, s.contact_id, s.kind, s.id
    on conflict do nothing returning id, customer_id, contact_id, kind, value`.execute(tx);
  const more = await sql<AddedPoint>`
    insert into contact_point (id, customer_id, contact_id, kind, value, normalised)
    select s.id, s.customer_id, s.contact_id, s.kind, s.value, s.normalised
      from jsonb_to_recordset(${JSON.stringify(points)}::jsonb)
        as s (id uuid, customer_id uuid, contact_id uuid, kind text, value text, normalised text)
    on conflict do nothing returning id, customer_id, contact_id, kind, value`.execute(tx);
  return [...rows, ...more.rows].map(({ id, customer_id, value, ...point }) => ({
    customerId: customer_id,
    object: "contact_point",
    id,
    field: historyField(point),
    value,
  }));
}
type AddedPoint = { id: string; customer_id: string; contact_id: string | null; kind: string; value: string };

async function addTags(tx: Tx, changes: readonly Change[]): Promise<Added[]> {
  const tied = changes.flatMap(({ id, made }) => made.tags.map((name) => ({ customer_id: id, name })));
  if (tied.length === 0) return [];
  const names = [...new Map(tied.map(({ name }) => [name.toLowerCase(), name])).values()].sort();
  await sql`insert into tag (id, name) select * from unnest(${names.map(() => newId())}::uuid[], ${names}::text[])
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ id: string; customer_id: string; name: string }>`
    with added as (
      insert into customer_tag (customer_id, tag_id)
      select distinct s.customer_id, t.id from jsonb_to_recordset(${JSON.stringify(tied)}::jsonb) as s (customer_id uuid, name text)
        join tag t on lower(t.name) = lower(s.name) on conflict do nothing returning customer_id, tag_id)
    select a.tag_id as id, a.customer_id, t.name from added a join tag t on t.id = a.tag_id`.execute(tx);
  return rows.map(({ id, customer_id, name }) => ({
    customerId: customer_id,
    object: "tag",
    id,
    field: "tags",
    value: name,
  }));
}
