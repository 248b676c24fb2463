import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { isMasked } from "../../../platform/text/phone.ts";
import type { Filter } from "../list.filter.ts";
import { isSensitive } from "../permissions.ts";

interface Exit {
  how: "list" | "search" | "duplicates" | "mail";
  fields: readonly string[];
  rows: number;
  filteredBy?: readonly string[];
}

/** Notes that sensitive facts of many were read at once; the same again within ten minutes adds to the same reading. */
export async function noteSensitiveExit(db: Db, actor: Actor, exit: Exit): Promise<void> {
  const { how, rows, filteredBy = [] } = exit;
  const fields = [...new Set(exit.fields)].sort();
  if (rows === 0 || fields.length === 0) return;
  await sql`
    with again as (
      update sensitive_exit set row_count = row_count + ${rows}::int, last_read_at = now() where id = (
        select e.id from sensitive_exit e where e.user_id = ${actor.userId} and e.how = ${how} and e.fields = ${fields}::text[]
           and e.filtered_by = ${filteredBy}::text[] and e.read_at > now() - interval '10 minutes' order by e.read_at desc limit 1)
      returning 1)
    insert into sensitive_exit (user_id, how, fields, row_count, filtered_by)
    select ${actor.userId}::uuid, ${how}, ${fields}::text[], ${rows}::int, ${filteredBy}::text[] where not exists (select 1 from again)`.execute(
    db,
  );
}

export interface ExportedRow {
  id: string;
  /** Fields of the rights that it shows. */
  fields: readonly string[];
}

/** Notes a page of an exported file before it leaves, with the customers in it. */
export async function noteSensitiveExport(
  db: Db,
  actor: Actor,
  exportId: string,
  rows: readonly ExportedRow[],
  filteredBy: readonly string[],
): Promise<void> {
  const told = rows.flatMap(({ id, fields }) => {
    const some = fields.filter((field) => tells(actor, field, fields));
    return some.length > 0 ? [{ id, some }] : [];
  });
  if (told.length === 0) return;
  const fields = [...new Set(told.flatMap(({ some }) => some))].sort();
  await sql`
    with one as (
      insert into sensitive_exit (user_id, how, fields, row_count, filtered_by, export_id)
      values (${actor.userId}, 'export', ${fields}::text[], ${told.length}, ${filteredBy}::text[], ${exportId})
      on conflict (export_id) do update set row_count = sensitive_exit.row_count + excluded.row_count, last_read_at = now(),
        fields = array(select distinct f from unnest(sensitive_exit.fields || excluded.fields) as f order by f)
      returning id)
    insert into sensitive_exit_part (exit_id, customer_ids) select id, ${told.map(({ id }) => id)}::uuid[] from one`.execute(
    db,
  );
}

/** A run that begins anew has told nothing yet. */
export const forgetExported = async (db: Db, exportId: string): Promise<void> =>
  void (await sql`delete from sensitive_exit where export_id = ${exportId}`.execute(db));

/** A masked number tells nothing; a whole one is called by its first name in the log. */
const tells = (actor: Actor, field: string, fields: readonly string[]): boolean =>
  field === "phone" ? fields.includes("phone_whole") : field !== "phone_whole" && isSensitive(actor, field);

/** The sensitive fields that rows of a list say something of, and how many of the rows do. */
export function toldBy(actor: Actor, rows: readonly object[]): { fields: string[]; rows: number } {
  const each = rows.map((row) =>
    Object.entries({ ...row, ...("cells" in row ? (row.cells as object) : {}) }).flatMap(([field, value]) =>
      value !== null && value !== undefined && isSensitive(actor, field) && !isHidden(field, value) ? [field] : [],
    ),
  );
  return { fields: [...new Set(each.flat())], rows: each.filter((fields) => fields.length > 0).length };
}

const isHidden = (field: string, value: unknown): boolean => field === "phone" && isMasked(String(value));

/** The fields of a filter by name, never what they were to be. */
export function filteredBy({ filter, sort: _sort, order: _order, ...plain }: Filter): string[] {
  const named = Object.entries(plain).flatMap(([field, value]) =>
    value === undefined ? [] : [field.replace(/_id$/, "")],
  );
  return [...new Set([...named, ...(filter === undefined ? [] : fieldsOf(JSON.parse(filter)))])].sort();
}

type Part = { field?: string; all?: Part[]; any?: Part[] };
const fieldsOf = ({ field, all = [], any = [] }: Part): string[] =>
  field === undefined ? [...all, ...any].flatMap(fieldsOf) : [field];
