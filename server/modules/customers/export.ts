import { Readable } from "node:stream";
import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { Download } from "../../platform/http/route.ts";
import { newId } from "../../platform/ids.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { forbidden } from "../../platform/problem.ts";
import { guarded, isFormula } from "../../platform/text/guard.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { actorOfSession } from "../people/index.ts";
import { ofMyClients, readGate } from "./access.ts";
import { chosenRows } from "./list.chosen.ts";
import { type Cells, type columnsOf, selectCells } from "./list.columns.ts";
import { type Filter, narrowingOf } from "./list.filter.ts";
import { cursorAt, inPhases, orderOf, type Spot, spotAt } from "./list.order.ts";
import { customerNumber } from "./number.ts";
import { factFields } from "./permissions.ts";

export const batch = 1000;
const columns = ["number", "kind", "name", "owner", "phone", "mail", "tags", ...factFields] as const;
export type Row = Record<string, unknown> & {
  id: string;
  number: number;
  kind: string;
  name: string;
  flags: boolean[];
  sort_value: unknown;
  cells: Cells | null;
};

/**
 * The filtered list as CSV in pages, so that memory stays constant. Cells that a grant closes are empty. It is recorded
 * before the first row leaves, and again with the count when the last one has left or the reader has gone.
 */
export async function exportCustomers(house: House, actor: Actor, filter: Filter): Promise<Download> {
  await narrowingOf(house.db, actor, "export", filter);
  const exportId = newId();
  await told(house, actor, "customer.exported", { export_id: exportId, filtered_by: filteredBy(filter) });
  const name = `customers-${new Date().toISOString().slice(0, 10)}.csv`;
  return new Download(Readable.from(lines(house, actor, filter, exportId)), "text/csv; charset=utf-8", name);
}

/** Names of the fields that narrowed it, never their values. */
export const filteredBy = (filter: Filter): string =>
  Object.entries(filter)
    .filter(([field, value]) => field !== "sort" && value !== undefined)
    .map(([field]) => field)
    .sort()
    .join(" ");

export const told = (house: House, actor: Actor, name: string, payload: Record<string, string | number | boolean>) =>
  house.transaction((tx) => record(tx, actor, name, { object: "customer", objectId: null, payload }));

async function* lines(house: House, actor: Actor, filter: Filter, exportId: string): AsyncGenerator<string> {
  let count = 0;
  let isComplete = false;
  try {
    yield `\ufeff${columns.join(",")}\r\n`;
    for (let after: string | undefined; ; ) {
      const now = await stillAllowed(house, actor);
      const rows = await page(house.db, now, filter, after);
      count += rows.length;
      if (rows.length > 0) yield rows.map((row) => line(row, now)).join("");
      const last = rows.at(-1);
      if (!last || rows.length < batch) break;
      after = cursorAt(orderOf(now, filter), last);
    }
    isComplete = true;
  } finally {
    await told(house, actor, "customer.export_ended", {
      export_id: exportId,
      row_count: count,
      is_complete: isComplete,
    });
  }
}

/** An export runs for minutes: each page goes by the session and the rights of then. @throws permission.missing */
export async function stillAllowed(house: House, actor: Actor): Promise<Actor> {
  const now = actor.sessionId === null ? null : await actorOfSession(house, actor.sessionId);
  if (!now || !mayEver(now, "customer.export")) throw forbidden("customer.export");
  return now;
}

export const nextPage = (actor: Actor, filter: Filter, last: Row): string => cursorAt(orderOf(actor, filter), last);

/** A page of the list with what may be exported of it; `more` are columns that are asked for by name. */
export async function page(
  db: Db,
  actor: Actor,
  filter: Filter,
  after: string | undefined,
  more: ReturnType<typeof columnsOf> = [],
): Promise<Row[]> {
  const order = orderOf(actor, filter);
  const narrowing = await narrowingOf(db, actor, "export", filter);
  const point = (
    kind: string,
  ) => sql`(select p.normalised from contact_point p where p.customer_id = c.id and p.kind = ${kind}
    and p.contact_id is null and ${ofMyClients(actor, "p.client_id")} order by p.is_primary desc, p.created_at limit 1)`;
  const load = async (spot: Spot, most: number): Promise<Row[]> => {
    const { rows } = await sql<Row>`
    with page as (${chosenRows(actor, "export", narrowing, spot, most)})
    select c.id, c.number, c.kind, c.name, ${sql.join(factFields.map((field) => sql.ref(`c.${field}`)))},
      ${order.value("c")} as sort_value, ${readGate(actor, "export").flags("c")} as flags, u.name as owner,
      c.created_at, c.updated_at, ${selectCells(more)} as cells,
      ${point("phone")} as phone, ${point("mail")} as mail,
      (select string_agg(t.name, ';' order by t.name) from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags
    from page join customer c on c.id = page.id left join app_user u on u.id = c.owner_id
    order by ${order.value("c")} ${order.direction}, c.id ${order.direction}`.execute(db);
    return rows;
  };
  return await inPhases(spotAt(order, after), batch, load);
}

function line(row: Row, actor: Actor): string {
  const opened = readGate(actor, "export").opened(row.flags);
  const cells = columns.map((column) => {
    if (column === "number") return customerNumber(row.kind, row.number);
    if (column === "kind" || column === "name") return row[column];
    if (!opened.has(column)) return "";
    return column === "phone" && row.phone !== null ? displayPhone(String(row.phone)) : row[column];
  });
  return `${cells.map(cell).join(",")}\r\n`;
}

/**
 * Quotes what needs it; a text that a spreadsheet would run as a formula is led by an apostrophe, which an import takes off.
 * A plus and nothing but digits and single spaces is a telephone number and stays as it is: it calls nothing.
 */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const isRun = typeof value === "string" && isFormula(value) && !/^\+\d+( \d+)*$/.test(value);
  const text = isRun ? guarded(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
