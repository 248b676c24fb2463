import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { House } from "../../platform/house.ts";
import { notFound } from "../../platform/problem.ts";
import { organisationTimeZone } from "../people/index.ts";
import type { readWidgetContract } from "./web_callback.contract.ts";

export interface OpenWidget {
  id: string;
  client_id: string | null;
  user_id: string | null;
  team_id: string | null;
  title: string | null;
  consent: string | null;
  days: number[];
  opens_at: string;
  closes_at: string;
}

/** What visitors of a web site read. @throws web_widget.not_found, also when it is off */
export async function readWidget(
  { db, organisation }: House,
  widgetId: string,
): Promise<ResponseOf<typeof readWidgetContract>> {
  const widget = await requireOpenWidget(db, widgetId);
  const { title, consent } = widget;
  return { organisation: await nameOf(db, organisation.name), title, consent, ...(await readHours(db, widget)) };
}

/** @throws web_widget.not_found */
export async function requireOpenWidget(db: Db, widgetId: string): Promise<OpenWidget> {
  const { rows } = await sql<OpenWidget>`
    select id, client_id, user_id, team_id, title, consent, days, opens_at, closes_at
      from web_widget where id = ${widgetId} and is_on and retired_at is null`.execute(db);
  if (!rows[0]) throw notFound("web_widget.not_found");
  return rows[0];
}

/** Whether a page of this origin may show the widget. */
export async function mayStandAt(db: Db, widgetId: string, origin: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from web_widget where id = ${widgetId} and is_on and retired_at is null and ${origin} = any(origins)`.execute(
    db,
  );
  return rows.length > 0;
}

export interface Hours {
  is_open: boolean;
  /** ISO 8601, soonest first. */
  slots: string[];
}

/** Whether now is within business hours, and the next hours to be called in, from half an hour on, as far as two weeks. */
export async function readHours(db: Db, { days, opens_at, closes_at }: OpenWidget): Promise<Hours> {
  const zone = await organisationTimeZone(db);
  const { rows } = await sql<Hours>`
    with here as (select now() at time zone ${zone} as now),
    open as (
      select d + ${opens_at}::time as opens, d + ${closes_at}::time as closes
        from here, generate_series(0, 14) i, lateral (select now::date + i as d) as day
       where extract(isodow from d) = any(${days}::int[])),
    slot as (
      select s at time zone ${zone} as at from here, open, generate_series(opens, closes - interval '1 second', interval '1 hour') s
       where s > now + interval '30 minutes' order by s limit 24)
    select exists (select 1 from here, open where now >= opens and now < closes) as is_open,
      coalesce((select array_agg(to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') order by at) from slot), '{}') as slots`.execute(
    db,
  );
  return rows[0]!;
}

async function nameOf(db: Db, founded: string): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`
    select value ->> 'name' as name from setting where name = 'organisation'`.execute(db);
  return rows[0]?.name ?? founded;
}
