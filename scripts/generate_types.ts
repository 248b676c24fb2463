import { writeFileSync } from "node:fs";
import pg from "pg";

const kinds: Record<string, string> = {
  bool: "boolean",
  int2: "number",
  int4: "number",
  int8: "number",
  float8: "number",
  numeric: "string",
  text: "string",
  uuid: "string",
  date: "string",
  bytea: "Buffer",
  timestamptz: "string",
  xid8: "string",
  tsvector: "string",
  jsonb: "Json",
  _int4: "number[]",
  _text: "string[]",
  _uuid: "string[]",
};

/** Writes types.gen.ts: one interface a table of the database at `url`. */
export async function generateTypes(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{
    table_name: string;
    column_name: string;
    udt_name: string;
    nullable: boolean;
    generated: boolean;
  }>(`
  select table_name, column_name, udt_name, is_nullable = 'YES' as nullable,
         (column_default is not null or is_identity = 'YES') as generated
    from information_schema.columns
   where table_schema = 'public' and table_name <> 'schema_migration'
   order by table_name, ordinal_position`);
  await client.end();

  const tables = new Map<string, string[]>();
  for (const column of rows) {
    const type = kinds[column.udt_name];
    if (!type) throw new Error(`${column.table_name}.${column.column_name}: no type for ${column.udt_name}`);
    const full = column.nullable ? `${type} | null` : type;
    const lines = tables.get(column.table_name) ?? [];
    lines.push(`  ${column.column_name}: ${column.generated ? `Generated<${full}>` : full};`);
    tables.set(column.table_name, lines);
  }
  const pascal = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  const source = [
    "// Generated from the migrated database by npm run schema. Do not edit.",
    'import type { ColumnType, Generated as KyselyGenerated } from "kysely";',
    "",
    "type Generated<T> = KyselyGenerated<T>;",
    "export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };",
    "export type Json = ColumnType<JsonValue, string, string>;",
    "",
    ...[...tables].map(([name, lines]) => `export interface ${pascal(name)}Table {\n${lines.join("\n")}\n}\n`),
    "export interface Database {",
    ...[...tables.keys()].map((name) => `  ${name}: ${pascal(name)}Table;`),
    "}",
    "",
  ].join("\n");
  writeFileSync(new URL("../server/platform/database/types.gen.ts", import.meta.url), source);
}
