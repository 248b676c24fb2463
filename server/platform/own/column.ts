import type pg from "pg";
import type { House } from "../house.ts";
import type { OwnKind } from "./own.contract.ts";

/** What the column of an own field is to be. Names come from `own_field`, whose checks bind them. */
export interface OwnColumn {
  table: string;
  key: string;
  kind: Exclude<OwnKind, "formula">;
  /** Table that a relation points to. */
  references: string | null;
  isIndexed: boolean;
  isUnique: boolean;
  /** Column that is null on rows that stand. */
  bin: string;
}

/** What a kind is in the database; a formula and what it comes to has no column. */
export const columnTypes: Record<OwnKind, string> = {
  formula: "text",
  text: "text",
  number: "numeric",
  money: "bigint",
  date: "date",
  choice: "text",
  choices: "text[]",
  yes_no: "boolean",
  relation: "uuid",
  file: "uuid",
};

const nameOf = ({ table, key }: OwnColumn, what: string) => `${table}_${key}_${what}`;

/**
 * Makes column, reference and indexes, whatever of them is missing, without blocking anybody: what needs a lock on the
 * table waits for it no longer than `patience` ms at a time, and indexes are built beside the running work.
 * @returns "duplicates" when the field was to be unique and is not
 */
export async function makeColumn(house: House, column: OwnColumn): Promise<"made" | "duplicates"> {
  const { table, key, references } = column;
  const { client, release } = await house.reserve({ statementTimeout: 0 });
  try {
    await locking(
      client,
      `alter table ${quoted(table)} add column if not exists ${quoted(key)} ${columnTypes[column.kind]}`,
    );
    if (references) await refer(client, column, references);
    if (column.isIndexed || references) await index(client, column, "index");
    return column.isUnique ? await index(client, column, "unique") : "made";
  } finally {
    release();
  }
}

/** Takes an index away that is wanted no more. */
export async function dropIndex(house: House, column: OwnColumn, what: "index" | "unique"): Promise<void> {
  const { client, release } = await house.reserve({ statementTimeout: 0 });
  try {
    await client.query(`drop index concurrently if exists ${quoted(nameOf(column, what))}`);
  } finally {
    release();
  }
}

const patience = 150;
const mostTries = 2400;

/** A statement that needs the table for a moment; in between others get their turn. */
async function locking(client: pg.Client, statement: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await client.query(`set lock_timeout = ${patience}`);
      await client.query(statement);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "55P03" || tried === mostTries) throw error;
      await new Promise((done) => setTimeout(done, 250 + Math.random() * 250));
    } finally {
      await client.query("set lock_timeout = 0");
    }
  }
}

async function refer(client: pg.Client, column: OwnColumn, references: string): Promise<void> {
  const name = nameOf(column, "fkey");
  const { rows } = await client.query("select 1 from pg_constraint where conname = $1", [name]);
  if (rows.length === 0)
    await locking(
      client,
      `alter table ${quoted(column.table)} add constraint ${quoted(name)} foreign key (${quoted(column.key)})
        references ${quoted(references)} on delete set null not valid`,
    );
  await client.query(`alter table ${quoted(column.table)} validate constraint ${quoted(name)}`);
}

/** Built concurrently; one that an interrupted build left behind is made anew. */
async function index(client: pg.Client, column: OwnColumn, what: "index" | "unique"): Promise<"made" | "duplicates"> {
  const name = nameOf(column, what);
  const { rows } = await client.query<{ is_valid: boolean }>(
    "select i.indisvalid as is_valid from pg_class c join pg_index i on i.indexrelid = c.oid where c.relname = $1",
    [name],
  );
  if (rows[0]?.is_valid) return "made";
  if (rows[0]) await client.query(`drop index concurrently if exists ${quoted(name)}`);
  try {
    await client.query(indexText(column, what, name));
    return "made";
  } catch (error) {
    await client.query(`drop index concurrently if exists ${quoted(name)}`);
    if ((error as { code?: string }).code === "23505") return "duplicates";
    throw error;
  }
}

function indexText({ table, key, kind, bin }: OwnColumn, what: "index" | "unique", name: string): string {
  const column = quoted(key);
  const standing = `where ${quoted(bin)} is null`;
  const on = `index concurrently ${quoted(name)} on ${quoted(table)}`;
  if (what === "unique") return `create unique ${on} (${kind === "text" ? `lower(${column})` : column}) ${standing}`;
  if (kind === "choices") return `create ${on} using gin (${column}) ${standing}`;
  // what is chosen gives its rows in the lists' usual order; what has an order of its own is sorted by itself
  const order = isSorted(kind) ? "id" : "updated_at desc, id desc";
  return `create ${on} (${column}, ${order}) ${standing} and ${column} is not null`;
}

/** Kinds that a list can be sorted by. */
export const isSorted = (kind: OwnKind): boolean => ["text", "number", "money", "date"].includes(kind);

const quoted = (name: string): string => {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of ours`);
  return `"${name}"`;
};
