import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { Change as Written } from "../../../platform/event/record.ts";
import { columnTypes } from "../../../platform/own/column.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import type { Change } from "./merge.ts";

export type FactChange = Written;

/** Facts that a file may say, with their type in the database. Constants: they become SQL. */
export const factTypes = {
  stage: "text",
  source: "text",
  industry: "text",
  tax_id: "text",
  founded_on: "date",
  staff_count: "int",
  revenue_this_year: "bigint",
  revenue_last_year: "bigint",
  potential_amount: "bigint",
  website: "text",
  payment_terms: "text",
  province: "text",
  city: "text",
  district: "text",
  street: "text",
  birth_on: "date",
  gender: "text",
  occupation: "text",
  remark: "text",
} as const;

/** The same with own fields, whose names the database has checked. */
export const factTypesWith = (own: readonly OwnField[]): Record<string, string> => ({
  ...factTypes,
  ...Object.fromEntries(own.flatMap(({ key, kind }) => (kind === "formula" ? [] : [[key, columnTypes[kind]]]))),
});

/** Writes the facts of all changes at once. Answers what really changed, with the values before and after, by customer. */
export async function changeFacts(
  tx: Tx,
  changes: readonly Change[],
  own: readonly OwnField[],
): Promise<Map<string, FactChange[]>> {
  const changed = new Map<string, FactChange[]>();
  if (changes.length === 0) return changed;
  const staged = changes.map(({ id, fills, made }) => ({
    ...made.facts,
    id,
    fills,
    name: made.name === "" ? null : made.name,
    name_pinyin: made.name === "" ? null : pinyinKey(made.name, made.kind),
    more_names: made.otherNames,
  }));
  const types = factTypesWith(own);
  const facts = Object.keys(types);
  const columns = sql.raw(facts.map((fact) => `${fact} ${types[fact]}`).join(", "));
  const { rows } = await sql<{ id: string; field: string; before: unknown; after: unknown }>`
    with staged as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(staged)}::jsonb)
        as s (id uuid, fills boolean, name text, name_pinyin text, more_names text[], ${columns})),
    change as materialized (
      select c.id, v.field, v.before, v.after from staged s join customer c on c.id = s.id cross join lateral (values
        ('name', to_jsonb(c.name), to_jsonb(s.name)),
        ('other_names', to_jsonb(c.other_names), case when s.more_names <@ c.other_names then null
           else to_jsonb(array(select distinct n from unnest(c.other_names || s.more_names) as n limit 50)) end),
        ${sql.join(facts.map((fact) => sql`(${sql.lit(fact)}, to_jsonb(${sql.ref(`c.${fact}`)}), to_jsonb(${sql.ref(`s.${fact}`)}))`))}
      ) as v (field, before, after)
      where v.after is not null and v.after is distinct from v.before
        and (not s.fills or v.before is null or v.field = 'other_names')),
    written as (
      update customer c set ${sql.join(["name", ...facts].map(chosen))}, name_pinyin = case when s.fills then c.name_pinyin
          else coalesce(s.name_pinyin, c.name_pinyin) end,
        other_names = coalesce((select array(select jsonb_array_elements_text(o.after)) from change o
          where o.id = c.id and o.field = 'other_names'), c.other_names), updated_at = now()
        from staged s where c.id = s.id and exists (select 1 from change o where o.id = c.id))
    select id, field, before, after from change order by id, field`.execute(tx);
  for (const { id, ...change } of rows) {
    const ofCustomer = changed.get(id);
    if (ofCustomer) ofCustomer.push(change);
    else changed.set(id, [change]);
  }
  return changed;
}

/** The old value or the new one, whichever has the word. */
const chosen = (fact: string): RawBuilder<unknown> => {
  const [old, said] = [sql.ref(`c.${fact}`), sql.ref(`s.${fact}`)];
  return sql`${sql.ref(fact)} = case when s.fills then coalesce(${old}, ${said}) else coalesce(${said}, ${old}) end`;
};
