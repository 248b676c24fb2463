import { type RawBuilder, sql } from "kysely";
import { isSorted, type OwnColumn } from "../../platform/own/column.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { isTime, isUuid, readCursor, writeCursor } from "./cursor.ts";
import { stages } from "./customer.contract.ts";
import { guardsOf, ownColumn } from "./own/columns.ts";
import { ownOf } from "./permissions.ts";

type Sql = RawBuilder<unknown>;

/** An order of the list. Only what an index serves is one. */
export interface Order {
  sort: string;
  /** Fields of the rights that the order tells something about. */
  guards: readonly string[];
  value(alias: string): Sql;
  type: Sql;
  isDescending: boolean;
  direction: Sql;
  /** Rows without a value come last, whichever way round: they are a second phase. */
  isNullable: boolean;
  /** An index has each team's rows in this order. */
  isIndexedByTeam: boolean;
  /** What a cursor may carry. */
  fits(value: string): boolean;
}

/** Where a page begins: in which phase, behind which row. */
export interface Spot {
  order: Order;
  phase: "value" | "nothing";
  after?: { value: string; id: string } | undefined;
}

interface Sort {
  guards: readonly string[];
  value: Order["value"];
  type: keyof typeof types;
  isNullable: boolean;
  first: "asc" | "desc";
}

const isText = (value: string): boolean => !value.includes("\0");
const isNumber = (value: string): boolean => /^-?\d{1,40}(\.\d{1,20})?$/.test(value);
const types = {
  text: { type: sql`text`, fits: isText },
  timestamptz: { type: sql`timestamptz`, fits: isTime },
  date: { type: sql`date`, fits: (value: string) => isTime(`${value}T00:00:00Z`) },
  numeric: { type: sql`numeric`, fits: isNumber },
  bigint: { type: sql`bigint`, fits: (value: string) => /^-?\d{1,18}$/.test(value) },
  int: { type: sql`int`, fits: (value: string) => /^\d{1,4}$/.test(value) },
};

const column = (name: string) => (alias: string) => sql.ref(`${alias}.${name}`);
const stageRank = (alias: string): Sql =>
  sql`array_position(${sql.raw(`array[${stages.map((stage) => `'${stage}'`).join(", ")}]`)}, ${sql.ref(`${alias}.stage`)})`;

const always = { guards: [], isNullable: false } as const;
const sorts: Record<string, Sort> = {
  updated_at: { ...always, value: column("updated_at"), type: "timestamptz", first: "desc" },
  created_at: { ...always, value: column("created_at"), type: "timestamptz", first: "desc" },
  name: { ...always, value: column("name_pinyin"), type: "text", first: "asc" },
  stage: { guards: ["stage"], value: stageRank, type: "int", isNullable: false, first: "asc" },
  province: { guards: ["province"], value: column("province"), type: "text", isNullable: true, first: "asc" },
  revenue_this_year: {
    guards: ["revenue_this_year"],
    value: column("revenue_this_year"),
    type: "bigint",
    isNullable: true,
    first: "desc",
  },
};
const ownTypes: Partial<Record<OwnColumn["kind"], keyof typeof types>> = {
  text: "text",
  number: "numeric",
  money: "bigint",
  date: "date",
};

export function sortOf(actor: Actor, name: string): Sort | undefined {
  if (Object.hasOwn(sorts, name)) return sorts[name];
  if (name === "visited_at") return visitedBy(actor);
  const own = ownOf(actor);
  const field = own.find(({ key }) => key === name);
  if (!field?.isIndexed || field.kind === "formula" || !isSorted(field.kind)) return undefined;
  return {
    guards: guardsOf(own, field),
    value: (alias) => ownColumn(own, field, alias),
    type: ownTypes[field.kind] ?? "text",
    isNullable: true,
    first: field.kind === "text" ? "asc" : "desc",
  };
}

/** For lists that are narrowed to what one has opened: others have no such time, and there are fifty at most. */
function visitedBy(actor: Actor): Sort {
  return {
    guards: [],
    value: (alias) => sql`(select v.visited_at from customer_visit v
      where v.user_id = ${actor.userId} and v.customer_id = ${sql.ref(`${alias}.id`)})`,
    type: "timestamptz",
    isNullable: true,
    first: "desc",
  };
}

/** @throws list.unknown_sort */
export function orderOf(actor: Actor, query: { sort?: string; order?: "asc" | "desc" }): Order {
  const name = query.sort ?? "updated_at";
  const sort = sortOf(actor, name);
  if (!sort) throw new Problem(400, "list.unknown_sort", { fields: [{ field: "sort", reason: "unknown" }] });
  const isDescending = (query.order ?? sort.first) === "desc";
  const { guards, value, isNullable } = sort;
  return {
    sort: name,
    guards,
    value,
    isNullable,
    isIndexedByTeam: name === "updated_at" || name === "name",
    isDescending,
    direction: isDescending ? sql`desc` : sql`asc`,
    ...types[sort.type],
  };
}

export const cursorAt = (order: Order, row: { sort_value: unknown; id: string }): string =>
  writeCursor([order.sort, row.sort_value === null ? "nothing" : "value", String(row.sort_value ?? ""), row.id]);

/** @throws list.bad_cursor */
export function spotAt(order: Order, cursor: string | undefined): Spot {
  if (cursor === undefined) return { order, phase: "value" };
  const [sort, phase, value, id] = readCursor(cursor, 4) as [string, string, string, string];
  const isFine = phase === "value" ? order.fits(value) : phase === "nothing" && order.isNullable && value === "";
  if (sort !== order.sort || !isFine || !isUuid(id)) throw new Problem(400, "list.bad_cursor");
  return { order, phase: phase as Spot["phase"], after: { value, id } };
}

/** Rows from a spot on, and when those with a value are through, those without. */
export async function inPhases<Row>(
  spot: Spot,
  most: number,
  read: (spot: Spot, most: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows = await read(spot, most);
  if (rows.length >= most || spot.phase === "nothing" || !spot.order.isNullable) return rows;
  return [...rows, ...(await read({ order: spot.order, phase: "nothing" }, most - rows.length))];
}

/** What the rows of a phase fulfil. */
export function spotConditions({ order, phase, after }: Spot, alias: string): Sql[] {
  const value = order.value(alias);
  const id = sql.ref(`${alias}.id`);
  const beyond = order.isDescending ? sql`<` : sql`>`;
  if (phase === "nothing") return [sql`${value} is null`, ...(after ? [sql`${id} ${beyond} ${after.id}::uuid`] : [])];
  return [
    ...(order.isNullable ? [sql`${value} is not null`] : []),
    ...(after ? [sql`(${value}, ${id}) ${beyond} (${after.value}::${order.type}, ${after.id}::uuid)`] : []),
  ];
}
