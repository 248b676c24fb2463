import { type RawBuilder, sql } from "kysely";
import type { OwnValue } from "../../platform/own/own.contract.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { ofMyClients } from "./access.ts";
import { guardsOf, ownShown } from "./own/columns.ts";
import { factFields, ownOf } from "./permissions.ts";
import { tierColumns } from "./tier/fields.ts";
import { tradeColumns } from "./trade/fields.ts";

type Sql = RawBuilder<unknown>;
export type Cells = Record<string, OwnValue>;

/** A column that the list shows on demand, beside those that each row has anyway. */
export interface Column {
  name: string;
  guards: readonly string[];
  /** Rights beside those on the customer's fields, such as "trade.read": who lost them gets no older file with it. */
  asks?: readonly string[];
  value: Sql;
}

/** What was asked for by name, as far as it exists; the rest is left out, since views outlive fields. */
export function columnsOf(actor: Actor, names: string | undefined): Column[] {
  if (!names) return [];
  const known = new Map(
    [...builtIn(actor), ...tradeColumns(actor), ...tierColumns(actor), ...ownColumns(actor)].map((column) => [
      column.name,
      column,
    ]),
  );
  return [...new Set(names.split(","))].flatMap((name) => known.get(name) ?? []);
}

export const selectCells = (columns: readonly Column[]): Sql =>
  columns.length === 0
    ? sql`null::json`
    : sql`json_build_object(${sql.join(columns.flatMap(({ name, value }) => [sql`${name}::text`, value]))})`;

/** The cells of a row that are open to the reader; the others are absent. */
export function openCells(columns: readonly Column[], cells: Cells | null, opened: ReadonlySet<string>): Cells {
  return Object.fromEntries(
    columns
      .filter(({ guards }) => guards.every((guard) => opened.has(guard)))
      .map(({ name }) => [name, cells?.[name] ?? null]),
  );
}

function builtIn(actor: Actor): Column[] {
  const facts = factFields.map((name) => ({ name, guards: [name], value: sql.ref(`c.${name}`) }));
  const person = (column: string) =>
    sql`(select json_build_object('id', x.id, 'name', x.name) from app_user x where x.id = ${sql.ref(column)})`;
  const point = (kind: string) =>
    sql`(select p.normalised from contact_point p where p.customer_id = c.id and p.kind = ${kind} and p.contact_id is null
      and ${ofMyClients(actor, "p.client_id")} order by p.is_primary desc, p.created_at limit 1)`;
  return [
    ...facts,
    ...["mail", "wechat"].map((kind) => ({ name: kind, guards: [kind], value: point(kind) })),
    {
      name: "team",
      guards: ["owner"],
      value: sql`(select json_build_object('id', x.id, 'name', x.name) from team x where x.id = c.team_id)`,
    },
    { name: "created_by", guards: [], value: person("c.created_by") },
    {
      name: "client",
      guards: [],
      value: sql`array(select k.name from customer_client l join client k on k.id = l.client_id
        where l.customer_id = c.id and ${ofMyClients(actor, "l.client_id")} order by k.name)`,
    },
  ];
}

function ownColumns(actor: Actor): Column[] {
  const own = ownOf(actor);
  return own.map((field) => ({
    name: field.key,
    guards: guardsOf(own, field),
    value: ownShown(actor, field, "c"),
  }));
}
