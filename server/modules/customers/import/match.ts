import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { columnTypes } from "../../../platform/own/column.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { insideWall } from "../../../platform/permission/compile.ts";
import { fieldGate } from "../../../platform/permission/fields.ts";
import { mayReachCustomer, ofMyClients, readGate, writableOf } from "../access.ts";
import { seesMasked, wholePhone } from "../masked.ts";
import { customerShape, ownOf, writeFieldsOf } from "../permissions.ts";
import type { KeyKind } from "./keys.ts";

/** Keys side by side; `rows` says whose each is, within the chunk, and `taxIds` the tax id of that row. */
export interface Wanted {
  rows: number[];
  kinds: KeyKind[];
  values: string[];
  lows: string[];
  taxIds: (string | null)[];
}

/** A customer who has a row's key. */
export interface Match {
  row: number;
  kind: KeyKind;
  id: string;
  /** Came from an earlier row of the same file. */
  isOwn: boolean;
  /** The importer sees the customer and the field that matched. */
  isSeen: boolean;
  mayUpdate: boolean;
  /** Fields that the importer may not write there. */
  closed: string[];
}

const most = 6;

/**
 * Customers inside the importer's wall who have one of the keys, at most six a key; those in the bin are none. A customer
 * with another tax id than the row's is not the same, whatever else agrees. Who sees numbers masked is told of none by its
 * number: a file of guesses would spell out what the mask hides.
 */
export async function matchRows(db: Db, actor: Actor, importId: string, wanted: Wanted): Promise<Match[]> {
  if (wanted.rows.length === 0) return [];
  const gate = fieldGate(actor, "customer", customerShape, "update", writeFieldsOf(actor));
  const reading = readGate(actor);
  const seen = (...fields: string[]) => mayReachCustomer(actor, "read", "c", fields);
  const point = (kind: "phone" | "mail") => sql`
    select w.row, w.kind, w.tax_id, f.id from wanted w cross join lateral (
      select p.customer_id as id from contact_point p
       where p.normalised = w.value and p.kind = ${kind} and ${ofMyClients(actor, "p.client_id")} limit ${most}) f
     where w.kind = ${kind}${kind === "phone" && seesMasked(actor) ? sql` and false` : sql``}`;
  const unique = ownOf(actor).filter(({ isUnique, key }) => isUnique && wanted.lows.includes(key));
  const ofOwn = ({ key, kind }: OwnField) => {
    const column = sql.ref(`c.${key}`);
    const same =
      kind === "text" ? sql`lower(${column}) = w.text` : sql`${column} = w.text::${sql.raw(columnTypes[kind])}`;
    return sql`select w.row, w.kind, w.tax_id, c.id from
      (select row, kind, tax_id, split_part(value, E'\t', 2) as text from wanted where kind = 'own' and low = ${key}) w
      join customer c on ${same} and c.bin_id is null union all `;
  };
  const { rows } = await sql<Omit<Match, "closed"> & { flags: number; reads: number }>`
    with wanted as materialized (
      select * from unnest(${wanted.rows}::int[], ${wanted.kinds}::text[], ${wanted.values}::text[], ${wanted.lows}::text[],
        ${wanted.taxIds}::text[]) as w (row, kind, value, low, tax_id)),
    found as (
      ${sql.join(unique.map(ofOwn), sql``)}
      select w.row, w.kind, w.tax_id, c.id from wanted w join customer c on c.number = w.value::bigint where w.kind = 'number'
      union all
      select w.row, w.kind, w.tax_id, f.id from wanted w cross join lateral (
        select c.id from customer c where c.tax_id = w.value and c.bin_id is null limit ${most}) f where w.kind = 'tax_id'
      union all ${point("phone")} union all ${point("mail")} union all
      select w.row, w.kind, w.tax_id, f.id from wanted w cross join lateral (
        select c.id from customer c where c.name_pinyin >= w.low and c.name_pinyin < rtrim(w.low, E'\t') || E'\n'
           and c.bin_id is null and replace(replace(translate(lower(c.name), '（）', '()'), ' ', ''), '　', '') = w.value
         limit ${most}) f where w.kind = 'name')
    select distinct on (f.row, f.kind, c.id) f.row, f.kind, c.id, i.import_id is not null as "isOwn",
      case f.kind when 'own' then ${seen(...unique.map(({ key }) => key))} when 'tax_id' then ${seen("tax_id")} when 'phone' then ${seen(...wholePhone)} when 'mail' then ${seen("mail")}
        else ${seen()} end as "isSeen",
      ${mayReachCustomer(actor, "update", "c")} as "mayUpdate", ${gate.flags("c")} as flags, ${reading.flags("c")} as reads
    from found f join customer c on c.id = f.id left join import_customer i on i.customer_id = c.id and i.import_id = ${importId}
    where c.bin_id is null and ${insideWall(actor, customerShape, "c")}
      and (f.tax_id is null or c.tax_id is null or c.tax_id = f.tax_id or f.kind = 'number')
    order by f.row, f.kind, c.id`.execute(db);
  return rows.map(({ flags, reads, ...match }) => {
    const writable = writableOf(gate.opened(flags), reading.opened(reads));
    return { ...match, closed: writeFieldsOf(actor).filter((field) => !writable.has(field)) };
  });
}
