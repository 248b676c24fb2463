import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { forbidden } from "../../../platform/problem.ts";
import { guarded, isFormula } from "../../../platform/text/guard.ts";
import { actorOfSession } from "../../people/index.ts";
import { ofMyClients, readGate } from "../access.ts";
import { chosenRows } from "../list.chosen.ts";
import { type Cells, type columnsOf, selectCells } from "../list.columns.ts";
import { type Filter, narrowingOf } from "../list.filter.ts";
import { cursorAt, inPhases, orderOf, type Spot, spotAt } from "../list.order.ts";

export const batch = 1000;
export type Row = Record<string, unknown> & {
  id: string;
  number: number;
  kind: string;
  name: string;
  flags: number;
  sort_value: unknown;
  cells: Cells | null;
};

/** An export runs for minutes: each page goes by the session and the rights of then. @throws permission.missing */
export async function stillAllowed(house: House, actor: Actor): Promise<Actor> {
  const now = actor.sessionId === null ? null : await actorOfSession(house, actor.sessionId);
  if (!now || !mayEver(now, "customer.export")) throw forbidden("customer.export");
  return now;
}

export const nextPage = (actor: Actor, filter: Filter, last: Row): string => cursorAt(orderOf(actor, filter), last);

/**
 * A page of the list with what may be exported of it; `more` are columns that are asked for by name, `guards` the fields that
 * the choice of the rows tells something about.
 */
export async function page(
  db: Db,
  actor: Actor,
  filter: Filter,
  after: string | undefined,
  more: ReturnType<typeof columnsOf> = [],
): Promise<{ rows: Row[]; guards: readonly string[] }> {
  const order = orderOf(actor, filter);
  const narrowing = await narrowingOf(db, actor, "export", filter);
  const phone = sql`(select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone'
    and p.contact_id is null and ${ofMyClients(actor, "p.client_id")} order by p.is_primary desc, p.created_at limit 1)`;
  const load = async (spot: Spot, most: number): Promise<Row[]> => {
    const { rows } = await sql<Row>`
    with page as (${chosenRows(actor, "export", narrowing, spot, most)})
    select c.id, c.number, c.kind, c.name,
      ${order.value("c")} as sort_value, ${readGate(actor, "export").flags("c")} as flags, u.name as owner,
      c.created_at, c.updated_at, ${selectCells(more)} as cells,
      ${phone} as phone,
      (select string_agg(t.name, ';' order by t.name) from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags
    from page join customer c on c.id = page.id left join app_user u on u.id = c.owner_id
    order by ${order.value("c")} ${order.direction}, c.id ${order.direction}`.execute(db);
    return rows;
  };
  return { rows: await inPhases(spotAt(order, after), batch, load), guards: narrowing.guards };
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
