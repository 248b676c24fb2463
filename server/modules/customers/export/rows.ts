import type { QueryOf } from "../../../platform/contract/contract.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { Cell } from "../../../platform/sheet/writer.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { readGate } from "../access.ts";
import { type exportListContract, mostRows } from "../export.contract.ts";
import { columnsOf, openCells } from "../list.columns.ts";
import { shownPhone } from "../masked.ts";
import { customerNumber } from "../number.ts";
import { ownWord } from "../own/words.ts";
import { ownOf } from "../permissions.ts";
import { batch, nextPage, page, type Row } from "./page.ts";
import { headOf, wordOf } from "./words.ts";

export type Query = QueryOf<typeof exportListContract>;

/** What of one row stands in the file. */
export interface PassedRow {
  id: string;
  /** Customers whose names stand in its cells. */
  related: string[];
  /** Fields of the rights that had to be open for what it shows. */
  fields: string[];
}

export interface Order {
  house: House;
  query: Query;
  mark: string | null;
  /** Who reads the next page, by the rights of now. It throws when they may not any more. */
  reader(): Promise<Actor>;
  /** Told before the rows of a page leave. */
  passes?(reader: Actor, rows: readonly PassedRow[]): Promise<void>;
  /** Told at the end, also when it broke off. */
  ends?(count: number, isComplete: boolean): Promise<void>;
}

const usual = "stage,owner,phone,mail,tags,province,city,industry";
const fixed = ["number", "name", "kind"];
const times = ["created_at", "updated_at"];
const parts = ["owner", "phone", "tags"];

/** Heads and rows, a page at a time. Rights, columns and rows are read anew with each page. */
export async function* rowsOf({ house, query, mark, reader, passes, ends }: Order): AsyncGenerator<Cell[][]> {
  const { format, columns: wished = usual, most = mostRows[format], ...filter } = query;
  const limit = Math.min(most, mostRows[format]);
  let count = 0;
  let isComplete = false;
  const timeZone = await organisationTimeZone(house.db);
  try {
    const first = await reader();
    const names = namesOf(first, wished);
    yield [[...names.map((name) => headOf(first, name)), ...(mark === null ? [] : [mark])]];
    let after: string | undefined;
    while (count < limit) {
      const now = await reader();
      const columns = columnsOf(now, names.join(","));
      const found = await page(house.db, now, filter, after, columns);
      const rows = found.rows.slice(0, limit - count);
      const gate = readGate(now, "export");
      const opened = rows.map((row) => gate.opened(row.flags));
      const more = rows.map((row, at) => openCells(columns, row.cells, opened[at]!));
      await passes?.(
        now,
        rows.map(({ id }, at) => ({
          id,
          related: relatedOf(now, more[at]!),
          fields: [...new Set([...found.guards, ...shownFields(names, columns, opened[at]!)])].sort(),
        })),
      );
      count += rows.length;
      yield rows.map((row, at) => names.map((name) => cellOf(now, name, row, opened[at]!, more[at]!, timeZone)));
      isComplete = found.rows.length < batch && rows.length === found.rows.length;
      if (isComplete || rows.length === 0) break;
      after = nextPage(now, filter, rows.at(-1)!);
    }
    if (!isComplete && most === mostRows[format]) {
      const now = await reader();
      isComplete = (await page(house.db, now, filter, after)).rows.length === 0;
      if (!isComplete) yield [[cutShort(now, count)]];
    }
  } finally {
    await ends?.(count, isComplete);
  }
}

function namesOf(actor: Actor, wished: string): string[] {
  const found = new Set([...parts, ...times, ...columnsOf(actor, wished).map(({ name }) => name)]);
  return [...new Set([...fixed, ...wished.split(",").filter((name) => found.has(name))])];
}

type Columns = ReturnType<typeof columnsOf>;
type More = Record<string, unknown>;

/** Fields of the rights that the row's filled columns stand for. */
function shownFields(names: readonly string[], columns: Columns, opened: ReadonlySet<string>): string[] {
  const shownParts = parts.filter((name) => names.includes(name) && opened.has(name));
  const shown = columns.filter(
    ({ name, guards }) => !parts.includes(name) && guards.every((guard) => opened.has(guard)),
  );
  const whole = shownParts.includes("phone") && opened.has("phone_whole") ? ["phone_whole"] : [];
  return [...shownParts, ...whole, ...shown.flatMap(({ guards, asks = [] }) => [...guards, ...asks])];
}

function relatedOf(actor: Actor, more: More): string[] {
  const relations = ownOf(actor).filter(({ kind, target }) => kind === "relation" && target === "customer");
  return relations.flatMap(({ key }) => {
    const value = more[key] as { id: string; name: string | null } | null | undefined;
    return value?.name ? [value.id] : [];
  });
}

function cellOf(actor: Actor, name: string, row: Row, opened: ReadonlySet<string>, more: More, timeZone: string): Cell {
  if (name === "number") return customerNumber(row.kind, row.number);
  if (name === "name") return row.name;
  if (name === "kind") return wordOf(actor, name, row.kind);
  if (times.includes(name)) return timeIn(timeZone, String(row[name]));
  const value = parts.includes(name) ? (opened.has(name) ? row[name] : null) : more[name];
  if (value === null || value === undefined) return null;
  if (/^(revenue|trade_amount|trade_margin)/.test(name) && typeof value === "number") return value / 100;
  if (name === "phone") return shownPhone(String(value), opened);
  const own = ownOf(actor).find(({ key }) => key === name);
  if (own) return ownWord(actor, own, value);
  if (Array.isArray(value)) return value.map(String).join("；");
  if (typeof value === "object") return String((value as { name?: unknown }).name ?? JSON.stringify(value));
  if (typeof value === "number") return value;
  return typeof value === "string" ? wordOf(actor, name, value) : String(value);
}

/** Said below the last row: a table that ends must not look whole when it is not. */
const cutShort = ({ locale }: Actor, count: number): string =>
  locale === "en"
    ? `There are more customers; this file ends after ${count}`
    : `还有更多客户，这份文件到第 ${count} 位为止`;

export const timeIn = (timeZone: string, at: string | Date): string =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone }).format(new Date(at));
