import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { type EachHappening, recordEach } from "../../../platform/event/record_each.ts";
import { columnTypes } from "../../../platform/own/column.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { mayReachCustomer } from "../access.ts";
import { referredBy } from "../own/columns.ts";
import { ownOf } from "../permissions.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { factTypesWith } from "./change_facts.ts";
import { takeOffParts } from "./undo_parts.ts";

/** A customer whom an import changed, and what of it can go back. */
interface Back {
  id: string;
  kind: "company" | "person";
  /** Something goes back, or came with the import and goes. */
  goes: boolean;
  has_parts: boolean;
  /** Something was changed again since, or is out of reach now, and stays. */
  stays: boolean;
  fields: { field: string; now: unknown; before: unknown }[];
}

/** Of these customers, or of all that the import changed: values that are still the imported ones go back to the first before. */
export async function goingBack(
  db: Db,
  actor: Actor,
  importId: string,
  ids: readonly string[] | null,
): Promise<Back[]> {
  const some = ids === null ? sql`true` : sql`u.customer_id = any(${ids}::uuid[])`;
  const { rows } = await sql<Back>`
    with changed as (
      select distinct u.customer_id, u.event_id from import_update u
       where u.import_id = ${importId} and u.outcome = 'updated' and ${some}
         and not exists (select 1 from import_customer i where i.import_id = u.import_id and i.customer_id = u.customer_id)),
    said as (
      select e.customer_id, h.field, (array_agg(h.before order by h.event_id))[1] as before,
        (array_agg(h.after order by h.event_id desc))[1] as after
        from changed e join history h on h.event_id = e.event_id group by e.customer_id, h.field),
    one as (select c.id, c.kind, ${mayReachCustomer(actor, "update", "c")} as may,
        to_jsonb(c) as facts, exists (select 1 from import_part p where p.import_id = ${importId} and p.customer_id = c.id) as has_parts
      from customer c where c.bin_id is null and c.id in (select customer_id from changed))
    select o.id, o.kind, o.has_parts,
      o.may and (o.has_parts or coalesce(bool_or(nullif(o.facts -> s.field, 'null') is not distinct from s.after), false)) as goes,
      not o.may or coalesce(bool_or(s.field is not null and nullif(o.facts -> s.field, 'null') is distinct from s.after), false) as stays,
      coalesce(json_agg(json_build_object('field', s.field, 'now', s.after, 'before', s.before))
        filter (where o.may and s.field is not null and nullif(o.facts -> s.field, 'null') is not distinct from s.after), '[]') as fields
    from one o left join said s on s.customer_id = o.id group by o.id, o.kind, o.may, o.has_parts order by o.id`.execute(
    db,
  );
  return await withoutTaken(db, actor, rows);
}

/** What goes back is still a field, its value nobody else's by now, and what it points to still there. */
async function withoutTaken(db: Db, actor: Actor, backs: readonly Back[]): Promise<Back[]> {
  const known = new Set(["name", "other_names", ...Object.keys(factTypesWith(ownOf(actor)))]);
  const stuck = new Set<string>();
  for (const { key, kind } of ownOf(actor).filter(({ isUnique }) => isUnique)) {
    const wanted = backs.flatMap(({ id, fields }) =>
      fields.filter(({ field, before }) => field === key && before != null).map(({ before }) => ({ id, before })),
    );
    if (wanted.length === 0) continue;
    const same = kind === "text" ? sql`lower(c.${sql.ref(key)}) = lower(w.before)` : sql`c.${sql.ref(key)} = w.before`;
    const { rows } = await sql<{ id: string }>`
      select w.id from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w (id uuid, before ${sql.raw(columnTypes[kind])})
       where exists (select 1 from customer c where c.bin_id is null and c.id <> w.id and ${same})`.execute(db);
    for (const { id } of rows) stuck.add(`${id} ${key}`);
  }
  for (const { key, kind, target } of ownOf(actor)) {
    const table = referredBy(kind, target);
    const wanted =
      table === null
        ? []
        : backs.flatMap(({ fields }) =>
            fields.flatMap(({ field, before }) => (field === key && before != null ? [String(before)] : [])),
          );
    if (table === null || wanted.length === 0) continue;
    const { rows } = await sql<{
      id: string;
    }>`select id from ${sql.table(table)} where id = any(${wanted}::uuid[])`.execute(db);
    const there = new Set(rows.map(({ id }) => id));
    for (const { id, fields } of backs)
      if (fields.some(({ field, before }) => field === key && before != null && !there.has(String(before))))
        stuck.add(`${id} ${key}`);
  }
  return backs.map((back) => {
    const fields = back.fields.filter(({ field }) => known.has(field) && !stuck.has(`${back.id} ${field}`));
    if (fields.length === back.fields.length) return back;
    return { ...back, fields, stays: true, goes: fields.length > 0 || back.has_parts };
  });
}

/** Puts back what can go back, with its events, and takes off what came with the import and nobody has used. */
export async function goBack(
  tx: Tx,
  actor: Actor,
  importId: string,
  ids: readonly string[],
): Promise<{ restored: number; left: number }> {
  if (ids.length === 0) return { restored: 0, left: 0 };
  await sql`select 1 from customer where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
  const backs = await goingBack(tx, actor, importId, ids);
  const changed = backs.filter(({ fields }) => fields.length > 0);
  await writeBack(tx, changed, ownOf(actor));
  const happenings: EachHappening[] = changed.map(({ id, fields }) => ({
    name: "customer.updated",
    object: "customer",
    objectId: id,
    changes: fields.map(({ field, now, before }) => ({ field, before: now, after: before })),
  }));
  const going = backs.filter(({ goes }) => goes).map(({ id }) => id);
  const parts = await takeOffParts(tx, importId, going);
  await recordEach(tx, actor, [...happenings, ...parts.happenings]);
  await refreshSearchOf(tx, going);
  const left = new Set([...backs.filter(({ stays }) => stays).map(({ id }) => id), ...parts.left]);
  return { restored: going.length, left: left.size };
}

async function writeBack(tx: Tx, backs: readonly Back[], own: readonly OwnField[]): Promise<void> {
  if (backs.length === 0) return;
  const staged = backs.map(({ id, kind, fields }) => {
    const values = Object.fromEntries(fields.map(({ field, before }) => [field, before]));
    const pinyin = typeof values.name === "string" ? { name_pinyin: pinyinKey(values.name, kind) } : {};
    return { ...values, ...pinyin, id, said: fields.map(({ field }) => field) };
  });
  const types = factTypesWith(own);
  const facts = Object.keys(types);
  const columns = sql.raw(facts.map((fact) => `${fact} ${types[fact]}`).join(", "));
  await sql`
    update customer c set ${sql.join(
      ["name", "other_names", ...facts].map(
        (fact) =>
          sql`${sql.ref(fact)} = case when ${sql.lit(fact)} = any(s.said) then ${sql.ref(`s.${fact}`)} else ${sql.ref(`c.${fact}`)} end`,
      ),
    )}, name_pinyin = coalesce(s.name_pinyin, c.name_pinyin), updated_at = now()
      from jsonb_to_recordset(${JSON.stringify(staged)}::jsonb)
        as s (id uuid, said text[], name text, name_pinyin text, other_names text[], ${columns})
     where c.id = s.id`.execute(tx);
}
