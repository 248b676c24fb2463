import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { Problem } from "../../../platform/problem.ts";
import { mayReachCustomer } from "../access.ts";
import type { listReadLogContract } from "../consent.contract.ts";
import { isTime, readCursor, writeCursor } from "../cursor.ts";

type Log = ResponseOf<typeof listReadLogContract>;
type Row = Omit<Log["entries"][number], "id"> & { kind: "one" | "many"; number: string };

/** Reads of one customer and of many at once, as one list. @throws list.bad_cursor */
export async function listReadLog(
  db: Db,
  actor: Actor,
  { user_id, after, limit = 50 }: QueryOf<typeof listReadLogContract>,
): Promise<Log> {
  const behind = after === undefined ? null : cursorOf(after);
  const which = (kind: "one" | "many") => sql`${user_id === undefined ? sql`true` : sql`r.user_id = ${user_id}`}
    and ${behind ? sql`(r.read_at, ${kind}::text, r.id) < (${behind.at}::timestamptz, ${behind.kind}::text, ${behind.number}::bigint)` : sql`true`}
    order by r.read_at desc, r.id desc limit ${limit + 1}`;
  const { rows } = await sql<Row>`
    select r.kind, r.number, json_build_object('id', u.id, 'name', u.name) as user, r.how, r.fields, r.row_count, r.filtered_by, r.export_id,
      r.read_at, r.last_read_at, case when c.id is null then null else json_build_object('id', c.id, 'name', c.name) end as customer
    from (
      (select 'one' as kind, r.id::text as number, r.user_id, r.how, r.fields, 1 as row_count, '{}'::text[] as filtered_by, null::uuid as export_id,
         r.read_at, r.read_at as last_read_at, r.customer_id from sensitive_read r where ${which("one")})
      union all
      (select 'many', r.id::text, r.user_id, r.how, r.fields, r.row_count, r.filtered_by, r.export_id, r.read_at, r.last_read_at, null
         from sensitive_exit r where ${which("many")})) r
    join app_user u on u.id = r.user_id
    left join customer c on c.id = r.customer_id and ${mayReachCustomer(actor, "read", "c")}
    order by r.read_at desc, r.kind desc, r.number::bigint desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ kind, number, ...entry }) => ({ id: `${kind}-${number}`, ...entry })),
    next: rows.length > limit && last ? writeCursor([last.read_at, last.kind, last.number]) : null,
  };
}

function cursorOf(after: string): { at: string; kind: string; number: string } {
  const [at = "", kind = "", number = ""] = readCursor(after, 3);
  if (!isTime(at) || (kind !== "one" && kind !== "many") || !/^\d{1,18}$/.test(number))
    throw new Problem(400, "list.bad_cursor");
  return { at, kind, number };
}
