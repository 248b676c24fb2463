import type pg from "pg";

export type Column = {
  name: string;
  type: string;
  is_nullable: boolean;
  /** Default, or the expression of a generated column. */
  expression: string | null;
  kind: "plain" | "generated" | "identity";
};
export type Constraint = { name: string; type: "p" | "u" | "c" | "f" | "x"; definition: string };
export type Index = { name: string; definition: string };
export type Table = {
  schema: string;
  name: string;
  /** `partition of PARENT BOUND`, null for a table of its own. */
  partition: string | null;
  columns: Column[];
  constraints: Constraint[];
  indexes: Index[];
};
export type Sequence = { schema: string; name: string; last_value: string | null };
export type Catalog = { tables: Table[]; sequences: Sequence[] };

/**
 * The organisation's tables and sequences. Left out: extensions, the job queue's private schema (pending jobs are work of
 * this installation, not facts: a restored copy must not send its mails again), unlogged tables (staging, made anew),
 * and schema_migration (running the migrations fills it).
 */
export async function readCatalog(client: pg.Client): Promise<Catalog> {
  const before = await client.query<{ search_path: string }>("show search_path");
  await client.query("select set_config('search_path', '', false)"); // so that every definition names its schemas
  const tables = await client.query<Table>(tablesQuery);
  const sequences = await client.query<Sequence>(sequencesQuery);
  await client.query("select set_config('search_path', $1, false)", [before.rows[0]?.search_path ?? "public"]);
  return { tables: tables.rows, sequences: sequences.rows };
}

const foreignSchemas = "('pg_catalog', 'information_schema', 'graphile_worker')";

const tablesQuery = `
select n.nspname as schema, c.relname as name,
  (select format('partition of %s %s', h.inhparent::regclass, pg_get_expr(c.relpartbound, c.oid))
    from pg_inherits h where h.inhrelid = c.oid and c.relispartition) as partition,
  (select json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'is_nullable', not a.attnotnull,
      'expression', pg_get_expr(d.adbin, d.adrelid),
      'kind', case when a.attgenerated <> '' then 'generated' when a.attidentity <> '' then 'identity' else 'plain' end
    ) order by a.attnum)
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  coalesce((select json_agg(json_build_object('name', k.conname, 'type', k.contype, 'definition', pg_get_constraintdef(k.oid))
      order by k.conname)
    from pg_constraint k where k.conrelid = c.oid and k.contype in ('p','u','c','f','x') and k.conparentid = 0), '[]') as constraints,
  coalesce((select json_agg(json_build_object('name', i.relname, 'definition', pg_get_indexdef(i.oid)) order by i.relname)
    from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = c.oid and not i.relispartition
      and not exists (select from pg_constraint k where k.conindid = i.oid and k.conrelid = c.oid)), '[]') as indexes
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and c.relpersistence = 'p' and n.nspname not in ${foreignSchemas} and n.nspname !~ '^pg_'
  and (n.nspname, c.relname) <> ('public', 'schema_migration')
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by c.relispartition, 1, 2`;

const sequencesQuery = `
select schemaname as schema, sequencename as name, last_value::text as last_value
from pg_sequences where schemaname not in ${foreignSchemas} and schemaname !~ '^pg_' order by 1, 2`;
